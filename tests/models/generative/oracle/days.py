"""Days, spans of days and ages.

What belongs here: arithmetic of the calendar as the page on Proposition 64 counts it. What does not: rows, elements.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.models.generative.oracle.facts import Conviction


class Span(NamedTuple):
    """The first and the last day that something can have been on."""

    earliest: date
    latest: date


def first_possible_day(count: Conviction, proxy: str) -> date | None:
    """Where the span begins, whether or not its ends agree."""
    if count.offense_date:
        return count.offense_date
    return count.conviction_date_earliest if proxy == "conviction" else count.arrest_date_earliest


def known_span(earliest: date | None, latest: date | None) -> Span | None:
    """Both ends, or nothing."""
    return Span(earliest, latest) if earliest and latest else None


def age(birth: date, day: date) -> int:
    """Years completed: reached on the birthday; by a person born on 29 February on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def plus_years(day: date, years: int) -> date:
    """The same day of a later year; 1 March where that year has no 29 February (design, "Dates")."""
    year = day.year + years
    if day.month == 2 and day.day == 29 and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def holds_a_leap_day_boundary(birth: Span, earliest: date | None, latest: date, years: int) -> bool:
    """Whether the offense can have been on the 28 February before the birthday of a person born on 29 February."""
    for year in range(birth.earliest.year, birth.latest.year + 1):
        if isleap(year) and birth.earliest <= date(year, 2, 29) <= birth.latest and not isleap(year + years):
            boundary = date(year + years, 2, 28)
            if (earliest is None or earliest <= boundary) and boundary <= latest:
                return True
    return False


def lies_in(span: Span, first: date | None, last: date | None) -> bool | None:
    """True or false where the whole span lies inside or outside; None where it straddles."""
    if (first and span.latest < first) or (last and span.earliest > last):
        return False
    return True if (not first or span.earliest >= first) and (not last or span.latest <= last) else None
