"""One person's lines from the warehouse, as content for a petition or a notice.

Names, charges and case numbers are as recorded; what is not on record stays empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import duckdb

from orchestration.determinations.explanations.resolve_person import Chosen
from orchestration.filing.documents.batch_content import build_line
from orchestration.filing.documents.content import LineContent, NoticeEntry, RecordedDay
from orchestration.filing.documents.for_one_person import CR_180, CR_400
from orchestration.warehouse.connection import fetch_dicts

CHARGES = """
select
    determinations.charge_id as line_id,
    determinations.remedy_id,
    determinations.relief_by,
    determinations.effect,
    determinations.basis,
    determinations.statutory_path,
    determinations.outcome,
    coalesce(reliefs.relief, determinations.relief) as relief,
    determinations.new_section,
    determinations.new_level,
    determinations.is_sealed,
    determinations.reason_text,
    determinations.citation,
    determinations.verified,
    determinations.presumed_facts,
    determinations.disqualifiers,
    determinations.sentence_state,
    determinations.eligible_on,
    determinations.hints,
    determinations.source_rows,
    charges.county_name,
    charges.agency_name,
    charges.agency_code,
    charges.case_numbers,
    case when charges.has_count_order then charges.count_key end as count_number,
    charges.code_book,
    concat(charges.section, upper(charges.subdivision_path)) as section,
    charges.charge_text,
    charges.level,
    charges.event_date_earliest as day_earliest,
    charges.event_date_latest as day_latest,
    charges.event_date_precision as day_precision
from marts.determinations as determinations
inner join intermediate.int_charges as charges on determinations.charge_id = charges.charge_id
left join marts.charge_reliefs as reliefs
    on determinations.charge_id = reliefs.charge_id
    and determinations.remedy_id = reliefs.remedy_id
    and reliefs.outcome = 'eligible'
where determinations.person_id = ? and determinations.person_bucket = ?
order by determinations.charge_id, determinations.remedy_id
"""

ARRESTS = """
select
    arrests.arrest_id,
    arrests.county_name,
    arrests.outcome,
    arrests.relief,
    arrests.statutory_path,
    arrests.eligible_on,
    arrests.level,
    arrests.agency_name,
    arrests.reason_text,
    arrests.arrest_date_earliest as day_earliest,
    arrests.arrest_date_latest as day_latest,
    arrests.arrest_date_precision as day_precision,
    arrests.charge_texts,
    (
        select list_sort(list_distinct(list(charges.case_numbers) filter (where charges.case_numbers is not null)))
        from intermediate.int_charges as charges
        where charges.person_id = arrests.person_id and list_contains(arrests.charge_ids, charges.charge_id)
    ) as case_numbers
from marts.arrest_determinations as arrests
where arrests.person_id = ? and arrests.person_bucket = ? and not exists (
    select 1 from intermediate.int_charges as charges
    where charges.person_id = arrests.person_id
        and charges.is_conviction
        and list_contains(arrests.charge_ids, charges.charge_id)
)
order by arrests.arrest_id
"""
"""An arrest that led to a conviction is told by the conviction."""

STANDING = {"already_relieved": "cleared", "eligible": "can_be_cleared", "not_yet": "waits"}
"""What an outcome means for a person; every other one: it stays for now."""

RANK = ("cleared", "can_be_cleared", "waits", "stays")


def person_row(connection: duckdb.DuckDBPyConnection, person: Chosen) -> Mapping[str, Any]:
    """The person as the newest cut tells of them."""
    (row,) = fetch_dicts(
        connection,
        "select * from intermediate.int_people where person_id = ? and person_bucket = ?",
        [person.person_id, person.person_bucket],
    )
    return row


def petition_lines(
    connection: duckdb.DuckDBPyConnection, person: Chosen, given: Collection[tuple[str, str]]
) -> dict[str, list[LineContent]]:
    """By form of the courts, the lines of the asked charge's case that a petition of that form could be about.

    ``given``: id of charge and remedy of each line whose relief the ledger shows as granted: nobody need ask for it."""
    told = person_row(connection, person)
    rows = fetch_dicts(connection, CHARGES, [person.person_id, person.person_bucket])
    lines = {(row["line_id"], row["remedy_id"]): _line(row, told) for row in rows}
    asked = {line.case_key for line in lines.values() if person.only is None or line.line_id in person.only}
    found: dict[str, list[LineContent]] = {}
    for row in rows:
        line = lines[(row["line_id"], row["remedy_id"])]
        if line.case_key not in asked:
            continue
        is_open = row["outcome"] == "eligible" and (row["line_id"], row["remedy_id"]) not in given
        if row["relief_by"] == "court_order" and row["basis"] == "statute" and is_open:
            found.setdefault(CR_400, []).append(line)
        if any(CR_180 in hint for hint in line.hints):
            found.setdefault(CR_180, []).append(line)
    return found


def notice_entries(
    connection: duckdb.DuckDBPyConnection, person: Chosen, cleared_by_ledger: Collection[tuple[str, str]]
) -> list[NoticeEntry]:
    """Every conviction and arrest of the person in scope, each with the best that is so of it.

    ``cleared_by_ledger``: id of charge or arrest and remedy of each line whose relief the ledger shows as granted.
    """
    by_charge: dict[str, list[NoticeEntry]] = {}
    for row in fetch_dicts(connection, CHARGES, [person.person_id, person.person_bucket]):
        is_in_ledger = (row["line_id"], row["remedy_id"]) in cleared_by_ledger
        texts = (row["charge_text"] or "",)
        by_charge.setdefault(row["line_id"], []).append(_entry(row, "charge", texts, is_in_ledger))
    for row in fetch_dicts(connection, ARRESTS, [person.person_id, person.person_bucket]):
        is_in_ledger = any(unit == row["arrest_id"] for unit, _ in cleared_by_ledger)
        by_charge[row["arrest_id"]] = [_entry(row, "arrest", tuple(row["charge_texts"] or ()), is_in_ledger)]
    entries = []
    for of_one in by_charge.values():
        best = min(RANK.index(entry.standing) for entry in of_one)
        kept = [entry for entry in of_one if entry.standing == RANK[best]]
        entries.extend(kept if RANK[best] in ("cleared", "can_be_cleared") else [_soonest(kept)])
    return sorted(entries, key=lambda entry: (str(entry.day.earliest), entry.county, entry.charge_text, entry.relief))


def _soonest(entries: Sequence[NoticeEntry]) -> NoticeEntry:
    return min(entries, key=lambda entry: (entry.eligible_on is None, str(entry.eligible_on)))


def _entry(row: Mapping[str, Any], unit: str, texts: tuple[str, ...], is_in_ledger: bool) -> NoticeEntry:
    standing = "cleared" if is_in_ledger else STANDING.get(row["outcome"], "stays")
    numbers = row["case_numbers"]
    return NoticeEntry(
        unit=unit,
        county=row["county_name"] or "",
        case_numbers=_parts(numbers) if isinstance(numbers, str) else tuple(numbers or ()),
        charge_text="; ".join(texts),
        level=row["level"] or "",
        day=_day(row),
        standing=standing,
        relief=(row["relief"] or "") if standing in ("cleared", "can_be_cleared") else "",
        new_level=row.get("new_level") or "",
        statutory_path=row["statutory_path"] or "",
        cleared_by="" if standing != "cleared" else "ledger" if is_in_ledger else "state_record",
        eligible_on=row["eligible_on"] if standing == "waits" else None,
    )


def _line(row: Mapping[str, Any], person: Mapping[str, Any]) -> LineContent:
    return build_line(
        row,
        person,
        line_id=row["line_id"],
        unit="charge",
        court=row["agency_name"] or "",
        court_code=row["agency_code"] or "",
        section=row["section"] or "",
        day=_day(row),
        birth_day=RecordedDay(
            person["birth_date_earliest"], person["birth_date_latest"], person["birth_date_precision"] or "unknown"
        ),
    )


def _day(row: Mapping[str, Any]) -> RecordedDay:
    return RecordedDay(row["day_earliest"], row["day_latest"], row["day_precision"] or "unknown")


def _parts(numbers: str | None) -> tuple[str, ...]:
    return tuple(part for part in (numbers or "").split("; ") if part)
