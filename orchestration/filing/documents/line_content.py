"""Build one line of a document from a row of the warehouse or a frozen row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.filing.documents.content import CourtCase, LineContent, RecordedDay
from orchestration.filing.documents.figures import format_some_court
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
    """Build a line. ``row`` is of a charge or arrest and a remedy; ``person``, perhaps the same row, has names, ids and
    whether a death is on record."""
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
        relief_words=row.get("relief_words") or (row["relief"] or "").replace("_", " "),
    )


def _build_court_case(other: OtherCourt, row: Mapping[str, Any], court: str, court_code: str) -> CourtCase:
    """Build another court of the case. Lists of transfers name counties only; a case that came back is at its own
    court."""
    if other.county == row["county_name"]:
        return CourtCase(court, court_code, other.case_numbers, other.county)
    return CourtCase(format_some_court(other.county), "", other.case_numbers, other.county)
