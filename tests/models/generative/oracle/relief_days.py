"""Days of automatic relief: when years have elapsed, where months end, and what a span of days leaves open.

What belongs here: arithmetic of the calendar as ``automatic_relief.md`` counts it. What does not: rows, elements.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta

from tests.models.generative.oracle.relief_facts import Answer

DAY = timedelta(days=1)
MET, PRESUMED, NOT_MET, UNKNOWN = Answer("met"), Answer("presumed"), Answer("not_met"), Answer("unknown")


def elapsed_on(day: date, years: int) -> date:
    """The day after the same day of a later year; from a 29 February, in a year without one, 1 March."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year) + DAY


def plus_months(day: date, months: int) -> date:
    """The same day of a later month, or the last of a month that is too short."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plus_length(day: date, months: int, days: int) -> date:
    """Months first, then days."""
    return plus_months(day, months) + timedelta(days=days)


def not_before(first: date | None, last: date | None, floor: date) -> Answer:
    """Whether a day of which the first and the last day are known lies on the floor or later."""
    if first is None or last is None:
        return UNKNOWN
    if last < floor:
        return NOT_MET
    return MET if first >= floor else UNKNOWN


def years_elapsed(first: date | None, last: date | None, years: int, as_of: date) -> Answer:
    """Whether so many years have elapsed since a day that lies between the two; the last of them may not be known."""
    if first is None:
        return UNKNOWN
    since = elapsed_on(last, years) if last is not None else None
    if since is not None and since <= as_of:
        return Answer("met", since)
    return Answer("not_yet", since) if elapsed_on(first, years) > as_of else UNKNOWN


def in_force(operative: date, as_of: date) -> Answer:
    """Whether the law of a path is in operation."""
    return Answer("not_yet" if as_of < operative else "met", operative)
