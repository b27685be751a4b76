"""Lines and batches as documents show them, from rows of ``marts.filing_lines``: frozen, or of the run at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.filing.batches.candidates import FilingLine, format_plain, read_rows
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines
from orchestration.filing.documents.content import BatchContent, CourtCase, LineContent, RecordedDay
from orchestration.filing.documents.figures import format_some_court
from orchestration.filing.documents.kept_templates import find_set
from orchestration.filing.documents.writing import write_documents
from orchestration.filing.ledger.transfers import OtherCourt, count_doubts, read_other_courts


def build_line(
    row: Mapping[str, Any],
    person: Mapping[str, Any],
    *,
    line_id: str,
    unit: str,
    court: str,
    court_code: str,
    section: str,
    day: RecordedDay,
    birth_day: RecordedDay,
) -> LineContent:
    """``row`` is of a charge or an arrest and a remedy, ``person`` (it may be the same row) has names, ids and whether
    a death is on record."""
    name = person["person_name"] or ""
    return LineContent(
        line_id=line_id,
        person_id=person["person_id"],
        unit=unit,
        county=row["county_name"] or "",
        court=court,
        court_code=court_code,
        case_numbers=tuple(part for part in (row["case_numbers"] or "").split("; ") if part),
        count_number=row["count_number"] or "",
        code_book=row["code_book"] or "",
        section=section,
        charge_text=row["charge_text"] or "",
        level=row["level"] or "unknown",
        day=day,
        remedy_id=row["remedy_id"],
        relief=row["relief"] or "",
        effect=row["effect"] or "",
        basis=row["basis"],
        statutory_path=row["statutory_path"] or "",
        reason=row["reason_text"] or "",
        citation=row["citation"] or "",
        verified=row["verified"] or "",
        person_name=name,
        birth_day=birth_day,
        other_names=tuple(other for other in person["person_names"] or () if other != name),
        state_ids=tuple(person["state_ids"] or ()),
        section_text=row.get("section_text") or "",
        statute_gives=row.get("statute_gives") or "",
        statutory_new_section=row.get("statutory_new_section") or "",
        statutory_citation=row.get("statutory_citation") or "",
        new_section=row["new_section"] or "",
        new_level=row["new_level"] or "",
        is_sealed=bool(row["is_sealed"]),
        is_deceased=bool(person["is_deceased"]),
        sentence_state=row["sentence_state"] or "unknown",
        disqualifiers=row["disqualifiers"] or "",
        presumed_facts=tuple(row["presumed_facts"] or ()),
        hints=tuple(row.get("hints") or ()),
        other_courts=tuple(_build_court_case(one, row, court, court_code) for one in read_other_courts(row)),
        transfers_in_doubt=count_doubts(row),
        source_row_count=len(row["source_rows"] or ()),
    )


def _build_court_case(other: OtherCourt, row: Mapping[str, Any], court: str, court_code: str) -> CourtCase:
    """A list of transfers tells of a court its county alone; the line's own court it is where a case came back."""
    if other.county == row["county_name"]:
        return CourtCase(court, court_code, other.case_numbers, other.county)
    return CourtCase(format_some_court(other.county), "", other.case_numbers, other.county)


def write_batch_documents(folder: Path, batch: BatchOfLines, kept: Path) -> None:
    """Write the documents of ``batch`` into its folder, set with the templates it was begun with, which lie in
    ``kept``; with those in force where the ledger names none. Raises what ``write_documents`` raises."""
    if batch.templates is None:
        write_documents(build_content(batch), folder)
        return
    write_documents(build_content(batch), folder, templates=find_set(kept, batch.templates.template_set, batch.state))


def build_content(batch: BatchOfLines) -> BatchContent:
    """The batch as its documents tell of it."""
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
    )


def build_line_content(line_id: str, row: Mapping[str, Any]) -> LineContent:
    """A row of ``marts.filing_lines``, its days as text, as documents tell of it."""
    is_arrest = row["unit"] == "arrest"
    court, code = row["agency_name"] or "", row["agency_code"] or ""
    if is_arrest:  # the agency made the arrest: which court has its case, if any, is not on record
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
    """Line id to its content, in the order of ``lines``."""
    rows = read_rows(connection, lines)
    return {line.line_id: build_line_content(line.line_id, format_plain(rows[line.row_key])) for line in lines}
