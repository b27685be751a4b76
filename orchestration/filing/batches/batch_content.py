"""Document content from rows of ``marts.filing_lines``, frozen or of the current run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.filing.batches.candidates import FilingLine, format_plain, read_rows
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines
from orchestration.filing.documents.content import BatchContent, LineContent, RecordedDay
from orchestration.filing.documents.figures import format_some_court
from orchestration.filing.documents.kept_templates import find_set
from orchestration.filing.documents.line_content import build_line
from orchestration.filing.documents.writing import write_documents


def write_batch_documents(folder: Path, batch: BatchOfLines, kept: Path) -> None:
    """Write the documents of ``batch`` into ``folder``.

    They use the templates in ``kept`` that the batch was started with, or the current ones if the ledger names none.

    Raises:
        TemplateError: A template cannot be used.
    """
    if batch.templates is None:
        write_documents(build_content(batch), folder)
        return
    write_documents(build_content(batch), folder, templates=find_set(kept, batch.templates.template_set, batch.state))


def build_content(batch: BatchOfLines) -> BatchContent:
    """Build the content of a batch's documents."""
    lines = tuple(build_line_content(frozen.line_id, frozen.line) for frozen in batch.lines)
    courts = {line.court for line in lines}
    return BatchContent(
        batch_id=batch.batch_id,
        state=batch.state,
        county=batch.county_name,
        relief_by=batch.relief_by,
        remedy_id=batch.remedy_id,
        relief=batch.relief,
        basis=batch.basis,
        as_of_date=date.fromisoformat(batch.as_of_date),
        data_as_of=date.fromisoformat(batch.data_as_of),
        law_version=batch.law_version,
        lines=lines,
        court=courts.pop() if len(courts) == 1 and batch.county_name else "",
        proposed_by=batch.proposed_by,
        approved_by=batch.approved_by,
        part_number=batch.place.number if batch.place else 1,
        part_count=batch.place.count if batch.place else 1,
        templates=batch.templates.hashes if batch.templates else {},
        step=batch.step,
        recipients=batch.recipients,
    )


def build_line_content(line_id: str, row: Mapping[str, Any]) -> LineContent:
    """Build the content of one line from its row of ``marts.filing_lines``, whose days are text."""
    is_arrest = row["unit"] == "arrest"
    court, code = row["agency_name"] or "", row["agency_code"] or row.get("court_code") or ""
    if is_arrest:  # the agency is the police; the court is not on record
        court, code = (format_some_court(row["county_name"] or "") if row["case_numbers"] else ""), ""
    day = row["arrest_date"] if is_arrest else row["conviction_date"]
    born = RecordedDay(
        _parse_day(row["birth_date_earliest"]),
        _parse_day(row["birth_date_latest"]),
        row["birth_date_precision"] or "unknown",
    )
    return build_line(
        row,
        row,
        line_id=line_id,
        unit=row["unit"],
        court=court,
        court_code=code,
        section=f"{row['section'] or ''}{(row['subdivision_path'] or '').upper()}",
        day=RecordedDay.on(date.fromisoformat(day)) if day else RecordedDay(),
        birth_day=born,
    )


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def build_contents(connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]) -> dict[str, LineContent]:
    """Map line id to document content, in the order of ``lines``."""
    rows = read_rows(connection, lines)
    return {line.line_id: build_line_content(line.line_id, format_plain(rows[line.row_key])) for line in lines}
