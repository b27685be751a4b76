"""Answer files of a batch: one row per line with the allowed answers and how the court finds the case.

A second file serves the other courts of transferred cases. Neither names a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from orchestration.files.tables import write_csv, write_workbook
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines, format_day, format_text
from orchestration.filing.ledger.answers import list_answers
from orchestration.filing.ledger.batch import FILING, ORDERING, find_wrong_answer
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.transfers import pair_courts
from orchestration.law.demonstration import SAYS
from orchestration.law.recipients import LIST, ORDER

ANSWER_FILE = "answers.csv"
OTHER_COURTS_FILE = "answers_of_other_courts.csv"

OF_ANOTHER_COURT = ("acknowledged", "file_destroyed", "not_our_case", "name_differs")
"""Allowed answers of another court of a transferred case."""

COLUMNS = (
    *("line_id", "batch_id", "answer", "answered_by", "answered_on", "reason", "allowed_answers"),
    *("county", "agency_code", "agency_name", "case_numbers", "count_number", "section", "date", "relief"),
    "asked_because",
)
OTHER_COURTS_COLUMNS = (
    *("line_id", "batch_id", "answering_court", "answer_of_another_court", "answered_by", "answered_on", "reason"),
    *("allowed_answers", "case_numbers", "numbers_at_other_courts", "count_number", "section", "date", "relief"),
)
DEMONSTRATION = "demonstration"
"""The last column of each table of a demonstration; others have none."""

MEANINGS: Mapping[str, str] = {
    "line_id": "id of the line; must come back as it is",
    "batch_id": "id of the batch; must come back as it is",
    "answering_court": "county of the court that answers; must come back as it is",
    "answer": "you fill in: choose a word; empty: not answered yet",
    "answer_of_another_court": "you fill in: choose a word; empty: not answered yet",
    "answered_by": "you fill in: the judge, clerk or office that answers",
    "answered_on": "you fill in: the day of the answer, month first, like 3/4/2026",
    "reason": "you fill in: why, in words; needed with denied and name_differs",
    "allowed_answers": "the words that may be answered",
    "county": "county of the court, or of the arrest",
    "agency_code": "court or agency that reported the entry, its code",
    "agency_name": "court or agency that reported the entry",
    "case_numbers": "court case numbers as recorded",
    "numbers_at_other_courts": "numbers of the case at other courts",
    "count_number": "number of the count as recorded; empty for an arrest",
    "section": "code, section and subdivision",
    "date": "day of the conviction, or of the arrest",
    "relief": "the relief asked for, or given by law",
    "asked_because": "why, in the sentence of the motion",
    DEMONSTRATION: "these people are invented; nothing is asked of anybody",
}
"""What each column holds (the sheet Columns of the workbook)."""


def list_allowed_answers(batch: BatchOfLines) -> list[str]:
    """List the words that may answer the batch. A list that an order follows is validated; else it is recorded."""
    allowed = list_answers(batch.relief_by, (ORDERING if batch.step == ORDER else FILING).done)
    if batch.step != LIST:
        return allowed
    return [word for word in allowed if word != find_wrong_answer(batch.recipients)]


def write_answer_file(folder: Path, batch: BatchOfLines) -> None:
    """Write the answer file with everything known filled in."""
    allowed = list_allowed_answers(batch)
    rows = [
        {
            "line_id": frozen.line_id,
            "batch_id": batch.batch_id,
            "answer": "",
            "answered_by": "",
            "answered_on": "",
            "reason": "",
            "allowed_answers": " | ".join(allowed),
            "county": format_text(frozen.line["county_name"]),
            "agency_code": format_text(frozen.line["agency_code"]),
            "agency_name": format_text(frozen.line["agency_name"]),
            "case_numbers": format_text(frozen.line["case_numbers"]),
            "count_number": format_text(frozen.line["count_number"]),
            "section": format_text(frozen.line["section_text"]),
            "date": format_day(frozen.line),
            "relief": format_text(frozen.line["relief"]),
            "asked_because": format_text(frozen.line["reason_text"]),
        }
        for frozen in batch.lines
    ]
    columns: tuple[str, ...] = COLUMNS
    if batch.is_demonstration:
        columns, rows = (*COLUMNS, DEMONSTRATION), [{**row, DEMONSTRATION: SAYS} for row in rows]
    _write_both(folder / ANSWER_FILE, columns, rows, {"answer": allowed})


def write_other_courts_answer_file(folder: Path, batch: BatchOfLines) -> None:
    """Write the file for other courts of transferred cases, one row per line and court, if there are any."""
    write_answers_of_courts(folder, [(batch.batch_id, frozen, None) for frozen in batch.lines])


def write_answers_of_courts(folder: Path, lines: Sequence[tuple[str, FrozenLine, Collection[str] | None]]) -> None:
    """Write it for lines, each with its batch and the counties of the courts meant (None: all)."""
    rows = [
        {
            "line_id": frozen.line_id,
            "batch_id": batch_id,
            "answering_court": court.county,
            "answer_of_another_court": "",
            "answered_by": "",
            "answered_on": "",
            "reason": "",
            "allowed_answers": " | ".join(OF_ANOTHER_COURT),
            "case_numbers": "; ".join(court.case_numbers),
            "numbers_at_other_courts": " | ".join(other.in_words() for other in others),
            "count_number": format_text(frozen.line["count_number"]),
            "section": format_text(frozen.line["section_text"]),
            "date": format_day(frozen.line),
            "relief": format_text(frozen.line["relief"]),
        }
        for batch_id, frozen, counties in lines
        for court, others in pair_courts(frozen.line)
        if counties is None or court.county in counties
    ]
    if rows:
        choices = {"answer_of_another_court": OF_ANOTHER_COURT}
        _write_both(folder / OTHER_COURTS_FILE, OTHER_COURTS_COLUMNS, rows, choices)


def _write_both(
    csv_file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], choices: Mapping[str, Sequence[str]]
) -> None:
    """Write the CSV file, and a workbook of the same name in which answers are chosen and days are date cells."""
    write_csv(csv_file, columns, rows)
    cells = ([row[name] for name in columns] for row in rows)
    about = {name: MEANINGS[name] for name in columns}
    workbook = csv_file.with_suffix(".xlsx")
    write_workbook(workbook, about, cells, "Answers to a batch", choices=choices, day_columns=["answered_on"])
