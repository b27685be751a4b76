"""Counting the funnel from convictions that are each at one step: by way of relief, county and step.

What belongs here: counts and days. What does not: where a conviction stands (``reading``). Days are those since the day
that brought a conviction to its step; where no day is told it counts among the convictions and in no number of days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from orchestration.reporting.metrics.funnel_steps import CONVICTED, LEAVES, STEPS, goes_to, way_to
from orchestration.reporting.metrics.policy_figures import STATEWIDE


class Unbalanced(AssertionError):
    """A step holds another number than the steps after it together. Nothing is shown."""


@dataclass(frozen=True)
class Standing:
    """Where one conviction stands on one way of relief, and since when (None: no day is told). ``is_living``: whether
    the run tells it of somebody who lives."""

    relief_by: str
    place: str
    step: str
    since: date | None
    is_living: bool = False


@dataclass(frozen=True)
class StepCount:
    """Convictions at or beyond a step; of how many the day is known, days in the middle and at most (None: of none).
    None instead of a count: withheld. ``of_the_living``: how many of the convictions are of people who live."""

    relief_by: str
    place: str
    step: str
    convictions: int | None
    with_day: int | None
    median_days: float | None
    oldest_days: int | None
    of_the_living: int = 0


@dataclass(frozen=True)
class Funnel:
    """Every step of every way of relief, statewide and by county. ``ledger_event``: the last it rests on (0: no
    ledger). ``no_longer_told``: convictions that the ledger knows and no delivery tells any more; they are counted
    (None: withheld). ``is_internal``: small counts stand in it. ``allowances``: what was let pass by name in
    the run."""

    run_id: str
    as_of_date: date
    today: date
    ledger_event: int
    no_longer_told: int | None
    counts: Sequence[StepCount]
    is_internal: bool = True
    allowances: str = ""

    def of(self, relief_by: str, place: str = STATEWIDE) -> list[StepCount]:
        """The steps of one way of relief in one place, in their order."""
        return [count for count in self.counts if (count.relief_by, count.place) == (relief_by, place)]

    def ways(self) -> list[str]:
        """The ways of relief there are."""
        return list(dict.fromkeys(count.relief_by for count in self.counts))


def counted(standings: Iterable[Standing], today: date) -> list[StepCount]:
    """Every step in every place that has a conviction, by way of relief, place (statewide first) and step."""
    found: dict[tuple[str, str], dict[str, list[date | None]]] = defaultdict(lambda: defaultdict(list))
    living: Counter[tuple[str, str, str]] = Counter()
    for one in standings:
        for place in (STATEWIDE, one.place):
            for step in way_to(one.step):
                found[one.relief_by, place][step].append(one.since if step == one.step else None)
                living[one.relief_by, place, step] += one.is_living
    counts = []
    for relief_by, place in sorted(found, key=lambda key: (key[0], key[1] != STATEWIDE, key[1])):
        at = found[relief_by, place]
        counts += [_count(relief_by, place, step, at[step], today, living[relief_by, place, step]) for step in STEPS]
        check_balance(counts[-len(STEPS) :])
    return counts


def check_balance(counts: Sequence[StepCount]) -> None:
    """Raise ``Unbalanced`` unless each step of one funnel holds what the steps after it hold together."""
    held = {count.step: count.convictions or 0 for count in counts}
    for step in STEPS:
        after = goes_to(step)
        if after and held[step] != sum(held[one] for one in after):
            raise Unbalanced(f"{step} holds {held[step]}, the steps after it {sum(held[one] for one in after)}")
    if held[CONVICTED] != sum(held[step] for step in LEAVES):
        raise Unbalanced("not every conviction stands at one last step")


def _count(
    relief_by: str, place: str, step: str, since: Sequence[date | None], today: date, of_the_living: int
) -> StepCount:
    days = [max((today - day).days, 0) for day in since if day is not None]
    return StepCount(
        relief_by,
        place,
        step,
        len(since),
        len(days),
        float(median(days)) if days else None,
        max(days) if days else None,
        of_the_living,
    )
