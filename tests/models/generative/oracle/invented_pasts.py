"""The days, offenses and sentences that invented people of automatic relief are made of.

What belongs here: single draws near a boundary of Penal Code 1203.425 or 851.93. What does not: how they make a person.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.models.generative.oracle.facts import OffenseListRow

NEAR = (-2, -1, -1, 0, 0, 1, 1, 2, 25)
FLOOR, NEXT_TO_LEAP_DAYS = date(1973, 1, 1), ((2, 28), (2, 29), (3, 1))
ON_NO_LIST = (
    ("PC", "484", "(a)"),
    ("PC", "496", "(a)"),
    ("HS", "11350", "(a)"),
    ("VC", "23152", "(b)"),
    ("PC", "242", ""),
    ("PC", "470", "(d)"),
    ("HS", "11377", "(a)"),
)
MONTHS_AND_YEARS = ((6, "months"), (12, "months"), (36, "months"), (60, "months"), (1, "years"), (3, "years"))
OPEN_CHARGES = "charge_is_pending", "level_is_felony"
OF_ARRESTS = "proceedings_initiated", "diversion_completed"
CONVICTIONS = "sentence_completed_on_record", "offense_is_serious_or_violent", "level_is_felony"
EARLIER_RELIEF = (
    "relief_conviction_automatic",
    "relief_conviction_automatic",
    "relief_dismissed_1203_4",
    "relief_dismissed_1203_4a",
    "relief_reduced_17b",
    "relief_reduced_17b",
    "relief_prop47",
    "relief_prop64",
    "relief_sealed",
    "relief_arrest_automatic",
    "relief_arrest_sealed",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sentence as drawn: kind, length and unit as understood and as received."""

    sentence_type: str
    sentence_length: int | None = None
    sentence_unit: str = "unknown"
    sentence_length_code: str | None = None
    sentence_unit_code: str | None = None

    @property
    def days(self) -> int:
        """About how long it is."""
        return (self.sentence_length or 0) * {"days": 1, "months": 30, "years": 365}.get(self.sentence_unit, 0)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February where that year has no 29th."""
    return date(
        day.year - years, day.month, 28 if (day.month, day.day) == (2, 29) and not isleap(day.year - years) else day.day
    )


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last of a month that is too short."""
    place = day.year * 12 + day.month - 1 - months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def near(rng: Random, day: date) -> date:
    """The day, one beside it, or a few weeks away."""
    return day + timedelta(rng.choice(NEAR))


def long_ago(rng: Random, as_of: date) -> date:
    """Some day from 1974 to twelve years back, now and then beside a leap day."""
    day = date(1974, 1, 1) + timedelta(rng.randrange((as_of - date(1974, 1, 1)).days - 12 * 366))
    if rng.random() < 0.05:
        month, of_month = rng.choice(NEXT_TO_LEAP_DAYS)
        return date(day.year - day.year % 4, month, of_month)
    return day


def before_its_end(day: date, part: Part) -> date:
    """A conviction whose part of this length ends on the day."""
    if part.sentence_length is None:
        return day
    if part.sentence_unit == "days":
        return day - timedelta(part.sentence_length)
    return months_before(day, part.sentence_length * (12 if part.sentence_unit == "years" else 1))


def day_of_a_conviction(rng: Random, as_of: date, parts: Sequence[Part]) -> date:
    """Mostly long ago; else so that some wait of the law is over about the as-of date."""
    draw = rng.random()
    if draw < 0.55:
        return long_ago(rng, as_of)
    if draw < 0.60:
        return near(rng, FLOOR)
    if draw < 0.68:
        return near(rng, years_before(as_of, 1))
    if draw < 0.74:
        return near(rng, years_before(as_of, 10))
    longest = max(parts, key=lambda part: part.days, default=Part("fine"))
    if draw < 0.82:
        return near(rng, before_its_end(as_of, longest))
    if draw < 0.92:
        return near(rng, before_its_end(years_before(as_of, rng.choice((3, 4, 4, 4, 7))), longest))
    return as_of - timedelta(rng.randrange(3_000))


def span_of(rng: Random, day: date, known: float = 0.95) -> tuple[date | None, date | None]:
    """A day as a record tells it: mostly exactly, else as its month, its year or not at all."""
    draw = rng.random()
    if draw < known:
        return day, day
    if draw < known + (1 - known) * 0.4:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if draw < known + (1 - known) * 0.7:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return None, None


def _term(rng: Random, kind: str) -> Part:
    draw = rng.random()
    if draw < 0.04:
        return Part(kind)
    if draw < 0.06:
        return Part(kind, None, "unknown", "LIFE", None)
    if draw < 0.07:
        return Part(kind, 5, "unrecognised", "5", "X")
    if kind == "jail" and rng.random() < 0.6:
        days = rng.choice((1, 10, 30, 180, 364))
        return Part(kind, days, "days", str(days), "D")
    length, unit = rng.choice(MONTHS_AND_YEARS)
    return Part(kind, length, unit, str(length), unit[0].upper())


SENTENCES = (
    ("fine",),
    ("jail",),
    ("probation",),
    ("probation",),
    ("probation", "jail"),
    ("probation", "jail", "fine"),
    ("prison",),
    ("prison", "probation"),
    ("jail", "jail"),
    ("restitution", "jail"),
    ("probation", "restitution"),
    ("restitution",),
    ("youth_authority",),
    ("life",),
    ("unrecognised",),
    (),
)


def sentence_of(rng: Random, level: str) -> list[Part]:
    """What was imposed: felonies now and then prison, infractions a fine."""
    kinds = rng.choice(SENTENCES)
    if level == "infraction":
        kinds = ("fine",)
    elif level == "misdemeanor":
        kinds = tuple("jail" if kind == "prison" else kind for kind in kinds)
    return [Part(kind) if kind in ("fine", "restitution") else _term(rng, kind) for kind in kinds]


def offense_of(rng: Random, lists: Sequence[OffenseListRow]) -> tuple[str | None, str | None, str | None]:
    """An offense on no list, or on one, at its subdivision, below it or beside it."""
    if not lists or rng.random() < 0.62:
        return rng.choice(ON_NO_LIST)
    listed = rng.choice(lists)
    below = rng.choice((listed.subdivision, listed.subdivision, listed.subdivision + "(1)", "", "(z)"))
    return listed.code_book, listed.section, below
