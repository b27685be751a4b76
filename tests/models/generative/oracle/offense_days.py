"""On which days an offense can have been, and what people found of it where the record leaves that open.

What belongs here: section 2 of the page: the days of the record, and what an established fact adds to them. What does
not: rows of the matrix and their elements, arithmetic of the calendar (``days``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.models.generative.oracle.days import first_possible_day

if TYPE_CHECKING:
    from tests.models.generative.oracle.facts import Conviction, Parameters, Person

FIRST_DAY_OF_THE_NEW_LAW = date(2016, 11, 9)
LAST_DAY_OF_THE_FORMER_LAW = FIRST_DAY_OF_THE_NEW_LAW - timedelta(days=1)
YEARS_BEFORE_THE_CONVICTION = 10
SUBDIVISIONS = {
    "11357": (("(a)(1)", "(a)(2)", "(b)(1)", "(b)(2)", "(c)", "(d)"), ("(a)", "(b)", "(c)", "(d)", "(e)")),
    "11358": (("(a)", "(b)", "(c)", "(d)"), ()),
    "11359": (("(a)", "(b)", "(c)", "(d)"), ()),
    "11360": (("(a)(1)", "(a)(2)", "(a)(3)", "(b)"), ("(a)", "(b)")),
}
"""Of each section: how its subdivisions begin today, and those that it had before."""


class OffenseDays(NamedTuple):
    """The first day, none where nothing tells it, and the last day that the offense can have been on."""

    earliest: date | None
    latest: date


class Found(NamedTuple):
    """What a person who looked found of the day of one offense; none where nobody answered."""

    was_before_the_new_law: bool | None
    was_18_or_over: bool | None
    was_21_or_over: bool | None
    was_in_the_ten_years: bool | None

    @classmethod
    def of(cls, person: Person, count: Conviction) -> Found:
        """The answers about one count."""

        def said(fact: str) -> bool | None:
            return person.established.get((count.charge_id, fact))

        return cls(
            said("offense_before_proposition_64"),
            said("at_least_18_at_the_offense"),
            said("at_least_21_at_the_offense"),
            said("offense_in_the_ten_years_before_conviction"),
        )

    def reached(self, years: int) -> bool | None:
        """Whether the person was of that age, by the answer about it, else by what the other age implies."""
        if years == 18:
            return self.was_18_or_over if self.was_18_or_over is not None else (self.was_21_or_over or None)
        if self.was_21_or_over is not None:
            return self.was_21_or_over
        return False if self.was_18_or_over is False else None


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of 29 February the day before 1 March."""
    is_leap_day = (day.month, day.day) == (2, 29)
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        assert is_leap_day
        return date(day.year - years, 2, 28)


def offense_days(person: Person, count: Conviction, parameters: Parameters, found: Found) -> OffenseDays | None:
    """The days of one offense; none where the record does not tell the last one, or contradicts itself."""
    if count.offense_date:
        return OffenseDays(count.offense_date, count.offense_date)
    proxy = parameters.offense_date_proxy
    earliest = first_possible_day(count, proxy)
    latest = count.arrest_date_latest if proxy == "arrest" else count.conviction_date_latest
    if latest is None or (earliest and earliest > latest):
        return None
    if found.was_before_the_new_law:
        latest = min(latest, LAST_DAY_OF_THE_FORMER_LAW)
        if earliest and earliest > latest:
            earliest = None  # It was an arrest of later: on a warrant.
    known = [earliest] if earliest else []
    if found.was_before_the_new_law is False:
        known.append(FIRST_DAY_OF_THE_NEW_LAW)
    if found.was_in_the_ten_years and count.conviction_date_earliest:
        known.append(_years_before(count.conviction_date_earliest, YEARS_BEFORE_THE_CONVICTION))
    age = 21 if found.was_21_or_over else 18 if found.was_18_or_over else None
    if age and person.birth_date_earliest:
        known.append(_years_before(person.birth_date_earliest, -age))
    first = max(known, default=None)
    return OffenseDays(first, latest) if first is None or first <= latest else None


def is_new_by_its_text(count: Conviction) -> bool:
    """A subdivision that the law of today has and the former law had not."""
    path = count.subdivision_path or ""
    today, former = SUBDIVISIONS.get(count.section or "", ((), ()))
    return count.code_book == "HS" and path.startswith(today) and path not in former if today else False


def may_be_of_the_former_law(
    count: Conviction, days: OffenseDays | None, parameters: Parameters, found: Found, *, is_new: bool
) -> bool:
    """Arrest and conviction are of the new law, and neither a day of the offense nor the text says that it was too."""
    if days is None or count.offense_date or is_new or parameters.offense_date_proxy != "arrest_and_conviction":
        return False
    is_after = days.earliest is not None and days.earliest >= FIRST_DAY_OF_THE_NEW_LAW
    return is_after and found.was_before_the_new_law is None


def last_day_by_the_arrest(count: Conviction, proxy: str) -> date | None:
    """The offense lies on the day of the arrest or before it; without one, on the conviction's day or before it."""
    if count.offense_date:
        return count.offense_date
    days = (
        [count.conviction_date_latest]
        if proxy == "conviction"
        else [count.arrest_date_latest, count.conviction_date_latest]
    )
    return min((day for day in days if day), default=None)
