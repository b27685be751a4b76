"""The documents of a batch that is being filed: its frozen lines as content, written beside its data files.

What belongs here: reading a line as it was frozen (the columns of ``marts.filing_lines``, days as text); lines that are
not filed yet are read the same way (``of_run``). What does not: freezing and filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.filing.documents.content import BatchContent, LineContent, RecordedDay
from orchestration.filing.documents.figures import county_in_words
from orchestration.filing.documents.writing import write_documents
from orchestration.filing.submitted.batch_of_lines import BatchOfLines


def write_batch_documents(folder: Path, batch: BatchOfLines) -> None:
    """Write the documents of ``batch`` into its folder. Raises what ``write_documents`` raises."""
    write_documents(content_of(batch), folder)


def content_of(batch: BatchOfLines) -> BatchContent:
    """The batch as its documents tell of it."""
    lines = tuple(line_content(frozen.line_id, frozen.line) for frozen in batch.lines)
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
    )


def line_content(line_id: str, row: Mapping[str, Any]) -> LineContent:
    """A row of ``marts.filing_lines``, its days as text, as documents tell of it."""
    is_arrest = row["unit"] == "arrest"
    court, code = row["agency_name"] or "", row["agency_code"] or ""
    if is_arrest:  # the agency made the arrest: which court has its case, if any, is not on record
        county = county_in_words(row["county_name"] or "")
        court, code = (f"a court of {county} County; the record does not say which" if row["case_numbers"] else ""), ""
    day = row["arrest_date"] if is_arrest else row["conviction_date"]
    name = row["person_name"] or ""
    return LineContent(
        line_id=line_id,
        person_id=row["person_id"],
        unit=row["unit"],
        county=row["county_name"] or "",
        court=court,
        court_code=code,
        case_numbers=tuple(part for part in (row["case_numbers"] or "").split("; ") if part),
        count_number=row["count_number"] or "",
        code_book=row["code_book"] or "",
        section=f"{row['section'] or ''}{(row['subdivision_path'] or '').upper()}",
        charge_text=row["charge_text"] or "",
        level=row["level"] or "unknown",
        day=RecordedDay.on(date.fromisoformat(day)) if day else RecordedDay(),
        remedy_id=row["remedy_id"],
        relief=row["relief"],
        effect=row["effect"] or "",
        basis=row["basis"],
        statutory_path=row["statutory_path"] or "",
        reason=row["reason_text"] or "",
        citation=row["citation"] or "",
        verified=row["verified"] or "",
        person_name=name,
        birth_day=RecordedDay(
            _day(row["birth_date_earliest"]), _day(row["birth_date_latest"]), row["birth_date_precision"] or "unknown"
        ),
        other_names=tuple(other for other in row["person_names"] or () if other != name),
        state_ids=tuple(row["state_ids"] or ()),
        new_section=row["new_section"] or "",
        new_level=row["new_level"] or "",
        is_sealed=bool(row["is_sealed"]),
        is_deceased=bool(row["is_deceased"]),
        sentence_state=row["sentence_state"] or "unknown",
        disqualifiers=row["disqualifiers"] or "",
        presumed_facts=tuple(row["presumed_facts"] or ()),
        source_row_count=len(row["source_rows"] or ()),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
