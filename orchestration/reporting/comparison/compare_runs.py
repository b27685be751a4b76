"""Compare two kept runs: a bridge from the first figure to the second, for every headline and place.

The figures are those of ``marts.metrics`` as kept with each run. The steps are counted from the kept rows and must add
up exactly. Small counts are included, so a comparison is internal until ``disclose`` has rounded it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.determinations.snapshots.store import (
    LAYOUT_VERSION,
    KeptRun,
    UnknownRunError,
    list_kept_runs,
    read_run,
)
from orchestration.reporting.comparison.attribute_causes import attribute_causes
from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.headlines import Headline, list_headlines
from orchestration.reporting.metrics.store import STATEWIDE
from orchestration.settings import Settings


class BridgeSumError(AssertionError):
    """The steps of a bridge do not add up. Nothing is shown."""


@dataclass(frozen=True)
class Side:
    """What readers learn about a run."""

    run_id: str
    as_of_date: date
    version: str
    law_version: str
    allowances: str


@dataclass(frozen=True)
class Figure:
    """A count, the number of unknown cases, and the people behind both. None: withheld."""

    count: int | None
    not_known: int | None
    people: int | None = None
    not_known_people: int | None = None


NOTHING = Figure(0, 0, 0, 0)


@dataclass(frozen=True)
class Step:
    """One cause: counts of the second run only (``gains``), of the first only (``losses``), and the people behind them.
    None: withheld."""

    cause: str
    gains: int | None
    losses: int | None
    gains_people: int | None = None
    losses_people: int | None = None

    @property
    def net(self) -> int | None:
        """The cause's contribution to the figure."""
        return None if self.gains is None or self.losses is None else self.gains - self.losses


@dataclass(frozen=True)
class Bridge:
    """A headline in one place, from the first run to the second, with a step for each cause."""

    headline: Headline
    place: str
    before: Figure
    after: Figure
    steps: tuple[Step, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything is counted in one run only, or the unknown cases changed."""
        return bool(self.steps) or self.before.not_known != self.after.not_known


@dataclass(frozen=True)
class Comparison:
    """Two runs of one state. ``is_internal``: small counts are included."""

    state: str
    first: Side
    second: Side
    bridges: tuple[Bridge, ...]
    is_internal: bool = True

    def in_place(self, place: str = STATEWIDE) -> list[Bridge]:
        """Return the bridges of one place."""
        return [bridge for bridge in self.bridges if bridge.place == place]

    def of(self, figure: str) -> list[Bridge]:
        """Return the bridges of one headline, statewide first."""
        return [bridge for bridge in self.bridges if bridge.headline.figure == figure]


def compare_runs(state: str, first: KeptRun, second: KeptRun) -> Comparison:
    """Compare two kept runs.

    Raises:
        UnknownRunError: A run was kept by another version of Lookback.
        BridgeSumError: A bridge does not add up.
    """
    for run in (first, second):
        if run.layout != LAYOUT_VERSION:
            raise UnknownRunError(
                f"{run.folder} was kept by another version of Lookback and cannot be compared: run `lookback run` again"
            )
    with duckdb.connect() as connection:
        attribute_causes(connection, first, second)
        steps = _read_steps(connection)
        figures = [_read_figures(connection, run) for run in (first, second)]
    is_counted = first.counted is not None and second.counted is not None
    bridges = []
    for headline in list_headlines(with_ledger=is_counted):
        key = (headline.metric, headline.variant, headline.unit)
        places = {place for side in figures for place in side[key]} | {STATEWIDE}
        for place in sorted(places, key=lambda one: (one != STATEWIDE, one)):
            before, after = (side[key].get(place, NOTHING) for side in figures)
            bridges.append(Bridge(headline, place, before, after, steps.get((*key, place), ())))
    check_sums(bridges)
    return Comparison(state, _describe(first), _describe(second), tuple(bridges))


def compare_with_run_before(settings: Settings, run_id: str, event: int | None = None) -> Comparison | None:
    """Compare a run with the one kept before it; None if either is not kept.

    ``event``: the ledger event up to which ``run_id`` was counted; None takes its last counting.

    Raises:
        UnknownRunError: One of both cannot be compared.
    """
    order = list_kept_runs(settings)
    place = order.index(run_id) if run_id in order else 0
    if place == 0:
        return None
    first, second = read_run(settings.kept / order[place - 1]), read_run(settings.kept / order[place], event)
    return compare_runs(settings.state, first, second)


def check_sums(bridges: Sequence[Bridge]) -> None:
    """Check that the steps of every complete bridge add up.

    Raises:
        BridgeSumError: One does not.
    """
    for bridge in bridges:
        numbers = [bridge.before.count, *(step.net for step in bridge.steps)]
        if bridge.after.count is None or None in numbers:
            continue
        if sum(number for number in numbers if number is not None) != bridge.after.count:
            raise BridgeSumError(f"{bridge.headline.figure} in {bridge.place} does not add up: {bridge}")


_Key = tuple[str, str, str]
"""Metric, variant, unit."""


def _read_steps(connection: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, ...], tuple[Step, ...]]:
    rows = connection.execute(
        "select metric, variant, unit, place, cause, gains, losses, gains_people, losses_people from moves"
    ).fetchall()
    order = list(CAUSES)
    steps: dict[tuple[str, ...], list[Step]] = defaultdict(list)
    for *key, cause, gains, losses, gains_people, losses_people in rows:
        steps[tuple(key)].append(Step(cause, gains, losses, gains_people, losses_people))
    return {key: tuple(sorted(its, key=lambda step: order.index(step.cause))) for key, its in steps.items()}


def _read_figures(connection: duckdb.DuckDBPyConnection, run: KeptRun) -> Mapping[_Key, Mapping[str, Figure]]:
    """Read the figures of living people by place."""
    rows = connection.execute(
        "select metric, variant, unit, place, count, not_known, people, not_known_people from read_parquet(?) "
        "where law = 'ALL' and group_by = 'all' and status = 'living'",
        [run.rows("metrics")],
    ).fetchall()
    figures: dict[_Key, dict[str, Figure]] = defaultdict(dict)
    for metric, variant, unit, place, *counts in rows:
        figures[metric, variant, unit][place] = Figure(*counts)
    return figures


def _describe(run: KeptRun) -> Side:
    return Side(run.run_id, run.as_of_date, run.version, run.law_version, run.allowances)
