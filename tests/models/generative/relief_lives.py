"""Short ways to write one person for the oracle of automatic relief: a count, its sentence, an arrest, the law.

What belongs here: values that are true unless a test says otherwise. What does not: expectations, SQL, raw rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from orchestration.law.tables import read_table
from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import Conviction, Event, OffenseListRow, convictions_of
from tests.models.generative.oracle.relief_facts import (
    Arrest,
    Record,
    ReliefParameters,
    SentencePart,
    Supervision,
    ToldCharge,
)
from tests.models.generative.oracle.relief_law import Law
from tests.support.repository import ROOT

UNITS = {"D": "days", "M": "months", "Y": "years"}
PERSON = "f"


def table(name: str) -> list[dict[str, str]]:
    """A table of the law, as text: lines of CSV tables and of packs."""
    return read_table(ROOT / "models", "ca", name.removeprefix("ca_"))


def parameters(**decided: str) -> ReliefParameters:
    """The parameters of the law, some of them decided otherwise."""
    return ReliefParameters.from_values({row["parameter"]: row["value"] for row in table("ca_parameters")} | decided)


def lists_of(*rows: tuple[str, str, str, str, str]) -> OffenseLists:
    """Lists written by hand: list, code book, section, subdivision, membership."""
    return OffenseLists(
        OffenseListRow(
            offense_list, code_book, section, subdivision, "subdivision" if subdivision else "section", membership
        )
        for offense_list, code_book, section, subdivision, membership in rows
    )


FEW = (
    ("serious_felony", "PC", "211", "", "member"),
    ("serious_felony", "PC", "459", "", "needs_fact"),
    ("serious_felony", "PC", "245", "(a)(1)", "needs_fact"),
    ("violent_felony", "PC", "211", "", "member"),
    ("prop64_registrable", "PC", "288", "", "member"),
    ("prop64_registrable", "PC", "243.4", "", "needs_fact"),
    ("prop64_registration", "PC", "290", "", "member"),
    ("term_below_eight_years", "PC", "484", "", "member"),
    ("term_below_eight_years", "PC", "459", "", "member"),
    ("wobbler", "PC", "459", "", "member"),
)
"""A few rows that every test of the oracle alone can do with."""


def law(as_of: str, *, is_file_at_hand: bool = True, lists: OffenseLists | None = None, **decided: str) -> Law:
    """The law on a day."""
    return Law(parameters(**decided), lists or lists_of(*FEW), date.fromisoformat(as_of), is_file_at_hand)


def span(text: str | None) -> tuple[date | None, date | None]:
    """``2020-01-15`` is that day, ``2020-01`` and ``2020`` any day of it, nothing no day."""
    if not text:
        return None, None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else None
    following = date(year + (month in (None, 12)), 1 if month in (None, 12) else month + 1, 1)
    return date(year, month or 1, 1), date.fromordinal(following.toordinal() - 1)


def charge(
    charge_id: str, day: str | None, level: str = "misdemeanor", disposition: str = "convicted", **columns: Any
) -> ToldCharge:
    """A charge of theft whose event was on ``day``, arrested for on that day too unless ``arrested`` says otherwise."""
    arrested = span(columns.pop("arrested", day))
    event = span(day)
    text = {"code_book": "PC", "section": "484", "subdivision_path": "(a)", "cycle_key": charge_id} | columns
    return ToldCharge(
        charge_id=charge_id,
        person_id=PERSON,
        level=level,
        disposition_type=disposition,
        arrest_date_earliest=arrested[0],
        arrest_date_latest=arrested[1],
        event_date_earliest=event[0],
        event_date_latest=event[1],
        **text,
    )


def sentence(charge_id: str, words: str) -> list[SentencePart]:
    """``probation 36M, jail 10D, fine`` as parts; ``prison LIFE`` cannot be counted, ``probation`` alone is blank."""
    parts = []
    for part in filter(None, (part.strip() for part in words.split(","))):
        kind, _, length = part.partition(" ")
        found = re.fullmatch(r"([0-9]+)([DMY])", length)
        parts.append(
            SentencePart(charge_id, PERSON, kind, int(found[1]), UNITS[found[2]], found[1], found[2])
            if found
            else SentencePart(charge_id, PERSON, kind, None, "unknown", length or None, None)
        )
    return parts


def event(event_type: str, day: str | None = None, charge_id: str | None = None, **columns: Any) -> Event:
    """An event of the person, or on a count."""
    link = columns.pop("link_basis", "same_count" if charge_id else "no_charge")
    return Event(PERSON, event_type, charge_id, link, *span(day), **columns)


def arrest(arrest_id: str, day: str | None, **columns: Any) -> Arrest:
    """An arrest on ``day``."""
    return Arrest(arrest_id, PERSON, *span(day), **columns)


def record(charges: Iterable[ToldCharge], sentences: str | dict[str, str] = "fine", **columns: Any) -> Record:
    """A person with these charges. ``sentences`` are of the first, or of each by its id."""
    told = tuple(charges)
    words = {told[0].charge_id: sentences} if isinstance(sentences, str) and told else dict(sentences)
    events = tuple(columns.pop("events", ()))
    return Record(
        person_id=PERSON,
        charges=told,
        convictions=convictions_of(told, events, {}),
        sentences=tuple(part for charge_id, text in words.items() for part in sentence(charge_id, text)),
        events=events,
        **columns,
    )


def first(told: Record) -> Conviction:
    """The conviction that a test asks about."""
    return told.convictions[0]


def supervised(
    started: str | None, ended: str | None, is_active: str = "no", supervision_type: str = "parole"
) -> Supervision:
    """A record of the Supervised Release File."""
    return Supervision(PERSON, *span(started), *span(ended), is_active, supervision_type)
