"""What changed since the release before, as a table of the release: bridges that give nothing of it away.

What belongs here: which run this one is compared with, and which bridges are left out because of what the releases
withhold. What does not: comparing and its cell rules (``changes``), the page (``site``). An end
that a table of the release shows tells nothing new; where it is not, whoever has both can subtract, and the difference
must be no small count either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from orchestration.determinations.snapshots.store import UnknownRunError, read_run
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Side, compare_runs
from orchestration.reporting.comparison.disclose import Ends, published
from orchestration.reporting.comparison.headlines import ANY, WHOLE
from orchestration.reporting.comparison.latest import since_the_run_before
from orchestration.reporting.disclosure.complementary import CannotProtect
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.releases.funnel_counts import BETWEEN
from orchestration.reporting.releases.registry import event_of, last_standing, read_release, run_behind
from orchestration.settings import Settings

NAME = "changes"
BEFORE, AFTER = "before", "after"
POLICY = "county_choices"
UNDECIDED = ("review", "undeterminable")
LEVELS: Mapping[str, tuple[str, str, str]] = {
    "eligible": ("eligible", "eligible", "eligible"),
    "later": ("eligible_later", "not_yet", ""),
    "review": ("in_review", "review", "review"),
    "undeterminable": ("undeterminable", "undeterminable", "missing_fact"),
}
"""The word of a bridge to the headline, the outcome and the step of the funnel that count nearly the same."""
SCHEMA = {
    "figure_id": pl.String, "figure": pl.String, "says": pl.String, "unit": pl.String, "step": pl.String,
    "gains": pl.Int64, "losses": pl.Int64, "count": pl.Int64, "not_known": pl.Int64,
}  # fmt: skip
NOTHING_BEFORE = "This is the first release: there is nothing before it that it could be compared with."
NOT_KEPT = "The run of the release before is not kept any more, nor one before this run: nothing can be compared."
NOT_PROTECTED = "What changed cannot be told without telling of a few people: nothing of it is published."

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class WhatChanged:
    """The table, and what stands beside it in the facts of the release."""

    frame: pl.DataFrame
    facts: Mapping[str, Any]


def what_changed(settings: Settings, run_id: str, shown: Frames) -> WhatChanged:
    """From the run of the last release that stands (or, where that is not kept, the run before) to this one. ``shown``:
    the tables of this release after the cell rules."""
    number = last_standing(settings)
    if number is None:
        return _nothing(NOTHING_BEFORE)
    try:
        comparison, is_of_release = _compared(settings, number, run_id, event_of(shown))
        if comparison is None:
            return _nothing(NOT_KEPT)
        earlier = read_release(settings, number).frames if is_of_release else None
        every = comparison.in_place()
        open_ones = [bridge for bridge in every if not _is_told_by_its_ends(bridge, earlier, shown)]
        safe = published(replace(comparison, bridges=tuple(open_ones)), _ends_told(open_ones, earlier, shown))
    except UnknownRunError:
        return _nothing(NOT_KEPT)
    except CannotProtect:
        return _nothing(NOT_PROTECTED)
    true = {bridge.headline.figure: bridge for bridge in every}
    told = [_told(bridge, true[bridge.headline.figure], earlier, shown) for bridge in safe.bridges]
    rows = [row for bridge in told for row in _rows(bridge)]
    names = {bridge.headline.figure for bridge in told}
    left_out = [bridge.headline.says for bridge in every if bridge.headline.figure not in names]
    return WhatChanged(
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        {
            "release": number if is_of_release else None,
            "from": _side(comparison.first),
            "to": _side(comparison.second),
            "left_out": left_out,
            "nothing_because": "",
        },
    )


def bridges_between(settings: Settings, before: int | None, run_id: str, event: int | None) -> Sequence[Bridge] | None:
    """The bridges of the whole state from the run behind the release ``before`` (None: from the run before) to this
    run with its levels up to ``event``, unprotected. None where one of them is not kept any more."""
    try:
        if before is None:
            comparison = since_the_run_before(settings, run_id, event)
        else:
            comparison, is_of_release = _compared(settings, before, run_id, event)
            comparison = comparison if is_of_release else None
    except UnknownRunError:
        return None
    return comparison.in_place() if comparison is not None else None


def rows_of(bridge: Bridge) -> list[Mapping[str, Any]]:
    """The rows of a bridge by column, as the table has them."""
    return [dict(zip(SCHEMA, row, strict=True)) for row in _rows(bridge)]


def _nothing(because: str) -> WhatChanged:
    facts: dict[str, Any] = {"release": None, "from": None, "to": None, "left_out": [], "nothing_because": because}
    return WhatChanged(pl.DataFrame(schema=SCHEMA), facts)


def _compared(settings: Settings, number: int, run_id: str, event: int | None) -> tuple[Comparison | None, bool]:
    """The comparison, and whether its first run is that of the release. Raises ``UnknownRunError``."""
    first, second = (settings.kept / name for name in (run_behind(settings, number), run_id))
    if first.is_dir() and second.is_dir():
        then = event_of(read_release(settings, number).frames)
        return compare_runs(settings.state, read_run(first, then), read_run(second, event)), True
    return since_the_run_before(settings, run_id, event), False


def _side(side: Side) -> Mapping[str, str]:
    """What a run rests on, without its id: that stays inside."""
    return {
        "as_of_date": str(side.as_of_date),
        "law_version": side.law_version,
        "software": side.version,
        "allowances": side.allowances,
    }


def _is_told_by_its_ends(bridge: Bridge, earlier: Frames | None, shown: Frames) -> bool:
    """Whether an end of the bridge would give away what a table of one of both releases withholds."""
    return any(_gives_away(count, *_counted(bridge, frames)) for _, count, frames in _ends(bridge, earlier, shown))


def _ends_told(bridges: Sequence[Bridge], earlier: Frames | None, shown: Frames) -> Ends:
    """The ends that a table of one of both releases shows, under whatever name: who reads it knows them."""
    return frozenset(
        (bridge.headline.figure, end)
        for bridge in bridges
        for end, count, frames in _ends(bridge, earlier, shown)
        if _is_shown(count, *_counted(bridge, frames))
    )


def _ends(bridge: Bridge, earlier: Frames | None, shown: Frames) -> Iterator[tuple[str, int, Frames]]:
    yield AFTER, bridge.after or 0, shown
    if earlier is not None:
        yield BEFORE, bridge.before or 0, earlier


def _is_shown(count: int, same: Sequence[int | None], beside: Beside) -> bool:
    told = [counts for counts in (same, *beside) if counts and None not in counts]
    return any(sum(one or 0 for one in counts) == count for counts in told)


def _told(bridge: Bridge, true: Bridge, earlier: Frames | None, shown: Frames) -> Bridge:
    """The bridge, without what is not known where that would tell what the tables of both releases withhold."""
    ends = [(true.not_known_after, shown)]
    if earlier is not None:
        ends.append((true.not_known_before, earlier))
    if any(_gives_away(count or 0, *_unknown(true, frames)) for count, frames in ends):
        return replace(bridge, not_known_before=None, not_known_after=None)
    return bridge


Beside = Iterator[Sequence[int | None]]
"""Counts of a release that together nearly say what an end of a bridge says; None: withheld there."""


def _gives_away(count: int, same: Sequence[int | None], beside: Beside) -> bool:
    """Whether the count tells what one of these withholds, or differs from them by a few; ``same``: what a table shows
    of the very thing."""
    if same and None not in same and sum(one or 0 for one in same) == count:
        return False
    return any(None in counts or 0 < abs(count - sum(one or 0 for one in counts)) < SMALLEST_SHOWN for counts in beside)


def _counted(bridge: Bridge, frames: Frames) -> tuple[Sequence[int | None], Beside]:
    _, outcome, step = LEVELS.get(_word(bridge), ("", "", ""))
    return _same(bridge, frames, "count", (outcome,)), _beside(bridge, frames, "count", (outcome,), (step,))


def _unknown(bridge: Bridge, frames: Frames) -> tuple[Sequence[int | None], Beside]:
    is_never = _word(bridge) in LEVELS and _word(bridge) != "eligible"
    if is_never or (bridge.headline.level or ("",))[0] in ("filed", "granted"):
        return (), iter(())  # nothing is unknown of what is itself not known, or not yet, or done
    steps = ("review", "missing_fact")
    return _same(bridge, frames, "not_known", UNDECIDED), _beside(bridge, frames, "not_known", UNDECIDED, steps)


def _word(bridge: Bridge) -> str:
    """``eligible`` of ``convictions_eligible_any``."""
    return bridge.headline.figure.split("_")[1]


def _same(bridge: Bridge, frames: Frames, column: str, outcomes: Sequence[str]) -> Sequence[int | None]:
    """What the tables of the release say of what the bridge counts: the headline of the same level, or of convictions
    under one remedy its outcomes of the living. People with a conviction alone are counted by no table."""
    if bridge.headline.level is not None:
        return next(_level(frames, bridge.headline.level, bridge.headline.unit, column), ())
    kind, word, remedy = bridge.headline.figure.split("_", 2)
    if word not in LEVELS or kind == "people":
        return ()
    return _outcomes(frames, remedy, "determinations", outcomes)


def _beside(bridge: Bridge, frames: Frames, column: str, outcomes: Sequence[str], steps: Sequence[str]) -> Beside:
    kind, _, what = bridge.headline.figure.partition("_")
    word, _, remedy = what.partition("_")
    level, unit = bridge.headline.level, bridge.headline.unit
    if level is not None and word not in LEVELS:
        yield from _level(frames, level, unit, column)
        return
    if word not in LEVELS:
        yield from _policy(frames, what, column)
        return
    ways = {
        way: remedies.split(BETWEEN) for way, remedies in frames["funnel"].select("relief_by", "remedies").iter_rows()
    }
    of_convictions = {one for remedies in ways.values() for one in remedies}
    every = frames["outcomes"]["remedy_id"].unique(maintain_order=True).to_list()
    if remedy == WHOLE:
        remedies = every
    elif kind == "arrests" or remedy == "arrest":
        remedies = [one for one in every if one not in of_convictions]
    elif remedy == ANY:
        remedies = [one for one in every if not of_convictions or one in of_convictions]
    else:
        remedies = [remedy]
    of_unit = "people" if kind == "people" else "determinations"
    yield from (_outcomes(frames, one, of_unit, outcomes) for one in remedies)
    if kind == "convictions" and any(steps):
        yield from (_steps(frames, way, steps) for way, among in ways.items() if set(remedies) & set(among))
    if level is not None or kind == "people":
        yield from _level(frames, (LEVELS[word][0], "none", "none"), unit, column)


def _steps(frames: Frames, way: str, steps: Sequence[str]) -> Sequence[int | None]:
    rows = _statewide(frames["funnel"]).filter(pl.col("relief_by") == way, pl.col("step").is_in(list(steps)))
    return rows["count"].to_list()


def _outcomes(frames: Frames, remedy: str, unit: str, outcomes: Sequence[str]) -> Sequence[int | None]:
    """Of the living."""
    rows = _statewide(frames["outcomes"]).filter(
        pl.col("vital_status") == "living",
        pl.col("remedy_id") == remedy,
        pl.col("unit") == unit,
        pl.col("outcome").is_in(list(outcomes)),
    )
    return rows["count"].to_list()


def _level(frames: Frames, level: tuple[str, str, str], unit: str, column: str) -> Beside:
    measure, basis, viewer = level
    rows = frames["levels"].filter(
        pl.col("measure") == measure, pl.col("basis") == basis, pl.col("viewer") == viewer, pl.col("unit") == unit
    )
    yield from ([count] for count in rows[column].to_list())


def _policy(frames: Frames, measure: str, column: str) -> Beside:
    """Of the living, and with the dead."""
    rows = _statewide(frames["figures"]).filter(
        pl.col("scenario") == POLICY, pl.col("measure") == measure, pl.col("unit") == "people"
    )
    yield rows.filter(pl.col("vital_status") == "living")[column].to_list()
    yield rows[column].to_list()


def _statewide(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("place") == "STATEWIDE", pl.col("group_kind") == "all")


def _rows(bridge: Bridge) -> Iterator[tuple[Any, ...]]:
    what = (bridge.headline.figure, bridge.headline.says, bridge.headline.unit)
    steps = [
        (BEFORE, None, None, bridge.before, bridge.not_known_before),
        *((step.cause, step.gains, step.losses, step.net, None) for step in bridge.steps),
        (AFTER, None, None, bridge.after, bridge.not_known_after),
    ]
    yield from ((f"{NAME}/{bridge.headline.figure}/{step[0]}", *what, *step) for step in steps)
