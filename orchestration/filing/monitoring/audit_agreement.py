"""How often a human reader decided otherwise than we did, with the interval that many readings allow.

Strata may be drawn at different rates, so each reading stands for ``size / read`` of its stratum. The interval is
Wilson's; where weights differ, for the number of equally weighted readings that would say as much (Kish).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

COLUMNS = ("group", "read", "disagree", "for_relief", "against_relief", "rate", "low", "high")
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Reading:
    """One drawn determination that was read. ``ours`` and ``theirs`` are words of ``READINGS``; ``stratum_size``: how
    many determinations its remedy and race have in all."""

    remedy_id: str
    race: str
    stratum_size: int
    ours: str
    theirs: str


@dataclass(frozen=True)
class Disagreement:
    """``read`` of a group and how many of them ``disagree``; ``rate`` of the whole group, between ``low`` and ``high``
    with 95 %. ``for_relief``: the reader gives relief where we do not; ``against_relief``: the other way round."""

    group: str
    read: int
    disagree: int
    for_relief: int
    against_relief: int
    rate: float
    low: float
    high: float


def disagreements(readings: Sequence[Reading]) -> list[Disagreement]:
    """All of them, then by remedy, by race, and by both; groups that nobody read of are not there."""
    read_of = Counter((reading.remedy_id, reading.race) for reading in readings)
    found = []
    groupings: list[Callable[[Reading], str]] = [
        lambda reading: "all",
        lambda reading: f"remedy {reading.remedy_id}",
        lambda reading: f"race {reading.race}",
        lambda reading: f"remedy {reading.remedy_id}, race {reading.race}",
    ]
    for group_of in groupings:
        for group in sorted({group_of(reading) for reading in readings}):
            mine = [reading for reading in readings if group_of(reading) == group]
            weights = [one.stratum_size / read_of[one.remedy_id, one.race] for one in mine]
            found.append(_disagreement(group, mine, weights))
    return found


def _disagreement(group: str, readings: Sequence[Reading], weights: Sequence[float]) -> Disagreement:
    differing = [reading.ours != reading.theirs for reading in readings]
    total = sum(weights)
    rate = sum(weight for weight, differs in zip(weights, differing, strict=True) if differs) / total
    low, high = wilson(rate, total**2 / sum(weight**2 for weight in weights))
    return Disagreement(
        group,
        len(readings),
        sum(differing),
        sum(reading.theirs == "eligible" != reading.ours for reading in readings),
        sum(reading.ours == "eligible" != reading.theirs for reading in readings),
        rate,
        low,
        high,
    )


def wilson(rate: float, number: float) -> tuple[float, float]:
    """Wilson's interval (score interval) for a share among ``number`` readings."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = rate + z * z / (2 * number)
    half = z * sqrt(rate * (1 - rate) / number + z * z / (4 * number * number))
    width = 1 + z * z / number
    return max((middle - half) / width, 0.0), min((middle + half) / width, 1.0)
