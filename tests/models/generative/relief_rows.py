"""Records of invented people as rows of the tables they are told by: staging for arrests and events, else facts.

What belongs here: which record becomes which row. What does not: the tables themselves (``relief_tables``). Arrests and
events are written as staging tells them, so that what belongs together is found by the models and not told to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import md5
from typing import Any

from tests.models.generative.oracle.facts import Event
from tests.models.generative.oracle.relief_facts import Record, ToldCharge

TableRow = dict[str, Any]
OF_NO_COUNT = "900001001000"


def rows_of(records: Sequence[Record], *, is_file_at_hand: bool) -> dict[str, list[TableRow]]:
    """Every table that a record is told by, with its rows."""
    charges = [charge for record in records for charge in record.charges]
    of_courts = {charge_id for record in records for charge_id in record.told_by_courts_alone}
    return {
        "staging.stg_ca__arrests": [_arrest_row(charge) for charge in charges if charge.charge_stage == "arrest"],
        "staging.stg_ca__events": [
            *(row for record in records for row in _event_rows(record)),
            *(row for charge in charges if (row := _said_by_a_disposition(charge))),
        ],
        "intermediate.int_person_links": [
            {
                "person_key": number,
                "person_number": number,
                "history_number": number,
                "person_id": record.person_id,
                "person_bucket": 0,
            }
            for record in records
            for number in (_number(record.person_id),)
        ],
        "intermediate.int_delivered_charges": [
            _count(charge) for charge in charges if charge.charge_id not in of_courts
        ],
        "intermediate.int_court_charges": [
            {
                "charge_number": _number(charge.charge_id),
                "person_id": charge.person_id,
                "person_bucket": 0,
                "is_new_charge": charge.charge_id in of_courts,
            }
            for charge in charges
            if charge.charge_id in of_courts or _some(charge.charge_id)
        ],
        "intermediate.int_charges": [
            _row(
                charge,
                charge_number=_number(charge.charge_id),
                speaking_source_row=charge.source_rows[0],
                is_in_repeated_cycle=False,
                arrest_date_precision=_precision(charge.arrest_date_earliest, charge.arrest_date_latest),
                event_date_precision=_precision(charge.event_date_earliest, charge.event_date_latest),
            )
            for charge in charges
        ],
        "intermediate.int_sentences": [
            _row(part, sentence_part_id=_id(record.person_id, "part", number), has_conflicting_copies=False)
            for record in records
            for number, part in enumerate(record.sentences)
        ],
        "intermediate.int_step_sentences": [_row(terms) for record in records for terms in record.terms_of_steps],
        "intermediate.int_people": [{"person_id": record.person_id, "person_bucket": 0} for record in records],
        "intermediate.int_identity_conflicts": [row for record in records for row in _conflicts(record)],
        "intermediate.int_rejected_lines": [row for record in records for row in _unread_lines(record)],
        "intermediate.int_established_facts": [
            _fact(record, fact, is_so) | {"charge_id": charge_id}
            for record in records
            for (charge_id, fact), is_so in record.established.items()
        ],
        "staging.told_of_arrests": [
            {"source_row": charge.source_rows[0], "fact": fact, "value": _word(is_so)}
            for record in records
            for charge in record.charges
            for fact, is_so in _said_of_its_arrest(record, charge)
        ],
        "intermediate.int_claimed_charges": [
            {"charge_id": charge.charge_id, "person_id": record.person_id, "person_bucket": 0, "is_holding": is_holding}
            for record in records
            for charge in record.charges
            if (is_holding := charge.charge_id in record.held) or _some(charge.charge_id)
        ],
        "intermediate.int_established_person_facts": [
            _fact(record, fact, is_so) for record in records for fact, is_so in record.established_of_the_person.items()
        ],
        "intermediate.int_supervision_records": [
            _row(told, supervision_record_id=_id(record.person_id, "supervision", number))
            for record in records
            for number, told in enumerate(record.supervision)
        ],
        "intermediate.int_registrations": [
            _row(told, registration_id=_id(record.person_id, "registration", number))
            for record in records
            for number, told in enumerate(record.registrations)
        ],
        "intermediate.int_prohibition_petitions": [
            _row(petition, petition_id=_id(record.person_id, "petition", number))
            for record in records
            for number, petition in enumerate(record.petitions)
        ],
        "intermediate.int_prohibition_petitions_unmatched": [
            _row(petition) for record in records for petition in record.petitions_unmatched
        ],
        "intermediate.int_available_sources": [{"has_supervised_release": is_file_at_hand}],
    }


def _some(hexadecimal: str) -> bool:
    """One of sixteen: who has, beside what the record says, something that decides nothing."""
    return hexadecimal.endswith("0")


def _conflicts(record: Record) -> Iterable[TableRow]:
    """A conflict of ids names its person on either side, and one that was settled holds up nobody."""
    pair = (record.person_id, "0" * 16) if int(record.person_id[0], 16) % 2 else ("0" * 16, record.person_id)
    if record.has_identity_conflict or _some(record.person_id):
        yield {
            "person_id": pair[0],
            "other_person_id": pair[1],
            "sends_to_review": record.has_identity_conflict,
        }


def _unread_lines(record: Record) -> Iterable[TableRow]:
    """A line that a person looked at holds up nobody, also beside another."""
    for is_settled in (True, False):
        if record.has_unread_line or (is_settled and record.person_id.endswith("1")):
            yield {"person_id": record.person_id, "person_bucket": 0, "is_settled": is_settled}


def _id(*parts: object) -> str:
    return md5(" ".join(map(str, parts)).encode()).hexdigest()


def _number(hexadecimal: str) -> str:
    """An id as the number it is, as text: no column of a frame holds so many bits."""
    return str(int(hexadecimal, 16))


def _row(told: Any, **more: Any) -> TableRow:
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(told).items()}
    return columns | {"person_bucket": 0} | more


def _fact(record: Record, fact: str, is_so: bool) -> TableRow:
    return {"person_id": record.person_id, "person_bucket": 0, "fact": fact, "value": _word(is_so)}


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _said_of_its_arrest(record: Record, charge: ToldCharge) -> Iterable[tuple[str | None, bool]]:
    """What is established of the arrest that a charge is the row of, and nothing as the fact where a claim holds it."""
    if charge.charge_stage != "arrest":
        return
    for (charge_id, fact), is_so in record.established_of_arrests.items():
        if charge_id == charge.charge_id:
            yield fact, is_so
    if charge.charge_id in record.held or _some(charge.charge_id):
        yield None, charge.charge_id in record.held


def _precision(earliest: date | None, latest: date | None) -> str:
    if earliest is None or latest is None:
        return "blank"
    days = (latest - earliest).days
    return "day" if days == 0 else "month" if days < 31 else "year"


def _told_at(source_row: str) -> TableRow:
    delivery_id, _, line = source_row.partition(":")
    return {"delivery_id": delivery_id, "source_line": int(line)}


def _arrest_row(charge: ToldCharge) -> TableRow:
    earliest, latest = charge.arrest_date_earliest, charge.arrest_date_latest
    return _told_at(charge.source_rows[0]) | {
        "person_key": _number(charge.person_id),
        "person_bucket": 0,
        "cycle_key": charge.cycle_key,
        "arrest_date_earliest": earliest,
        "arrest_date_latest": latest,
        "arrest_date_precision": _precision(earliest, latest),
        "county_name": charge.county_name,
        "county_type": charge.county_type,
        "is_juvenile": charge.is_juvenile,
    }


def _count(charge: ToldCharge) -> TableRow:
    told_at = _told_at(charge.source_rows[0])
    return {
        "charge_number": _number(charge.charge_id),
        "person_number": _number(charge.person_id),
        "history_number": _number(charge.person_id),
        "person_bucket": 0,
        "delivery_id": told_at["delivery_id"],
        "source_lines": [told_at["source_line"]],
        "count_key": charge.charge_id,
        "cycle_key": charge.cycle_key,
        "charge_stage": charge.charge_stage,
        "arrest_date_earliest": charge.arrest_date_earliest,
    }


def _event_rows(record: Record) -> Iterable[TableRow]:
    charges = {charge.charge_id: charge for charge in record.charges}
    for number, event in enumerate(record.events):
        charge = charges[event.charge_id] if event.charge_id else None
        yield _told_at(f"{record.person_id[:12]}:{1_000 + number}") | {
            "person_key": _number(record.person_id),
            "person_bucket": 0,
            "cycle_key": charge.cycle_key if charge else "190",
            "count_key": event.charge_id if event.link_basis == "same_count" else OF_NO_COUNT,
            "event_type": event.event_type,
            "event_date_earliest": event.event_date_earliest,
            "event_date_latest": event.event_date_latest,
            "event_date_precision": _precision(event.event_date_earliest, event.event_date_latest),
            "charge_text": f"event {number}",
            "disposition_type": event.disposition_type,
            **_section_of(event, charge),
        }


def _said_by_a_disposition(charge: ToldCharge) -> TableRow | None:
    """A disposition that grants relief or is not understood is an event too, as staging tells it."""
    relief = charge.disposition_type.startswith("relief_")
    if not relief and charge.disposition_type != "unrecognised":
        return None
    return _told_at(charge.source_rows[0]) | {
        "person_key": _number(charge.person_id),
        "person_bucket": 0,
        "cycle_key": charge.cycle_key,
        "count_key": charge.charge_id,
        "event_type": charge.disposition_type if relief else "disposition_unrecognised",
        "event_date_earliest": charge.event_date_earliest,
        "event_date_latest": charge.event_date_latest,
        "event_date_precision": _precision(charge.event_date_earliest, charge.event_date_latest),
        "charge_text": f"disposition {charge.charge_id}",
        "code_book": charge.code_book,
        "section": charge.section,
        "subdivision_path": charge.subdivision_path,
    }


def _section_of(event: Event, charge: ToldCharge | None) -> TableRow:
    """The section an event names: that of the charge where it is to be found by it."""
    told = charge if charge and event.link_basis == "same_section_in_cycle" else event
    return {"code_book": told.code_book, "section": told.section, "subdivision_path": told.subdivision_path}
