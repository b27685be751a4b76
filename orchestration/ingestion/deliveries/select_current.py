"""Select the deliveries that are current on the as-of date, and check that they are complete and fresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.layouts.layout import HISTORY

_NO_CHOICE: Mapping[str, date] = {}


class UnknownCutError(ValueError):
    """A requested cut is not among the deliveries, or is after the as-of date."""


@dataclass(frozen=True)
class Problem:
    """A reason why the current deliveries fail the intake gate. ``message`` is one sentence; ``delivery_kind``: the
    kind of the county's delivery."""

    kind: Literal["stale", "missing"]
    county: str
    message: str
    delivery_kind: str = HISTORY


def choose_in_force(
    deliveries: Sequence[Delivery], as_of_date: date, chosen_cuts: Mapping[str, date] = _NO_CHOICE
) -> list[Delivery]:
    """Select the current deliveries: histories by county and file name, then the other kinds likewise.

    Per kind and county, the newest cut on or before the as-of date replaces older ones, with all its files.
    ``chosen_cuts`` (cut date by county, any case) selects another cut of a county's history.

    Raises:
        UnknownCutError: The county has no history of that cut, or the cut is after the as-of date.
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
    """Find counties with histories older than ``max_data_age_days``, and counties of the last run without a history.

    Counties in ``allow_stale`` and ``allow_missing`` (any case) are excepted; ``allow_stale=True`` allows any age.
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
    """Find deliveries of the kinds ``grow_stale`` that are older than ``max_data_age_days``; they count as not
    supplied."""
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
    """Find kinds other than histories that the last run had (kind, county) and this one lacks.

    ``supplied``: deliveries of this run, including too old ones. ``called``: name of each kind for messages.
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
