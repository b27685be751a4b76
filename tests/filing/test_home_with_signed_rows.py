"""A home of the version before entries were signed (commit 939681e9): its hold holds, its signatures are overtaken."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest
from command_line import ROOT, in_this_process

from orchestration.filing.batches.holds import read_known_law
from orchestration.filing.ledger.holds import Held, build_hold_event, find_hold_over, read_holds_in_force
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import is_of_a_row, read_all_signatures, select_outdated
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import Settings, load_settings

HOME = ROOT / "tests" / "golden" / "home_939681e9.tar.zst"
ROW = "reasons prop64_58_1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The decisions and the ledger of that home: 91 lines proposed, every row signed, a hold on one row of the law."""
    with (
        pa.input_stream(str(HOME), compression="zstd") as stream,
        tarfile.open(fileobj=io.BytesIO(stream.read())) as tar,
    ):
        tar.extractall(tmp_path, filter="data")
    return load_settings(home=tmp_path).model_copy(update={"state": "ca"})


def hold_over(settings: Settings, remedy_id: str, *rows: str) -> str | None:
    """What the first hold over a line of this remedy names, which rests on these rows; None if there is none."""
    held = Held("FRESNO", remedy_id, frozenset(rows), frozenset(), read_known_law(load_law(settings)))
    with open_ledger(settings.ledger, create=False) as ledger:
        hold = find_hold_over(held, read_holds_in_force(ledger))
    return hold.which if hold else None


def set_hold(settings: Settings, row: str) -> None:
    with open_ledger(settings.ledger, create=False) as ledger, ledger.writing() as writing:
        writing.append([build_hold_event("law_row", row, "counsel asks", "Ruth Ortega")])


def test_its_hold_is_over_what_rests_on_the_row_and_over_nothing_else(settings: Settings) -> None:
    assert "88483ec11c82  law row reasons prop64_58_1" in in_this_process("file", "status", "--home", settings.home).out
    assert hold_over(settings, "prop64_statutory", ROW) == ROW
    assert hold_over(settings, "prop64_statutory", "reasons prop64_58_2") is None
    assert hold_over(settings, "conviction_relief") is None


def test_a_hold_on_a_row_that_no_version_knows_any_more_holds_its_provision(settings: Settings) -> None:
    set_hold(settings, "elements prop64_statutory gone")
    assert hold_over(settings, "prop64_statutory") == "elements prop64_statutory gone"
    assert hold_over(settings, "prop64_policy") == "elements prop64_statutory gone", "of the same provision"
    assert hold_over(settings, "conviction_relief") is None
    assert hold_over(settings, "arrest_relief") is None


def test_a_hold_on_a_row_of_which_not_even_the_provision_is_known_holds_the_state(settings: Settings) -> None:
    set_hold(settings, "selectors gone")
    for remedy_id in ("prop64_statutory", "conviction_relief", "arrest_relief"):
        assert hold_over(settings, remedy_id) == "selectors gone"


def test_signatures_on_its_rows_are_overtaken_and_said_once(settings: Settings) -> None:
    signatures = read_all_signatures(settings.models, "ca", settings.signatures)
    overtaken = select_outdated(read_law_now(settings.models, "ca"), signatures)
    assert len(overtaken) == len(signatures) > 200
    rows = sum(is_of_a_row(one) for one in overtaken)
    said = in_this_process("law", "unsigned", "--home", settings.home).out
    assert said.count(f"from before entries were signed: {rows}; they count for nothing now.") == 1
    assert said.count("Signed, but changed since or gone: ") == len(overtaken) - rows == 3, "the three provisions"
    assert "for review only" in in_this_process("law", "status", "--home", settings.home).out
