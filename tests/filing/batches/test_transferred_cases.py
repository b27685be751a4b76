"""Files of a batch by operation of law tell each court of a transferred case its own number, and never another's."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration.filing.batches.files.answer_file import OTHER_COURTS_FILE, write_other_courts_answer_file
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines
from orchestration.filing.batches.files.department import write_department_files
from orchestration.filing.batches.files.folder import write_batch_folder
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.transfers import format_courts
from orchestration.filing.review.review_lines import find_marks

ROW: dict[str, Any] = {
    **dict.fromkeys(("person_name", "birth_date_earliest", "birth_date_precision", "section_text", "charge_text")),
    **dict.fromkeys(("level", "arrest_date", "statutory_path", "reason_text", "verified", "count_number")),
    "state_ids": [],
    "unit": "charge",
    "county_name": "SACRAMENTO",
    "agency_code": "CA034015J",
    "agency_name": "CASC SACRAMENTO",
    "case_numbers": "00F1",
    "conviction_date": "2000-07-01",
    "relief": "relieve_conviction",
    "as_of_date": "2026-06-01",
}


def row(*others: tuple[str, str], **columns: Any) -> dict[str, Any]:
    """A line whose case was also at these courts (county, numbers), as the run or the evidence has it."""
    counties, numbers = [county for county, _ in others], [number for _, number in others]
    return ROW | {"other_court_county_names": counties, "other_court_case_numbers": numbers} | columns


def batch(*rows: dict[str, Any]) -> BatchOfLines:
    lines = [FrozenLine(f"{place:032x}", "ca", "r", "v", "note", line, [], {}) for place, line in enumerate(rows)]
    return BatchOfLines(
        "ab12cd34ef56ab78", "ca", "operation_of_law", "conviction_relief", "relieve_conviction", "statute", "", "",
        "v", "2026-06-01", "2026-03-01", "a", "b", "note", lines,
    )  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def told(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """By notice file: the county it names, the numbers there, the numbers elsewhere."""
    columns = ("county", "case_numbers", "numbers_at_other_courts")
    return {
        path.stem: [(line[columns[0]], line[columns[1]], line[columns[2]]) for line in read(path)]
        for path in sorted((folder / "notices").iterdir())
    }


def test_each_court_gets_its_own_number_and_those_of_the_others_as_theirs(tmp_path: Path) -> None:
    write_department_files(tmp_path, batch(row(("FRESNO", "F1; F2"), ("KERN", "")), row()))
    assert told(tmp_path) == {
        "fresno": [("FRESNO", "F1; F2", "SACRAMENTO: 00F1 | KERN: number not known")],
        "kern": [("KERN", "", "SACRAMENTO: 00F1 | FRESNO: F1; F2")],
        "sacramento_ca034015j": [
            ("SACRAMENTO", "00F1", "FRESNO: F1; F2 | KERN: number not known"), ("SACRAMENTO", "00F1", ""),
        ],
    }  # fmt: skip
    entries = read(tmp_path / "update.csv")
    assert [(one["other_courts"], one["transfers_in_doubt"]) for one in entries] == [
        ("FRESNO: F1; F2 | KERN: number not known", ""), ("", ""),
    ]  # fmt: skip


def test_a_case_that_came_back_is_told_to_its_court_once_with_every_number(tmp_path: Path) -> None:
    write_department_files(tmp_path, batch(row(("FRESNO", "F1"), ("SACRAMENTO", "S9; 00F1"))))
    assert told(tmp_path) == {
        "fresno": [("FRESNO", "F1", "SACRAMENTO: 00F1; S9")],
        "sacramento_ca034015j": [("SACRAMENTO", "00F1; S9", "FRESNO: F1")],
    }


def test_a_court_is_told_though_the_lines_own_number_is_not_on_record(tmp_path: Path) -> None:
    write_department_files(tmp_path, batch(row(("FRESNO", "F1"), case_numbers=None)))
    assert told(tmp_path) == {"fresno": [("FRESNO", "F1", "SACRAMENTO: number not known")]}


def test_an_arrest_and_a_transferred_case_of_one_county_share_its_notice(tmp_path: Path) -> None:
    arrest = row(unit="arrest", county_name="FRESNO", case_numbers="F7", arrest_date="2001-01-01")
    write_department_files(tmp_path, batch(row(("FRESNO", "F1")), arrest))
    assert [line[1] for line in told(tmp_path)["fresno"]] == ["F1", "F7"]


def test_what_is_in_doubt_is_counted_in_the_update_and_told_to_no_court(tmp_path: Path) -> None:
    doubted = row(transfers_in_doubt=2)
    write_department_files(tmp_path, batch(doubted))
    assert read(tmp_path / "update.csv")[0]["transfers_in_doubt"] == "2"
    assert list(told(tmp_path)) == ["sacramento_ca034015j"]
    assert format_courts(doubted) == ["in doubt and not notified: 2 contradictory transfers"]


def test_other_courts_have_an_answer_file_of_their_own_and_only_where_there_are_any(tmp_path: Path) -> None:
    write_other_courts_answer_file(tmp_path, batch(row(("FRESNO", "F1"), ("KERN", ""), ("SACRAMENTO", "S9"))))
    rows = read(tmp_path / OTHER_COURTS_FILE)
    assert [(one["answering_court"], one["case_numbers"]) for one in rows] == [("FRESNO", "F1"), ("KERN", "")]
    assert {one["allowed_answers"] for one in rows} == {"acknowledged | file_destroyed | not_our_case | name_differs"}
    assert {one["answer_of_another_court"] for one in rows} == {""}
    write_other_courts_answer_file(tmp_path / "none", batch(row()))
    assert not (tmp_path / "none").exists()
    assert format_courts(row()) == []


def test_a_line_that_was_frozen_before_transfers_were_told_is_written_as_it_was(tmp_path: Path) -> None:
    files = write_batch_folder(tmp_path, batch(ROW))
    assert set(files) == {
        "update.csv",
        "notices/sacramento_ca034015j.csv",
        "answers.csv",
        "answers.xlsx",
        "manifest.json",
    }


@pytest.mark.parametrize(
    "hostile", ['=HYPERLINK("http://evil","x"),A', "+1+1,A", "-2+3", "@SUM(1)", "\t=1+1", "|x", "%x"]
)
def test_what_a_spreadsheet_would_reckon_is_text(hostile: str, tmp_path: Path) -> None:
    write_department_files(tmp_path, batch(row() | {"person_name": hostile, "case_numbers": hostile}))
    (written,) = read(tmp_path / "update.csv")
    assert (written["name"], written["case_numbers"]) == (f"'{hostile}", f"'{hostile}")
    assert written["charge"] == "", "and nothing else is touched"


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    both = batch(row(("FRESNO", "F1")), row())
    first = write_batch_folder(tmp_path / "one", both)
    assert first == write_batch_folder(tmp_path / "two", replace(both, lines=list(both.lines)))
    assert OTHER_COURTS_FILE in first


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ({"transfers_in_doubt": 2}, "contradictory transfer of the case: which court has it?"),
        ({"told_also_by_county_names": ["FRESNO"]}, "perhaps reported twice: the same case in FRESNO"),
        ({}, None),
    ],
)
def test_a_reviewer_is_shown_what_of_a_transfer_needs_a_person(columns: dict[str, Any], mark: str | None) -> None:
    plain: dict[str, Any] = dict.fromkeys(("disqualifiers", "sentence_state", "is_deceased"))
    plain["presumed_facts_to_check"] = []
    shown = {**ROW, **plain, "birth_date_precision": "day", "person_names": ["A"], "transfers_in_doubt": 0}
    shown |= {"told_also_by_county_names": [], **columns}
    assert find_marks(shown, "proposed") == ([mark] if mark else [])
