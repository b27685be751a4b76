"""Disclosure control for comparisons: statewide bridges after the rule for small counts.

Each count is rounded or withheld by itself, so a published bridge need not add up. Counties are left out, since most of
their steps are a handful of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Figure, Step
from orchestration.reporting.disclosure.rule import round_one
from orchestration.reporting.metrics.store import STATEWIDE

SCHEMA = {
    "figure": pl.String, "figure_id": pl.String, "says": pl.String, "unit": pl.String, "place": pl.String,
    "step": pl.String, "gains": pl.Int64, "losses": pl.Int64, "count": pl.Int64, "not_known": pl.Int64,
    "people": pl.Int64, "gains_people": pl.Int64, "losses_people": pl.Int64,
}  # fmt: skip
"""Columns of ``build_rows``. ``step`` is before, after or a cause; ``count`` of a cause is gains less losses."""


def build_rows(comparison: Comparison, place: str | None = None) -> pl.DataFrame:
    """Build one row per headline, place and step, with the number of people behind each count."""
    rows = [row for one in comparison.bridges if place in (None, one.place) for row in _list_rows(one)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def round_comparison(comparison: Comparison) -> Comparison:
    """Round the statewide bridges by the disclosure rule."""
    bridges = tuple(round_bridge(bridge) for bridge in comparison.in_place(STATEWIDE))
    return replace(comparison, bridges=bridges, is_internal=False)


def round_bridge(bridge: Bridge) -> Bridge:
    """Round each count of a bridge by itself. A cause without any count to show is left out: its presence would reveal
    that somebody is affected."""

    def round_figure(figure: Figure) -> Figure:
        return Figure(
            round_one(figure.count, figure.people or 0), round_one(figure.not_known, figure.not_known_people or 0)
        )

    steps = [
        Step(step.cause, round_one(step.gains, step.gains_people), round_one(step.losses, step.losses_people))
        for step in bridge.steps
    ]
    shown = tuple(step for step in steps if (step.gains, step.losses) != (None, None))
    return replace(bridge, before=round_figure(bridge.before), after=round_figure(bridge.after), steps=shown)


def _list_rows(bridge: Bridge) -> Iterator[tuple[object, ...]]:
    headline = bridge.headline
    what = (headline.figure, headline.figure_id, headline.says, headline.unit, bridge.place)

    def end(name: str, figure: Figure) -> tuple[object, ...]:
        return (*what, name, None, None, figure.count, figure.not_known, figure.people, None, None)

    yield end("before", bridge.before)
    for step in bridge.steps:
        people = (step.gains_people, step.losses_people)
        yield (*what, step.cause, step.gains, step.losses, step.net, None, None, *people)
    yield end("after", bridge.after)
