"""Data file of a court-order batch: the lines for the court's system, as CSV and as JSON Lines.

The JSON Lines follow the schema published as ``docs/reference/court_data_file.schema.json``. The CSV has the same
values as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.files.tables import write_csv
from orchestration.filing.batches.files.answer_file import DEMONSTRATION
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines, format_birth_day, format_text
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.law.demonstration import SAYS

CSV_FILE, JSON_LINES_FILE = "lines.csv", "lines.jsonl"

OF_THE_LINE = {
    "county": "county_name",
    "agency_code": "agency_code",
    "agency_name": "agency_name",
    "case_numbers": "case_numbers",
    "count_number": "count_number",
    "code_book": "code_book",
    "section": "section",
    "subdivision": "subdivision_path",
    "section_in_words": "section_text",
    "charge": "charge_text",
    "level": "level",
    "conviction_date": "conviction_date",
    "name": "person_name",
    "other_names": "person_names",
    "date_of_birth": "birth_date_earliest",
    "state_ids": "state_ids",
    "relief": "relief",
    "new_section": "new_section",
    "new_level": "new_level",
    "is_sealed": "is_sealed",
    "basis": "basis",
    "statutory_path": "statutory_path",
    "statute_gives": "statute_gives",
    "statutory_row": "statutory_row",
    "statutory_new_section": "statutory_new_section",
    "statutory_citation": "statutory_citation",
    "presumed_facts": "presumed_facts",
    "disqualifiers": "disqualifiers",
    "sentence_state": "sentence_state",
    "is_deceased": "is_deceased",
    "reason": "reason_text",
    "citation": "citation",
    "verified": "verified",
    "data_as_of": "data_as_of",
}
"""Name in the file to column of ``filing_lines``, in file order. A new column is one row here."""

COLUMNS = ("line_id", "batch_id", *OF_THE_LINE, "law_version")


def build_court_record(batch: BatchOfLines, frozen: FrozenLine) -> dict[str, Any]:
    """Build the record of one line, with null for what is unknown or was no column when it was frozen."""
    line: Mapping[str, Any] = frozen.line
    record = {name: line.get(column) for name, column in OF_THE_LINE.items()}
    record |= {
        "line_id": frozen.line_id,
        "batch_id": batch.batch_id,
        "case_numbers": line["case_numbers"].split("; ") if line["case_numbers"] else [],
        "other_names": [name for name in line["person_names"] if name != line["person_name"]],
        "date_of_birth": format_birth_day(line) or None,
        "law_version": frozen.law_version,
    }
    return {name: record[name] for name in COLUMNS}


def write_court_data(folder: Path, batch: BatchOfLines) -> None:
    """Write the CSV and the JSON Lines file. (Each CSV file of a demonstration is marked with the others.)"""
    records = [build_court_record(batch, line) for line in batch.lines]
    rows = ({name: format_text(value) for name, value in record.items()} for record in records)
    write_csv(folder / CSV_FILE, COLUMNS, rows)
    mark = {DEMONSTRATION: SAYS} if batch.is_demonstration else {}
    lines = (json.dumps(record | mark, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
    (folder / JSON_LINES_FILE).write_text("".join(lines), encoding="utf-8", newline="\n")
