"""Answer files of a batch: one row per line with the allowed answers and how the court finds the case.

A second file serves the other courts of transferred cases. Neither names a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from orchestration.files.tables import write_csv
from orchestration.filing.batches.files.batch_of_lines import COURT_ORDER, BatchOfLines, format_day, format_text
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.transfers import pair_courts

ANSWER_FILE = "answers.csv"
OTHER_COURTS_FILE = "answers_of_other_courts.csv"

OF_A_COURT = ("granted", "denied", "file_destroyed", "not_our_case", "name_differs", "already_done")
OF_THE_DEPARTMENT = (
    *("recorded", "notified", "acknowledged"),
    *("file_destroyed", "not_our_case", "name_differs", "already_done"),
)
ALLOWED: Mapping[str, tuple[str, ...]] = {COURT_ORDER: OF_A_COURT, "operation_of_law": OF_THE_DEPARTMENT}
"""Allowed answers, by who grants the relief."""

OF_ANOTHER_COURT = ("acknowledged", "file_destroyed", "not_our_case", "name_differs")
"""Allowed answers of another court of a transferred case."""

COLUMNS = (
    *("line_id", "batch_id", "answer", "answered_by", "answered_on", "reason", "allowed_answers"),
    *("county", "agency_code", "agency_name", "case_numbers", "count_number", "section", "date", "relief"),
)
OTHER_COURTS_COLUMNS = (
    *("line_id", "batch_id", "answering_court", "answer_of_another_court", "answered_by", "answered_on", "reason"),
    *("allowed_answers", "case_numbers", "numbers_at_other_courts", "count_number", "section", "date", "relief"),
)


def write_answer_file(folder: Path, batch: BatchOfLines) -> None:
    """Write the answer file with everything known filled in."""
    rows = (
        {
            "line_id": frozen.line_id,
            "batch_id": batch.batch_id,
            "answer": "",
            "answered_by": "",
            "answered_on": "",
            "reason": "",
            "allowed_answers": " | ".join(ALLOWED[batch.relief_by]),
            "county": format_text(frozen.line["county_name"]),
            "agency_code": format_text(frozen.line["agency_code"]),
            "agency_name": format_text(frozen.line["agency_name"]),
            "case_numbers": format_text(frozen.line["case_numbers"]),
            "count_number": format_text(frozen.line["count_number"]),
            "section": format_text(frozen.line["section_text"]),
            "date": format_day(frozen.line),
            "relief": format_text(frozen.line["relief"]),
        }
        for frozen in batch.lines
    )
    write_csv(folder / ANSWER_FILE, COLUMNS, rows)


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
        write_csv(folder / OTHER_COURTS_FILE, OTHER_COURTS_COLUMNS, rows)
