"""From a headline of one run to that of another: a bridge that sums exactly, for every headline and place.

What belongs here: the comparison as plain data. What does not: where its counts come from (``moved``), how it is shown
(``terminal``, ``as_files``, ``page``). Counts only; small ones are in it, so it is internal until ``published`` has
gone over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.attribute_causes import make_differing, of_the_runs
from orchestration.reporting.comparison.bridges import Moved, moved
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.metrics.policy_figures import STATEWIDE


class DoesNotAddUp(AssertionError):
    """A bridge does not lead from its first figure to its second. Nothing is shown."""


@dataclass(frozen=True)
class Side:
    """What a run rests on, as far as readers are told."""

    run_id: str
    as_of_date: date
    version: str
    law_version: str
    allowances: str


@dataclass(frozen=True)
class Step:
    """One cause: how many are counted in the second run alone (``gains``) and in the first alone (``losses``). None:
    withheld."""

    cause: str
    gains: int | None
    losses: int | None

    @property
    def net(self) -> int | None:
        """What the cause adds to the figure, or takes from it (less than zero)."""
        return None if self.gains is None or self.losses is None else self.gains - self.losses


@dataclass(frozen=True)
class Bridge:
    """A headline in one place, from the first run to the second, a step for each cause there is. None: withheld."""

    headline: Headline
    place: str
    before: int | None
    after: int | None
    not_known_before: int | None
    not_known_after: int | None
    steps: tuple[Step, ...]

    @property
    def sentence(self) -> str:
        """The bridge as a sum: ``1,200 + 31 - 4 = 1,227``. What is withheld is a question mark."""
        parts = [_number(self.before)]
        for step in self.steps:
            for count, sign in ((step.gains, "+"), (step.losses, "-")):
                if count is None or count:
                    parts.append(f"{sign} {_number(count)}")
        return f"{' '.join(parts)} = {_number(self.after)}"

    @property
    def is_changed(self) -> bool:
        """Whether anything is counted in one run alone, or the unknown changed."""
        return bool(self.steps) or self.not_known_before != self.not_known_after


@dataclass(frozen=True)
class Comparison:
    """Two runs of one state. ``is_internal``: small counts stand in it."""

    state: str
    first: Side
    second: Side
    bridges: tuple[Bridge, ...]
    is_internal: bool = True

    def in_place(self, place: str = STATEWIDE) -> list[Bridge]:
        """The bridges of one place."""
        return [bridge for bridge in self.bridges if bridge.place == place]

    def of(self, figure: str) -> list[Bridge]:
        """The bridges of one headline, statewide first."""
        return [bridge for bridge in self.bridges if bridge.headline.figure == figure]


def compare_runs(state: str, first: KeptRun, second: KeptRun) -> Comparison:
    """Compare two kept runs. Raises ``DoesNotAddUp``."""
    with duckdb.connect() as connection:
        make_differing(connection, first, second)
        found = [_bridge(one) for one in moved(connection, first, second, of_the_runs(first, second))]
    return Comparison(state, _side(first), _side(second), tuple(found))


def check_sums(bridges: Sequence[Bridge]) -> None:
    """Raise ``DoesNotAddUp`` where a whole bridge does not lead from its first figure to its second."""
    for bridge in bridges:
        nets = [step.net for step in bridge.steps]
        if bridge.before is None or bridge.after is None or None in nets:
            continue
        if bridge.before + sum(net for net in nets if net is not None) != bridge.after:
            raise DoesNotAddUp(f"{bridge.headline.figure} in {bridge.place} does not add up: {bridge.sentence}")


def _bridge(one: Moved) -> Bridge:
    steps = tuple(Step(cause, *one.by_cause[cause]) for cause in CAUSES if cause in one.by_cause)
    bridge = Bridge(one.headline, one.place, one.before, one.after, one.not_known_before, one.not_known_after, steps)
    check_sums([bridge])
    return bridge


def _side(run: KeptRun) -> Side:
    return Side(run.run_id, run.as_of_date, run.version, run.law_version, run.allowances)


def _number(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"
