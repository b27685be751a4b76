"""Records of invented people as rows of ``int_`` tables.

What belongs here: which record becomes which row. What does not: the tables themselves (``relief_tables``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import md5
from typing import Any

from tests.generative.oracle.relief_facts import Record

TableRow = dict[str, Any]


def rows_of(records: Sequence[Record], *, is_file_at_hand: bool) -> dict[str, list[TableRow]]:
    """Every table that a record is told by, with its rows."""
    tables: dict[str, list[TableRow]] = {
        "int_charges": list(_charges(records)),
        "int_sentences": list(_sentences(records)),
        "int_events": list(_events(records)),
        "int_arrests": [_row(arrest) for record in records for arrest in record.arrests],
        "int_people": [{"person_id": record.person_id, "person_bucket": 0} for record in records],
        "int_identity_conflicts": [
            {"person_id": record.person_id, "other_person_id": record.person_id, "sends_to_review": True}
            for record in records
            if record.has_identity_conflict
        ],
        "int_established_facts": [
            {
                "charge_id": charge_id,
                "person_id": record.person_id,
                "person_bucket": 0,
                "fact": fact,
                "value": _word(is_so),
            }
            for record in records
            for (charge_id, fact), is_so in record.established.items()
        ],
        "int_established_person_facts": [
            {"person_id": record.person_id, "person_bucket": 0, "fact": fact, "value": _word(is_so)}
            for record in records
            for fact, is_so in record.established_of_the_person.items()
        ],
        "int_supervision_records": [
            _row(told, supervision_record_id=_id(record.person_id, "supervision", number))
            for record in records
            for number, told in enumerate(record.supervision)
        ],
        "int_prohibition_petitions": [
            _row(petition, petition_id=_id(record.person_id, "petition", number))
            for record in records
            for number, petition in enumerate(record.petitions)
        ],
        "int_sources_at_hand": [{"has_supervised_release": is_file_at_hand}],
    }
    return tables


def _id(*parts: object) -> str:
    return md5(" ".join(map(str, parts)).encode()).hexdigest()


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _row(told: Any, **more: Any) -> TableRow:
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(told).items()}
    return columns | {"person_bucket": 0} | more


def _charges(records: Sequence[Record]) -> Iterable[TableRow]:
    for record in records:
        for charge in record.charges:
            yield _row(charge, speaking_source_row=charge.source_rows[0])


def _sentences(records: Sequence[Record]) -> Iterable[TableRow]:
    for record in records:
        for number, part in enumerate(record.sentences):
            yield _row(part, sentence_part_id=_id(record.person_id, "part", number), has_conflicting_copies=False)


def _events(records: Sequence[Record]) -> Iterable[TableRow]:
    for record in records:
        for number, event in enumerate(record.events):
            source_row = f"{record.person_id[:12]}:{1_000 + number}"
            yield _row(event, event_id=_id(record.person_id, "event", number), source_rows=[source_row])
