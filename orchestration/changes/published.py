"""A comparison after the cell rules: what may leave the building.

What belongs here: which counts of a comparison are withheld. What does not: the rule and the attack (``disclosure``).
Statewide alone: by county most steps are a handful of people. A bridge gives away what is left out of it, so gains and
losses are withheld until the attack can narrow none of them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from orchestration.changes.causes import CAUSES
from orchestration.changes.comparing import Bridge, Comparison, Step
from orchestration.changes.moved import ANY
from orchestration.disclosure.cells import CountTable, Sum, assemble, key_of
from orchestration.disclosure.complementary import Suppression, protect

DIMENSIONS = ("figure", "what")
COUNTED, REACHED = "count", "reached"
"""What is counted of a headline, and the sum of what was there before and what was added: nobody is shown it."""

Counts = dict[tuple[str, str], int]


def published(comparison: Comparison) -> Comparison:
    """The statewide bridges with what has to be withheld left out. Raises ``CannotProtect``."""
    bridges = comparison.in_place()
    counts = {key: count for bridge in bridges for key, count in _counts(bridge)}
    reached = {key: count for key, count in counts.items() if key[1] == REACHED}
    shown = {key: count for key, count in counts.items() if key[1] != REACHED}
    sums = [one for bridge in bridges for one in _sums(bridge)]
    cells = assemble([_table(shown, is_shown=True), _table(reached, is_shown=False)], [*sums, *_any_of_all(shown)])
    found = protect(cells)
    return replace(comparison, bridges=tuple(_after_the_rules(bridge, found) for bridge in bridges), is_internal=False)


def _counts(bridge: Bridge) -> Iterator[tuple[tuple[str, str], int]]:
    steps = {step.cause: step for step in bridge.steps}
    figure, before = bridge.headline.figure, bridge.before or 0
    yield (figure, "before"), before
    yield (figure, "after"), bridge.after or 0
    yield (figure, "not_known_before"), bridge.not_known_before or 0
    yield (figure, "not_known_after"), bridge.not_known_after or 0
    yield (figure, REACHED), before + sum(step.gains or 0 for step in bridge.steps)
    for cause in CAUSES:
        step = steps.get(cause, Step(cause, 0, 0))
        yield (figure, f"gains {cause}"), step.gains or 0
        yield (figure, f"losses {cause}"), step.losses or 0


def _sums(bridge: Bridge) -> Iterator[Sum]:
    figure = bridge.headline.figure
    for end, moves in (("before", "gains"), ("after", "losses")):
        parts = (end, *(f"{moves} {cause}" for cause in CAUSES))
        yield Sum(_key(figure, REACHED), tuple(_key(figure, part) for part in parts))


def _any_of_all(shown: Counts) -> Iterator[Sum]:
    """A conviction eligible under any remedy is so under one: at most the sum of them, at least each."""
    whole = f"convictions_eligible_{ANY}"
    parts = sorted({figure for figure, _ in shown if figure.startswith("convictions_eligible_")} - {whole})
    for end in ("before", "after"):
        if parts:
            yield Sum(_key(whole, end), tuple(_key(part, end) for part in parts), is_at_most=True)
        for part in parts:
            yield Sum(_key(part, end), (_key(whole, end),), is_at_most=True)


def _after_the_rules(bridge: Bridge, found: Suppression) -> Bridge:
    figure = bridge.headline.figure

    def shown(what: str, count: int | None) -> int | None:
        return None if found.is_key_withheld(_key(figure, what)) else count

    steps = []
    known = {step.cause: step for step in bridge.steps}
    for cause in CAUSES:
        step = known.get(cause, Step(cause, 0, 0))
        after = Step(cause, shown(f"gains {cause}", step.gains), shown(f"losses {cause}", step.losses))
        if (after.gains, after.losses) != (0, 0):
            steps.append(after)
    return replace(
        bridge,
        before=shown("before", bridge.before),
        after=shown("after", bridge.after),
        not_known_before=shown("not_known_before", bridge.not_known_before),
        not_known_after=shown("not_known_after", bridge.not_known_after),
        steps=tuple(steps),
    )


def _table(counts: Counts, *, is_shown: bool) -> CountTable:
    frame = pl.DataFrame(
        {
            "figure": [figure for figure, _ in counts],
            "what": [what for _, what in counts],
            COUNTED: list(counts.values()),
        }
    )
    return CountTable(frame, DIMENSIONS, {COUNTED: COUNTED}, is_shown=is_shown)


def _key(figure: str, what: str) -> str:
    return key_of(COUNTED, {"figure": figure, "what": what})
