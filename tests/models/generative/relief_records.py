"""Records of people for the oracle of automatic relief, read out of ``int_`` tables.

What belongs here: the way from tables to what the oracle is told. What does not: the oracle, any rule SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from tests.models.generative.oracle.facts import Conviction, Event
from tests.models.generative.oracle.relief_facts import (
    Arrest,
    Petition,
    Record,
    Registration,
    SentencePart,
    StepTerms,
    Supervision,
    ToldCharge,
    UnmatchedPetition,
)

Rows = list[tuple[Any, ...]]
Fetch = Callable[[str], Rows]


def records_of(fetch: Fetch) -> list[Record]:
    """Every person of a warehouse that has a charge, a conviction or an arrest, in the order of their ids."""
    charges = _by_person(fetch, ToldCharge, "int_charges")
    convictions = _by_person(fetch, Conviction, "int_convictions")
    terms_of_steps = _by_person(fetch, StepTerms, "int_step_sentences")
    sentences = _by_person(fetch, SentencePart, "int_sentences", "charge_id is not null")
    events = _by_person(fetch, Event, "int_events")
    arrests = _by_person(fetch, Arrest, "int_arrests")
    supervision = _by_person(fetch, Supervision, "int_supervision_records")
    registrations = _by_person(fetch, Registration, "int_registrations")
    ((is_registry_of_this_month,),) = fetch(
        "select coalesce(bool_or(strftime(data_as_of, '%Y%m') >= strftime(as_of_date, '%Y%m')), false) "
        "from intermediate.int_deliveries cross join intake.run_parameters where delivery_kind = 'registry'"
    )
    petitions = _by_person(fetch, Petition, "int_prohibition_petitions")
    unmatched = _by_person(fetch, UnmatchedPetition, "int_prohibition_petitions_unmatched")
    established: dict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    for person_id, charge_id, fact, value in fetch(
        "select charges.person_id, charge_id, fact, value from intermediate.int_established_facts "
        "join intermediate.int_charges as charges using (charge_id)"
    ):
        established[person_id][charge_id, fact] = value == "yes"
    of_arrests: dict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    for person_id, arrest_id, fact, value in fetch(
        "select person_id, arrest_id, fact, value from intermediate.int_established_arrest_facts order by all"
    ):
        of_arrests[person_id][arrest_id, fact] = value == "yes"
    of_people: dict[str, dict[str, bool]] = defaultdict(dict)
    for person_id, fact, value in fetch("select person_id, fact, value from intermediate.int_established_person_facts"):
        of_people[person_id][fact] = value == "yes"
    in_conflict = {
        person_id
        for pair in fetch(
            "select person_id, other_person_id from intermediate.int_identity_conflicts where sends_to_review"
        )
        for person_id in pair
    }
    unread = {
        person_id
        for (person_id,) in fetch("select person_id from intermediate.int_rejected_lines where not is_settled")
    }
    held = frozenset(
        unit_id
        for table, name in (("int_claimed_charges", "charge_id"), ("int_claimed_arrests", "arrest_id"))
        for (unit_id,) in fetch(f"select {name} from intermediate.{table} where is_holding")
    )
    told_by_courts_alone = frozenset(
        charge_id
        for (charge_id,) in fetch(
            "select charges.charge_id from intermediate.int_charges as charges "
            "semi join intermediate.int_court_charges as told on charges.charge_number = told.charge_number "
            "and told.is_new_charge"
        )
    )
    cycle_of_row = {
        f"{delivery_id}:{line}": f"{delivery_id}:{cycle}"
        for delivery_id, line, cycle in fetch(
            "select delivery_id, unnest(source_lines), cycle_key from intermediate.int_delivered_charges"
        )
    }
    steps: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for person_id, cycle, event_type in fetch(
        "select links.person_id, events.delivery_id || ':' || events.cycle_key, events.event_type "
        "from staging.stg_ca__events as events join intermediate.int_person_links as links using (person_key) "
        "where events.event_type like 'relief%' or events.event_type = 'unrecognised'"
    ):
        steps[person_id].add((cycle, event_type))
    return [
        Record(
            person_id=person_id,
            charges=tuple(charges[person_id]),
            convictions=tuple(convictions[person_id]),
            sentences=tuple(sentences[person_id]),
            terms_of_steps=tuple(terms_of_steps[person_id]),
            events=tuple(events[person_id]),
            arrests=tuple(arrests[person_id]),
            supervision=tuple(supervision[person_id]),
            registrations=tuple(registrations[person_id]),
            is_registry_of_this_month=is_registry_of_this_month,
            petitions=tuple(petitions[person_id]),
            petitions_unmatched=tuple(unmatched[person_id]),
            established=established[person_id],
            established_of_arrests=of_arrests[person_id],
            established_of_the_person=of_people[person_id],
            has_identity_conflict=person_id in in_conflict,
            has_unread_line=person_id in unread,
            held=held,
            told_by_courts_alone=told_by_courts_alone,
            cycle_of_row=cycle_of_row,
            steps=frozenset(steps[person_id]),
        )
        for person_id in sorted({*charges, *convictions, *arrests})
    ]


def has_supervised_release(fetch: Fetch) -> bool:
    """Whether the Supervised Release File is at hand."""
    ((is_at_hand,),) = fetch("select has_supervised_release from intermediate.int_available_sources")
    return bool(is_at_hand)


def _by_person(fetch: Fetch, kind: type, table: str, where: str = "true") -> dict[str, list[Any]]:
    names = [field.name for field in fields(kind) if field.init]
    place = names.index("person_id")
    found: dict[str, list[Any]] = defaultdict(list)
    for row in fetch(f"select {', '.join(names)} from intermediate.{table} where {where} order by all"):
        found[row[place]].append(kind(**dict(zip(names, map(_hashable, row), strict=True))))
    return found


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
