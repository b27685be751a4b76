"""A comparison after the cell rules: what may leave the building.

What belongs here: which counts of a comparison are withheld. What does not: the rule and the attack (``disclosure``).
Statewide alone: by county most steps are a handful of people. A bridge gives away what is left out of it, so gains and
losses are withheld until the attack can narrow none of them down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Step
from orchestration.reporting.comparison.headlines import ANY, WAITING
from orchestration.reporting.disclosure.attack import known_from
from orchestration.reporting.disclosure.before import Before
from orchestration.reporting.disclosure.cells import CountTable, Sum, assemble, key_of
from orchestration.reporting.disclosure.complementary import CannotProtect, Suppression, protect

DIMENSIONS = ("figure", "what")
COUNTED, REACHED = "count", "reached"
"""What is counted of a headline, and the sum of what was there before and what was added: nobody is shown it."""

Counts = dict[tuple[str, str], int]


Ends = frozenset[tuple[str, str]]
"""Of headlines (by id) the ends, before and after, that somebody is shown elsewhere."""


def published(comparison: Comparison, told: Ends = frozenset()) -> Comparison:
    """The statewide bridges with what has to be withheld left out. An end that is ``told`` elsewhere cannot be withheld
    here: steps are protected from whoever knows it, and a bridge of which that cannot be done is left out. Raises
    ``CannotProtect``."""
    bridges = [one for one in comparison.in_place() if not told or _can_be_told(one, told)]
    found = _protected(bridges, told)
    after = tuple(_after_the_rules(bridge, found, told) for bridge in bridges)
    return replace(comparison, bridges=after, is_internal=False)


def _can_be_told(bridge: Bridge, told: Ends) -> bool:
    try:
        _protected([bridge], told)
    except CannotProtect:
        return False
    return True


def _protected(bridges: Sequence[Bridge], told: Ends) -> Suppression:
    counts = {key: count for bridge in bridges for key, count in _counts(bridge)}
    reached = {key: count for key, count in counts.items() if key[1] == REACHED}
    shown = {key: count for key, count in counts.items() if key[1] != REACHED}
    sums = [one for bridge in bridges for one in _sums(bridge)]
    cells = assemble(
        [_table(shown, is_shown=True), _table(reached, is_shown=False)], [*sums, *_any_of_all(shown), *_within(shown)]
    )
    ends = {key: count for key, count in shown.items() if key in told}
    return protect(cells, _told_before(ends) if ends else None)


def _told_before(ends: Counts) -> Before:
    """What is told elsewhere, as a release before of the same data: a cell that it shows cannot be otherwise."""
    cells = assemble([_table(ends, is_shown=True)])
    known = known_from(cells, cells.is_shown & False)
    return Before(known, movement=0.0, values=cells.values, last_shown={})


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
    if (whole, "before") not in shown:  # left out: its ends tell what is withheld
        return
    for end in ("before", "after"):
        if parts:
            yield Sum(_key(whole, end), tuple(_key(part, end) for part in parts), is_at_most=True)
        for part in parts:
            yield Sum(_key(part, end), (_key(whole, end),), is_at_most=True)


def _within(shown: Counts) -> Iterator[Sum]:
    """What is granted was filed, what was given is among all that could be, people have a conviction or arrest each."""
    figures = {figure for figure, _ in shown}
    pairs = [(figure, figure.replace("_granted", "_filed")) for figure in figures if figure.endswith("_granted")]
    pairs += [(figure, figure.replace("_given_", "_if_all_granted_")) for figure in figures if "_given_" in figure]
    for word in ("eligible", *WAITING):
        pairs += [
            (f"people_{word}_{ANY}", f"convictions_{word}_{ANY}"),
            (f"people_{word}_arrest", f"arrests_{word}_any"),
        ]
        pairs += [(f"people_{word}_{whose}", f"people_{word}_whole") for whose in (ANY, "arrest")]
    for part, whole in sorted(pairs):
        if {part, whole} <= figures:
            yield from (Sum(_key(part, end), (_key(whole, end),), is_at_most=True) for end in ("before", "after"))


def _after_the_rules(bridge: Bridge, found: Suppression, told: Ends) -> Bridge:
    figure = bridge.headline.figure

    def shown(what: str, count: int | None) -> int | None:
        is_withheld = (figure, what) not in told and found.is_key_withheld(_key(figure, what))
        return None if is_withheld else count

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
