"""Which deliveries count on the as-of date, and whether they are complete and fresh.

What belongs here: the choice per county, age, counties that are lacking. What does not: reading, the plausibility of
what was read (``expectations/``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestration.intake.deliveries import Delivery

_NO_CHOICE: Mapping[str, date] = {}


class UnknownCut(ValueError):
    """A cut that was asked for is not among the deliveries, or lies after the as-of date."""


@dataclass(frozen=True)
class Problem:
    """Why the deliveries in force are not good enough. ``message`` is one sentence."""

    kind: Literal["stale", "missing"]
    county: str
    message: str


def choose_in_force(
    deliveries: Sequence[Delivery], as_of_date: date, chosen_cuts: Mapping[str, date] = _NO_CHOICE
) -> list[Delivery]:
    """The deliveries in force, by county and file name.

    Per county the newest cut on or before the as-of date replaces older ones as a whole; all files of that cut are in
    force. ``chosen_cuts`` (county to cut date, any case) takes another cut instead. Raises UnknownCut if that county
    has no file of that cut, or the cut lies after the as-of date.
    """
    cuts: dict[str, set[date]] = {}
    for delivery in deliveries:
        if delivery.data_as_of <= as_of_date:
            cuts.setdefault(delivery.county, set()).add(delivery.data_as_of)
    cut_in_force = {county: max(dates) for county, dates in cuts.items()}
    for county, cut in chosen_cuts.items():
        county = county.upper()
        if cut > as_of_date:
            raise UnknownCut(f"{county}: the chosen cut {cut} lies after the as-of date {as_of_date}")
        if cut not in cuts.get(county, ()):
            there = ", ".join(str(known) for known in sorted(cuts.get(county, ()))) or "none"
            raise UnknownCut(f"{county}: the chosen cut {cut} is not among its deliveries ({there})")
        cut_in_force[county] = cut
    in_force = [one for one in deliveries if cut_in_force.get(one.county) == one.data_as_of]
    return sorted(in_force, key=lambda one: (one.county, one.file_name, one.sha256))


def check_freshness(
    in_force: Sequence[Delivery],
    as_of_date: date,
    max_data_age_days: int,
    previous_counties: Collection[str],
    allow_stale: bool | Collection[str] = False,
    allow_missing: Collection[str] = (),
) -> list[Problem]:
    """Counties whose data is older than so many days, and counties that the last run had and this one lacks.

    A problem goes away only if its county is allowed by name (any case), or with ``allow_stale=True`` for all ages.
    """
    cut_of = {delivery.county: delivery.data_as_of for delivery in in_force}
    stale_allowed = set(cut_of) if allow_stale is True else _upper(allow_stale or ())
    problems: list[Problem] = []
    for county, cut in sorted(cut_of.items()):
        age = (as_of_date - cut).days
        if age > max_data_age_days and county not in stale_allowed:
            message = f"{county}: data of {cut} is {age} days old on {as_of_date}, more than {max_data_age_days}"
            problems.append(Problem("stale", county, message))
    for county in sorted(_upper(previous_counties) - set(cut_of) - _upper(allow_missing)):
        problems.append(
            Problem("missing", county, f"{county}: the last run had a delivery, this one has none in force")
        )
    return problems


def _upper(counties: Iterable[str]) -> set[str]:
    return {county.upper() for county in counties}
