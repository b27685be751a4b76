"""Another court of a transferred case answers for itself: kept once, and the line stays where its own court left it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from orchestration.files.tables import TableFileError
from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.batch import Batch
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import find_ageing_lines
from orchestration.filing.responses.import_answers import Imported, import_answers
from tests.support.filed_lines import (
    COLUMNS,
    LINES,
    evidence_of,
    file_lines,
    ledger_of,
    row,
    write_csv,
)

TODAY = date(2026, 6, 1)
OF_ANOTHER_COURT = "answer_of_another_court"
WITH_COURT = (*(OF_ANOTHER_COURT if name == "answer" else name for name in COLUMNS), "answering_court")
LINE = LINES[0]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return file_lines(tmp_path, range(2), "operation_of_law", told=["KERN", "SAN JOAQUIN"])


def taken(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = WITH_COURT) -> Imported:
    named = [{name: row["answer" if name == OF_ANOTHER_COURT else name] for name in columns} for row in rows]
    file = write_csv(folder / f"answers_{len(list(folder.iterdir()))}.csv", named, columns)
    return import_answers(file, ledger=ledger_of(folder), evidence=evidence_of(folder), by="Cleo Clerk", today=TODAY)


def of_court(batch: Batch, court: str, answer: str = "acknowledged", **changes: str) -> dict[str, str]:
    return row(batch, LINE, answer, answering_court=court, answered_by=f"Clerk of {court}", **changes)


def state(folder: Path) -> str:
    with open_ledger(ledger_of(folder)) as ledger:
        return ledger.states()[LINE]


def kinds(folder: Path) -> list[str]:
    with open_ledger(ledger_of(folder)) as ledger:
        return [event.kind for event in ledger.events(LINE)]


def test_each_court_is_taken_in_once_and_the_line_is_acknowledged_by_its_own_alone(
    tmp_path: Path, batch: Batch
) -> None:
    taken(tmp_path, row(batch, LINE, "recorded"), columns=COLUMNS)
    taken(tmp_path, row(batch, LINE, "notified"), columns=COLUMNS)
    both = [of_court(batch, "KERN"), of_court(batch, " San  Joaquin ")]
    done = taken(tmp_path, *both)
    assert (done.taken_in, done.given_back, state(tmp_path)) == (2, {}, "court_notified")
    again = taken(tmp_path, *both, both[0])
    assert (again.taken_in, again.known, again.given_back) == (0, 3, {})
    own = taken(tmp_path, row(batch, LINE, "acknowledged"), columns=COLUMNS)
    assert (own.taken_in, own.given_back, state(tmp_path)) == (1, {}, "acknowledged")
    assert kinds(tmp_path)[-4:] == ["court_notified", *["answered_by_another_court"] * 2, "acknowledged"]
    with open_ledger(ledger_of(tmp_path)) as ledger, open_evidence(evidence_of(tmp_path)) as evidence:
        assert find_faults(ledger, evidence, None) == []


@pytest.mark.parametrize("answer", ["not_our_case", "file_destroyed", "name_differs"])
def test_what_is_wrong_at_another_court_does_not_take_the_line_back(tmp_path: Path, batch: Batch, answer: str) -> None:
    done = taken(tmp_path, of_court(batch, "KERN", answer, reason="no such file"))
    assert (done.taken_in, state(tmp_path)) == (1, "sent_to_the_department")
    other = taken(tmp_path, of_court(batch, "KERN", "acknowledged"))
    assert other.given_back == {"was answered before with another answer, day, name or reason": 1}


@pytest.mark.parametrize(
    ("court", "changes", "why"),
    [
        ("YOLO", {}, "that court was not notified of the line"),
        ("FRESNO", {}, "that court was not notified of the line"),
        ("", {}, "answering_court must name a county"),
        ("KERN\u202e", {"answered_by": "A clerk"}, "answering_court must be plain text on one line"),
        (
            "KERN",
            {"answer": "recorded"},
            "answer must be one of acknowledged, file_destroyed, name_differs, not_our_case",
        ),
        ("KERN", {"answer": "name_differs"}, "name_differs needs a reason"),
        ("KERN", {"batch_id": "0" * 16}, "the line was filed in another batch"),
        ("KERN", {"line_id": "0" * 32}, "no such line was filed"),
        ("KERN", {"answered_on": "2026-06-02"}, "answered_on is in the future"),
        (
            "KERN",
            {"answered_on": "2026-05-28"},
            "answered_on is before the event it answers, of 2026-05-29",
        ),
    ],
)
def test_an_answer_that_cannot_be_goes_back_and_the_others_of_the_file_are_taken_in(
    tmp_path: Path, batch: Batch, court: str, changes: dict[str, str], why: str
) -> None:
    done = taken(tmp_path, {**of_court(batch, court), **changes}, of_court(batch, "SAN JOAQUIN"))
    assert (done.taken_in, done.given_back) == (1, {why: 1})
    assert done.file is not None
    with done.file.open(encoding="utf-8", newline="") as opened:
        assert [one["batch_id"] for one in csv.DictReader(opened)] == [changes.get("batch_id", batch.batch_id)]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (
            tuple(name for name in WITH_COURT if name != "answering_court"),
            "answer_of_another_court,.*,answering_court, each once",
        ),
        ((*COLUMNS, "answering_court"), "it mixes answers of two kinds"),
        ((*COLUMNS, OF_ANOTHER_COURT), "it mixes answers of two kinds"),
    ],
)
def test_no_answer_of_another_court_is_read_as_that_of_the_lines_own(
    tmp_path: Path, batch: Batch, columns: tuple[str, ...], why: str
) -> None:
    taken(tmp_path, row(batch, LINE, "recorded"), columns=COLUMNS)
    taken(tmp_path, row(batch, LINE, "notified"), columns=COLUMNS)
    with pytest.raises(TableFileError, match=why):
        taken(tmp_path, of_court(batch, "KERN"), columns=columns)
    assert kinds(tmp_path)[-1] == "court_notified"


def test_two_answers_of_one_court_contradict_each_other_and_two_courts_do_not(tmp_path: Path, batch: Batch) -> None:
    done = taken(
        tmp_path,
        of_court(batch, "KERN"),
        of_court(batch, "KERN", "not_our_case"),
        of_court(batch, "SAN JOAQUIN", "not_our_case"),
    )
    assert (done.taken_in, done.given_back) == (1, {"two answers contradict each other": 2})


def test_an_answer_about_evidence_that_was_destroyed_goes_back(tmp_path: Path, batch: Batch) -> None:
    with open_evidence(evidence_of(tmp_path)) as evidence:
        evidence.destroy([LINE])
    assert taken(tmp_path, of_court(batch, "KERN")).given_back == {"that court was not notified of the line": 1}


def test_a_line_waits_on_its_own_court_as_long_as_before(tmp_path: Path, batch: Batch) -> None:
    def waits() -> object:
        with open_ledger(ledger_of(tmp_path)) as ledger:
            return find_ageing_lines(ledger, date(2099, 1, 1))

    before = waits()
    taken(tmp_path, of_court(batch, "KERN"))
    assert waits() == before != []
