"""Whom lists go to: a table that contradicts itself is refused, and a row's day and parameter are those of the law."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from orchestration.filing.batches.files.repository_list import OF_A_LIST_LINE
from orchestration.filing.documents.writing import WRITERS
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.monitoring.ageing import read_waits_on
from orchestration.law.recipients import (
    LINE_COLUMNS,
    RecipientError,
    check_recipients,
    format_recipients,
    parse_recipients,
    read_recipients,
)
from orchestration.law.register import list_packs
from orchestration.law.relief_ways import read_relief_ways
from orchestration.reporting.metrics.ledger_tables import read_stages
from orchestration.settings import PROJECT_ROOT

ZZ = PROJECT_ROOT / "tests" / "states" / "zz" / "rules"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Models of the invented state zz alone."""
    shutil.copytree(ZZ, tmp_path / "rules" / "zz")
    return tmp_path


def change(models: Path, of_step: str, **values: str) -> None:
    """Change the row of a step."""
    path = models / "rules" / "zz" / "law" / "zz_recipients.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= values if row["step"] == of_step else {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("step", "values", "why"),
    [
        ("list", {"step": "letter"}, "line 2: step is 'letter', expected list, copy"),
        ("list", {"every": "fortnight"}, "every is 'fortnight', expected empty, day"),
        ("list", {"per": "village"}, "per is 'village', expected state, county, court"),
        ("list", {"when_silent": ""}, "when_silent is for the steps list and objection"),
        ("list", {"answer_days": "no_such_days"}, "'no_such_days', which is no parameter with a number of days"),
        ("list", {"columns": "name shoe_size"}, "columns names shoe_size, which no line has"),
        ("order", {"columns": ""}, "line 5: the step order needs columns"),
        ("order", {"remedy_id": "erasure"}, "erasure is no remedy by list"),
        ("list", {"step": "copy", "when_silent": ""}, "shielding is given by list; no row says who gets the list"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(models: Path, step: str, values: dict[str, str], why: str) -> None:
    check_recipients(models, "zz")
    change(models, step, **values)
    with pytest.raises(RecipientError) as refused:
        check_recipients(models, "zz")
    assert why in str(refused.value)


def test_a_row_holds_on_its_days_and_reads_its_days_from_the_parameters(models: Path) -> None:
    rows = read_recipients(models, "zz", "shielding", "2026-06-01")
    assert [(row.step, row.answer_days) for row in rows] == [
        ("list", 30), ("copy", None), ("objection", 15), ("order", None), ("notice", None), ("notice", 15),
    ]  # fmt: skip
    assert parse_recipients(format_recipients(rows)) == rows
    change(models, "order", effective_to="2026-05-31")
    assert "order" not in {row.step for row in read_recipients(models, "zz", "shielding", "2026-06-01")}
    change(models, "list", effective_from="2027-01-01")
    with pytest.raises(RecipientError, match="no list row for shielding is in force on 2026-06-01"):
        read_recipients(models, "zz", "shielding", "2026-06-01")


def test_a_notice_to_the_person_needs_words_in_each_language(models: Path) -> None:
    path = models / "rules" / "zz" / "law" / "zz_relief_words.csv"
    path.write_text("".join(line for line in path.open(encoding="utf-8") if "what_you_can_do,,1,es" not in line))
    with pytest.raises(RecipientError, match="relief_words has no 'what_you_can_do' in 'es'"):
        check_recipients(models, "zz")


@pytest.mark.parametrize("state", list_packs(PROJECT_ROOT / "models"))
def test_the_recipients_of_a_state_can_be_used(state: str) -> None:
    check_recipients(PROJECT_ROOT / "models", state)


def test_every_way_of_relief_has_a_life_cycle_documents_and_a_place_in_every_table() -> None:
    assert {kind.removesuffix("_list").removesuffix("_order") for kind in WRITERS} >= {"court", "operation_of_law"}
    for way in read_relief_ways():
        assert any(kind.startswith(way) for kind in WRITERS), way
        states = {step.to_state for step in read_life_cycle(way).values()} - {None}
        assert states == {state for its, state in read_waits_on() if its == way}
        assert states <= read_stages().keys()


def test_a_line_of_a_list_can_hold_what_the_tables_may_name() -> None:
    assert OF_A_LIST_LINE.keys() | {"law_version"} == LINE_COLUMNS
