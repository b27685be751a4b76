"""The cycles of a chunk of people: an arrest and its consequences, a registration, an application or a death."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orchestration.ingestion.synthetic.ca import dates
from orchestration.ingestion.synthetic.ca.counter import (
    Bools,
    Ints,
    Keys,
    accumulate_weights,
    choose,
    choose_rate,
    derive,
    draw_below,
    draw_chance,
    draw_uniform,
)
from orchestration.ingestion.synthetic.ca.people import People
from orchestration.ingestion.synthetic.ca.places import BLANK, COUNTIES, FEDERAL, OUT_OF_STATE
from orchestration.ingestion.synthetic.ca.plan import Plan

ORDINARY, REGISTRATION, APPLICANT, DECEASED, VIOLATION = range(5)
FindOnProbation = Callable[[Keys, Ints], Bools]
_FIRST_CYCLE = 101
_HOME_SHARE = 0.82
_VIOLATION_DAYS = 900
_COUNTS = accumulate_weights([62.0, 24.0, 10.0, 4.0])  # 1 … 4 charges in an arrest


@dataclass(frozen=True)
class Cycles:
    """Cycles ordered by person and number; arrays by cycle.

    ``content``: key of the event, equal in a cycle and its repetition; ``keys`` differ. ``copy_of``: row of the
    repeated cycle, else -1. ``age`` is in whole years.
    """

    person: Ints
    keys: Keys
    content: Keys
    kind: Ints
    number: Ints
    day: Ints
    place: Ints
    counts: Ints
    copy_of: Ints
    age: Ints
    is_juvenile: Bools
    is_other: Bools

    def __len__(self) -> int:
        return len(self.person)


def _draw_extra_cycles(plan: Plan, people: People, flag: Bools, name: str) -> tuple[Ints, Ints]:
    """Draw the persons with a registration, application or death, and its day."""
    rows = np.flatnonzero(flag)
    keys = people.keys[rows]
    start = people.last[rows] if name == "deceased" else people.first[rows]
    dies = people.deceased[rows] & (name != "deceased")  # nobody applies or registers after death
    end = np.where(dies, people.last[rows], plan.cut_day - 1)
    room = np.maximum(end - start, 1)
    return rows, start + 1 + (draw_uniform(keys, name) * room).astype(np.int64)


def draw(plan: Plan, people: People, find_on_probation: FindOnProbation | None = None) -> Cycles:
    """Draw all cycles of the chunk. ``is_other`` marks those written in the person's second presentation.

    ``find_on_probation``: which of the ordinary cycles, by content key and day, end in a grant of probation.
    """
    rates = plan.rates
    person = np.repeat(np.arange(len(people.ids)), people.cycles)
    ordinal = np.arange(len(person)) - np.repeat(np.cumsum(people.cycles) - people.cycles, people.cycles)
    content = derive(people.keys[person], ordinal)
    reach = people.last[person] - people.first[person]
    day = people.first[person] + np.where(ordinal == 0, 0, (draw_uniform(content, "day") * reach).astype(np.int64))
    places = plan.territory.places
    elsewhere = places[choose(content, "place", plan.territory.shares)]
    stays = (ordinal == 0) | draw_chance(content, "home", _HOME_SHARE)
    place = np.where(stays, people.home[person], elsewhere)
    outside = choose_rate(content, "outside", [rates.out_of_state, rates.federal, rates.blank_county])
    outside = np.where(ordinal == 0, -1, outside)
    for which, there in enumerate((OUT_OF_STATE, FEDERAL, BLANK)):
        place = np.where(outside == which, there, place)
    kind = np.zeros(len(person), dtype=np.int64)
    sort_day = day
    for code, flag, name in (
        (REGISTRATION, people.registration, "registration"),
        (APPLICANT, people.applicant, "applicant"),
        (DECEASED, people.deceased, "deceased"),
    ):
        rows, when = _draw_extra_cycles(plan, people, flag, name)
        person = np.concatenate([person, rows])
        content = np.concatenate([content, derive(people.keys[rows], np.full(len(rows), 1000 + code))])
        day, sort_day = np.concatenate([day, when]), np.concatenate([sort_day, when])
        place = np.concatenate([place, people.home[rows]])
        kind = np.concatenate([kind, np.full(len(rows), code, dtype=np.int64)])
    if find_on_probation is not None:
        broken = (kind == ORDINARY) & (place < len(COUNTIES)) & find_on_probation(content, day)
        broken &= draw_chance(content, "violation", plan.hard.violation_cycle)
        broken &= ~people.deceased[person] & (day + _VIOLATION_DAYS < plan.cut_day)
        rows = np.flatnonzero(broken)
        when = day[rows] + 120 + draw_below(content[rows], "violation day", _VIOLATION_DAYS - 120)
        person, place = np.concatenate([person, person[rows]]), np.concatenate([place, place[rows]])
        content = np.concatenate([content, derive(content[rows], np.full(len(rows), 2000))])
        day, sort_day = np.concatenate([day, when]), np.concatenate([sort_day, when])
        kind = np.concatenate([kind, np.full(len(rows), VIOLATION, dtype=np.int64)])
    source = np.flatnonzero(draw_chance(content, "repeated", rates.repeated_cycle) & (kind == ORDINARY))
    original = np.concatenate([np.full(len(person), -1), source])
    later = day[source] + 1 + draw_below(content[source], "repeated after", 400)
    person, content = np.concatenate([person, person[source]]), np.concatenate([content, content[source]])
    day, place = np.concatenate([day, day[source]]), np.concatenate([place, place[source]])
    kind, sort_day = np.concatenate([kind, kind[source]]), np.concatenate([sort_day, later])
    # a death is the last cycle; a repetition is sorted by its day of entry
    order = np.lexsort((original, sort_day, kind == DECEASED, person))
    row_of = np.empty(len(order), dtype=np.int64)
    row_of[order] = np.arange(len(order))
    person, content, day, place, kind = person[order], content[order], day[order], place[order], kind[order]
    original = original[order]
    total = np.bincount(person, minlength=len(people.ids))
    position = np.arange(len(person)) - np.repeat(np.cumsum(total) - total, total)
    age = dates.compute_age(people.birth[person], day)
    other = people.has_other[person] & (position % 2 == 1)
    return Cycles(
        person=person, keys=derive(content, 5000 + position), content=content, kind=kind,
        number=_FIRST_CYCLE + position, day=day, place=place,
        counts=np.where(kind == VIOLATION, 1, choose(content, "counts", _COUNTS) + 1),
        copy_of=np.where(original >= 0, row_of[original], -1), age=age,
        is_juvenile=(age < 18) & (kind == ORDINARY) & (place < len(COUNTIES)) & (rates.juvenile > 0),
        is_other=other,
    )  # fmt: skip
