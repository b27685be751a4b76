"""What ``lookback accept`` keeps, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_deliveries

from orchestration.ingestion.decisions.accepted_gates import AcceptanceFileError, read_accepted_gates
from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse

AS_OF = date(2026, 6, 1)
GATE = "county_dispositions_worded"
WHY = "the county words them so"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    small_deliveries.good(tmp_path / "d", "sacramento")
    small_deliveries.good(tmp_path / "d", "yolo", first=100)
    run(tmp_path)
    return tmp_path / "home"


def run(folder: Path) -> tuple[str, str]:
    """Ingest the deliveries in ``folder``: the id of the run, and what was allowed for it."""
    settings = load_settings(home=folder / "home")
    ingest(settings, IngestionRequest(paths=(folder / "d",), as_of_date=AS_OF))
    with open_warehouse(settings) as connection:
        ((run_id, allowances),) = connection.execute("select run_id, allowances from intake.run_parameters").fetchall()
    return run_id, allowances


def accepted(home: Path) -> list[str]:
    file = load_settings(home=home).accepted_gates
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_what_is_accepted_is_part_of_the_run_and_shows_on_it(
    command: Callable[..., Any], home: Path, tmp_path: Path
) -> None:
    before = run(tmp_path)
    finished = command("accept", GATE, "--delivery", "yolo_20260301.csv", "--because", WHY, "--home", home)
    assert finished.code == 0, finished.err
    run_id, allowances = run(tmp_path)
    assert run_id != before[0]
    assert allowances.startswith(f"{GATE} accepted for yolo_20260301.csv by ")
    assert allowances.endswith(WHY)
    assert run(tmp_path) == (run_id, allowances)
    again = command(
        "accept", GATE, "--delivery", tmp_path / "d" / "yolo_20260301.csv", "--because", "x", "--home", home
    )
    assert (again.code, len(accepted(home))) == (0, 2)
    # The next delivery of the county is another file: nothing is accepted for it.
    small_deliveries.good(tmp_path / "d", "yolo", first=100, people=9)
    assert run(tmp_path)[1] == ""


@pytest.mark.parametrize(
    ("gate", "delivery", "because", "said"),
    [
        ("no_such_gate", "yolo_20260301.csv", WHY, "GATE must be the id in brackets"),
        ("lines_accounted_for", "yolo_20260301.csv", WHY, "lines_accounted_for can never be accepted"),
        ("finding_reason_given", "yolo_20260301.csv", WHY, "finding_reason_given can never be accepted"),
        (GATE, "kern_20260301.csv", WHY, "they are sacramento_20260301.csv, yolo_20260301.csv"),
        (GATE, "yolo_20260301.csv", "  ", "--because must say why"),
        (GATE, "yolo_20260301.csv", "...", "--because must say why"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_is_kept(
    command: Callable[..., Any], home: Path, gate: str, delivery: str, because: str, said: str
) -> None:
    finished = command("accept", gate, "--delivery", delivery, "--because", because, "--home", home)
    assert (finished.code, finished.err.count("\n")) == (2, 1)
    assert said in finished.err
    assert accepted(home) == []


def test_a_file_of_acceptances_that_is_wrong_is_refused_by_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "accepted_gates.csv"
    sha256 = "0" * 64
    for line, said in ((f"{GATE},0,y.csv,ada,2026-06-01,x", "sha256"), (f"{GATE},{sha256},y.csv,ada,June,x", "date")):
        file.write_text(f"gate,sha256,file_name,accepted_by,accepted_on,why\n{line}\n", encoding="utf-8")
        with pytest.raises(AcceptanceFileError, match=f"accepted_gates.csv, line 2: .*{said}"):
            read_accepted_gates(file)


def test_a_refused_file_shows_on_the_run_by_its_county(tmp_path: Path) -> None:
    """The bytes of a run with a refused file are others than without it."""
    small_deliveries.good(tmp_path / "d", "sacramento")
    without, nothing = run(tmp_path)
    small_deliveries.no_delivery(tmp_path / "d", "alpine_20260301.csv")
    small_deliveries.no_delivery(tmp_path / "d", "sacramento_20260401.csv")
    small_deliveries.good(tmp_path / "d", "kern", first=200).rename(tmp_path / "d" / "kern_20260301.txt")
    small_deliveries.no_delivery(tmp_path / "d", "no_county.csv")
    run_id, allowances = run(tmp_path)
    assert (nothing, run_id != without) == ("", True)
    assert allowances == (
        "history refused: ALPINE; history refused: KERN; a file refused: SACRAMENTO; other files refused: 1"
    )
