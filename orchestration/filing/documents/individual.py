"""Petitions and the notice for one person, from the warehouse and the relief that the ledger records.

A petition is for the person or their lawyer. A notice is for the person or others entitled to it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.filing.documents.content import LineContent, NoticeEntry, RecordedDay
from orchestration.filing.documents.for_one_person import CR_180, CR_400, CR_409
from orchestration.filing.documents.line_content import build_line
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.relief_ways import read_relief_ways
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
    determinations.open_element,
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
    arrests.remedy_id,
    arrests.county_name,
    arrests.outcome,
    arrests.relief,
    arrests.statutory_path,
    arrests.eligible_on,
    arrests.open_element,
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
"""An arrest that led to a conviction is shown as the conviction."""

STANDING = {"already_relieved": "cleared", "eligible": "can_be_cleared", "not_yet": "waits"}
"""What an outcome means for a person; every other outcome, and a wait after which a question is open, means that the
entry stays for now."""

RANK = ("cleared", "can_be_cleared", "waits", "stays")


def read_person_row(connection: duckdb.DuckDBPyConnection, person: ChosenPerson) -> Mapping[str, Any]:
    """Read the person's row of the newest delivery."""
    (row,) = fetch_dicts(
        connection,
        "select * from intermediate.int_people where person_id = ? and person_bucket = ?",
        [person.person_id, person.person_bucket],
    )
    return row


def read_petition_lines(
    connection: duckdb.DuckDBPyConnection, person: ChosenPerson, given: Collection[tuple[str, str]]
) -> dict[str, list[LineContent]]:
    """Map court form to the lines of the charge's case that a petition in that form may be about.

    ``given``: charge id and remedy of each line whose relief the ledger shows as granted: it needs no petition.
    """
    told = read_person_row(connection, person)
    rows = fetch_dicts(connection, CHARGES, [person.person_id, person.person_bucket])
    lines = {(row["line_id"], row["remedy_id"]): _build_line(row, told) for row in rows}
    asked = {line.case_key for line in lines.values() if person.only is None or line.line_id in person.only}
    found: dict[str, list[LineContent]] = {}
    for row in rows:
        line = lines[(row["line_id"], row["remedy_id"])]
        if line.case_key not in asked:
            continue
        is_open = row["outcome"] == "eligible" and (row["line_id"], row["remedy_id"]) not in given
        if read_relief_ways()[row["relief_by"]].asks_a_court and row["basis"] == "statute" and is_open:
            found.setdefault(CR_400, []).append(line)
        if any(CR_180 in hint for hint in line.hints):
            found.setdefault(CR_180, []).append(line)
    return found


def read_notice_entries(
    connection: duckdb.DuckDBPyConnection,
    person: ChosenPerson,
    cleared_by_ledger: Collection[tuple[str, str]],
    answers: Mapping[tuple[str, str], str],
) -> list[NoticeEntry]:
    """Read every conviction and arrest of the person in scope, each with its best outcome.

    ``cleared_by_ledger``: unit id and remedy of each line whose relief the ledger shows as granted. ``answers``: by the
    same key, the sentences of the person's explanation.
    """
    by_charge: dict[str, list[NoticeEntry]] = {}
    for row in fetch_dicts(connection, CHARGES, [person.person_id, person.person_bucket]):
        is_in_ledger = (row["line_id"], row["remedy_id"]) in cleared_by_ledger
        texts = (row["charge_text"] or "",)
        why = answers.get((row["line_id"], row["remedy_id"]), "")
        by_charge.setdefault(row["line_id"], []).append(_build_entry(row, "charge", texts, is_in_ledger, why))
    for row in fetch_dicts(connection, ARRESTS, [person.person_id, person.person_bucket]):
        is_in_ledger = any(unit == row["arrest_id"] for unit, _ in cleared_by_ledger)
        why, texts = answers.get((row["arrest_id"], row["remedy_id"]), ""), tuple(row["charge_texts"] or ())
        by_charge[row["arrest_id"]] = [_build_entry(row, "arrest", texts, is_in_ledger, why)]
    entries = []
    for of_one in by_charge.values():
        best = min(RANK.index(entry.standing) for entry in of_one)
        kept = [entry for entry in of_one if entry.standing == RANK[best]]
        entries.extend(kept if RANK[best] in ("cleared", "can_be_cleared") else [_find_soonest(kept)])
    return sorted(entries, key=lambda entry: (str(entry.day.earliest), entry.county, entry.charge_text, entry.relief))


def _find_soonest(entries: Sequence[NoticeEntry]) -> NoticeEntry:
    return min(entries, key=lambda entry: (entry.eligible_on is None, str(entry.eligible_on)))


def _build_entry(
    row: Mapping[str, Any], unit: str, texts: tuple[str, ...], is_in_ledger: bool, why: str
) -> NoticeEntry:
    standing = "stays" if row["open_element"] else STANDING.get(row["outcome"], "stays")
    standing = "cleared" if is_in_ledger else standing
    numbers = row["case_numbers"]
    return NoticeEntry(
        unit=unit,
        county=row["county_name"] or "",
        case_numbers=_split_numbers(numbers) if isinstance(numbers, str) else tuple(numbers or ()),
        charge_text="; ".join(texts),
        level=row["level"] or "",
        day=_build_day(row),
        standing=standing,
        relief=(row["relief"] or "") if standing in ("cleared", "can_be_cleared") else "",
        new_level=row.get("new_level") or "",
        statutory_path=row["statutory_path"] or "",
        cleared_by="" if standing != "cleared" else "ledger" if is_in_ledger else "state_record",
        eligible_on=row["eligible_on"] if standing == "waits" else None,
        why=why if standing in ("waits", "stays") else "",
    )


def _build_line(row: Mapping[str, Any], person: Mapping[str, Any]) -> LineContent:
    return build_line(
        row,
        person,
        line_id=row["line_id"],
        unit="charge",
        court=row["agency_name"] or "",
        court_code=row["agency_code"] or "",
        section=row["section"] or "",
        day=_build_day(row),
        birth_day=RecordedDay(
            person["birth_date_earliest"], person["birth_date_latest"], person["birth_date_precision"] or "unknown"
        ),
    )


def _build_day(row: Mapping[str, Any]) -> RecordedDay:
    return RecordedDay(row["day_earliest"], row["day_latest"], row["day_precision"] or "unknown")


def _split_numbers(numbers: str | None) -> tuple[str, ...]:
    return tuple(part for part in (numbers or "").split("; ") if part)


HINTS = """
select arrest_id, hint, citation, verified
from rules.rule_{state}__arrest_petition_hints
where person_id = ? and person_bucket = ?
order by arrest_id, place
"""


def read_arrest_petition_lines(
    connection: duckdb.DuckDBPyConnection, state: str, person: ChosenPerson, given: Collection[tuple[str, str]]
) -> dict[str, list[LineContent]]:
    """Map court form to the arrest, if a petition is hinted at. ``given``: as for charges."""
    parameters = [person.person_id, person.person_bucket]
    told = read_person_row(connection, person)
    hints = fetch_dicts(connection, HINTS.format(state=state), parameters)
    found: dict[str, list[LineContent]] = {}
    for row in fetch_dicts(connection, ARRESTS, parameters):
        its = [hint for hint in hints if hint["arrest_id"] == row["arrest_id"] and CR_409 in hint["hint"]]
        is_given = any(unit == row["arrest_id"] for unit, _ in given)
        if not its or is_given or row["arrest_id"] not in (person.only or ()):
            continue
        name = told["person_name"] or ""
        born = (told["birth_date_earliest"], told["birth_date_latest"], told["birth_date_precision"] or "unknown")
        line = LineContent(
            line_id=row["arrest_id"],
            person_id=person.person_id,
            unit="arrest",
            county=row["county_name"] or "",
            court=row["agency_name"] or "",
            court_code="",
            case_numbers=tuple(row["case_numbers"] or ()),
            count_number="",
            code_book="",
            section="",
            charge_text="; ".join(dict.fromkeys(row["charge_texts"] or ())),
            level=row["level"] or "unknown",
            day=RecordedDay(row["day_earliest"], row["day_latest"], row["day_precision"] or "unknown"),
            remedy_id="",
            relief="",
            effect="",
            basis="statute",
            statutory_path=row["statutory_path"] or "",
            reason=row["reason_text"] or "",
            citation="; ".join(dict.fromkeys(hint["citation"] for hint in its)),
            verified="; ".join(dict.fromkeys(hint["verified"] for hint in its)),
            person_name=name,
            birth_day=RecordedDay(*born),
            other_names=tuple(other for other in told["person_names"] or () if other != name),
            state_ids=tuple(told["state_ids"] or ()),
            is_deceased=bool(told["is_deceased"]),
            hints=tuple(hint["hint"] for hint in its),
        )
        found.setdefault(CR_409, []).append(line)
    return found


RELIEVED = frozenset(
    {"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged"},
)
"""States of a line whose relief is given."""


def read_relieved_units(ledger: Path) -> frozenset[tuple[str, str]]:
    """Read unit id and remedy of each relieved line; none without a ledger."""
    if not ledger.exists():
        return frozenset()
    with open_ledger(ledger, create=False) as opened:
        states = opened.states()
        remedies = {line.line_id: line.remedy_id for line in opened.lines()}
        return frozenset(
            (unit, remedies[event.line_id])
            for event in opened.events()
            if event.line_id is not None
            and states[event.line_id] in RELIEVED
            and (unit := _find_unit(json.loads(event.details)))
        )


def find_unit_of_line(ledger: Path, line_id: str) -> str | None:
    """Find the charge or arrest of a ledger line; None if the ledger has no such line."""
    if not ledger.exists():
        return None
    with open_ledger(ledger, create=False) as opened:
        units = [unit for event in opened.events(line_id) if (unit := _find_unit(json.loads(event.details)))]
    return units[-1] if units else None


def _find_unit(details: Mapping[str, str]) -> str | None:
    return details.get("charge_id") or details.get("arrest_id")
