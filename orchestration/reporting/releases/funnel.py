"""The funnel after the cell rules: what may leave the building.

What belongs here: which counts are withheld. What does not: the rule and the attack (``disclosure``). Steps add up to
the step before and counties to the state, so all of it is protected as one system. Days are told where they are those
of enough convictions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, assemble, key_of
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.metrics.funnel_counts import Funnel, StepCount
from orchestration.reporting.metrics.funnel_steps import CONVICTED, goes_to
from orchestration.reporting.metrics.policy_figures import STATEWIDE

DIMENSIONS = ("relief_by", "place", "step")
COUNTED = "convictions"


def published(funnel: Funnel) -> Funnel:
    """The same with what has to be withheld left out. Raises ``CannotProtect``."""
    if not funnel.counts:
        return replace(funnel, no_longer_told=None, is_internal=False)
    table = CountTable(
        pl.DataFrame(
            {
                "relief_by": [count.relief_by for count in funnel.counts],
                "place": [_place(count) for count in funnel.counts],
                "step": [count.step for count in funnel.counts],
                COUNTED: [count.convictions for count in funnel.counts],
            }
        ),
        DIMENSIONS,
        {COUNTED: COUNTED},
        partitions=frozenset({"place"}),
    )
    found = protect(assemble([table], [*_steps(funnel.counts), *_same_convictions(funnel.counts)]))
    counts = [_shown(count, is_withheld=found.is_key_withheld(_key(count))) for count in funnel.counts]
    return replace(funnel, counts=counts, no_longer_told=None, is_internal=False)


def _shown(count: StepCount, *, is_withheld: bool) -> StepCount:
    """(How many have no day is a count of convictions too.)"""
    if is_withheld or count.convictions is None or count.with_day is None:
        return replace(count, convictions=None, with_day=None, median_days=None, oldest_days=None)
    without = count.convictions - count.with_day
    if count.with_day < SMALLEST_SHOWN or 0 < without < SMALLEST_SHOWN:
        return replace(count, with_day=None, median_days=None, oldest_days=None)
    return count


def _steps(counts: Sequence[StepCount]) -> Iterator[Sum]:
    """Each step is the sum of those after it."""
    here = {(count.relief_by, count.place, count.step): _key(count) for count in counts}
    for (relief_by, place, step), whole in here.items():
        if goes_to(step):
            yield Sum(whole, tuple(here[relief_by, place, after] for after in goes_to(step)))


def _same_convictions(counts: Sequence[StepCount]) -> Iterator[Sum]:
    """Every way of relief begins with the same convictions, where no line of the ledger is told no more."""
    first: dict[str, StepCount] = {}
    for count in counts:
        if count.step == CONVICTED:
            known = first.setdefault(count.place, count)
            if known is not count and known.convictions == count.convictions:
                yield Sum(_key(count), (_key(known),))


def _place(count: StepCount) -> str:
    return TOTAL if count.place == STATEWIDE else count.place


def _key(count: StepCount) -> str:
    return key_of(COUNTED, dict(zip(DIMENSIONS, (count.relief_by, _place(count), count.step), strict=True)))
