"""Which deliveries count on the as-of date, and whether they are complete and fresh.

What belongs here: the choice per county, age, counties that are lacking. What does not: reading, the plausibility of
what was read (``expectations/``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.layouts.layout import HISTORY

_NO_CHOICE: Mapping[str, date] = {}


class UnknownCutError(ValueError):
    """A cut that was asked for is not among the deliveries, or lies after the as-of date."""


@dataclass(frozen=True)
class Problem:
    """Why the deliveries in force are not good enough. ``message`` is one sentence; ``delivery_kind``: of what kind the
    county's delivery is."""

    kind: Literal["stale", "missing"]
    county: str
    message: str
    delivery_kind: str = HISTORY


def choose_in_force(
    deliveries: Sequence[Delivery], as_of_date: date, chosen_cuts: Mapping[str, date] = _NO_CHOICE
) -> list[Delivery]:
    """The deliveries in force: histories by county and file name, then the other kinds likewise.

    Per kind and county the newest cut on or before the as-of date replaces older ones as a whole; all files of that cut
    are in force. ``chosen_cuts`` (county to cut date, any case) takes another cut of the county's history instead.
    Raises UnknownCutError if that county has no history of that cut, or the cut lies after the as-of date.
    """
    cuts: dict[tuple[str, str], set[date]] = {}
    for delivery in deliveries:
        if delivery.data_as_of <= as_of_date:
            cuts.setdefault((delivery.kind, delivery.county), set()).add(delivery.data_as_of)
    cut_in_force = {whose: max(dates) for whose, dates in cuts.items()}
    for county, cut in chosen_cuts.items():
        county = county.upper()
        of_county = cuts.get((HISTORY, county), set())
        if cut > as_of_date:
            raise UnknownCutError(f"{county}: the chosen cut {cut} lies after the as-of date {as_of_date}")
        if cut not in of_county:
            there = ", ".join(str(known) for known in sorted(of_county)) or "none"
            raise UnknownCutError(f"{county}: the chosen cut {cut} is not among its deliveries ({there})")
        cut_in_force[HISTORY, county] = cut
    in_force = [one for one in deliveries if cut_in_force.get((one.kind, one.county)) == one.data_as_of]
    return sorted(in_force, key=lambda one: (one.kind != HISTORY, one.kind, one.county, one.file_name, one.sha256))


def check_freshness(
    in_force: Sequence[Delivery],
    as_of_date: date,
    max_data_age_days: int,
    previous_counties: Collection[str],
    allow_stale: bool | Collection[str] = False,
    allow_missing: Collection[str] = (),
) -> list[Problem]:
    """Counties whose history is older than so many days, and counties that the last run had and this one lacks.

    A problem goes away only if its county is allowed by name (any case), or with ``allow_stale=True`` for all ages.
    """
    cut_of = {delivery.county: delivery.data_as_of for delivery in in_force if delivery.kind == HISTORY}
    stale_allowed = set(cut_of) if allow_stale is True else _normalize_counties(allow_stale or ())
    problems: list[Problem] = []
    for county, cut in sorted(cut_of.items()):
        age = (as_of_date - cut).days
        if age > max_data_age_days and county not in stale_allowed:
            message = f"{county}: data of {cut} is {age} days old on {as_of_date}, more than {max_data_age_days}"
            problems.append(Problem("stale", county, message))
    for county in sorted(_normalize_counties(previous_counties) - set(cut_of) - _normalize_counties(allow_missing)):
        problems.append(
            Problem("missing", county, f"{county}: the last run had a delivery, this one has none in force")
        )
    return problems


def find_too_old(
    in_force: Sequence[Delivery],
    as_of_date: date,
    max_data_age_days: int,
    grow_stale: Collection[str],
    allow_stale: bool | Collection[str] = False,
) -> list[Delivery]:
    """Deliveries of the kinds that ``grow_stale``, beside the history, that are older than a history may be: they count
    as not supplied."""
    allowed = _normalize_counties(() if isinstance(allow_stale, bool) else allow_stale)
    return [
        one
        for one in in_force
        if one.kind != HISTORY
        and one.kind in grow_stale
        and (as_of_date - one.data_as_of).days > max_data_age_days
        and allow_stale is not True
        and one.county not in allowed
    ]


def check_others(
    supplied: Collection[Delivery],
    previous: Collection[tuple[str, str]],
    called: Mapping[str, str],
    allow_missing: Collection[str] = (),
) -> list[Problem]:
    """What the last run had beside the histories (kind, county) and this one lacks; what it told would go unseen.

    ``supplied``: deliveries of this run, those that are too old among them. ``called``: what each kind is called.
    """
    there = {(one.kind, one.county) for one in supplied}
    allowed = _normalize_counties(allow_missing)
    return [
        Problem("missing", county, f"{county}: the last run had a {called[kind]}, this one has none in force", kind)
        for kind, county in sorted(previous)
        if (kind, county) not in there and county not in allowed
    ]


def _normalize_counties(counties: Iterable[str]) -> set[str]:
    return {county.upper() for county in counties}
