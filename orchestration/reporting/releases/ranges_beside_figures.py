"""Ranges of scenarios beside the figures of the release: none may narrow a figure that is withheld.

What belongs here: which figures a range may be a range of, and what proves that none is narrowed. What does not: ranges
and sums of ranges (``disclosure.ranges``), telling scenarios (``told_in_ranges``). What a changed law would do can be
just what a figure counts: drop a waiting time, and who gains is who becomes eligible later. So a reader may suppose
that a range is that of any withheld figure of the same place or group, and is right where the counts are equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from orchestration.reporting.disclosure.attack import (
    TOLERANCE,
    Known,
    Unsettled,
    possible,
    told_by_lines,
    with_what_lines_tell,
)
from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.ranges import bounds, told_as
from orchestration.reporting.disclosure.rule import NARROWEST
from orchestration.reporting.disclosure.seen import Seen
from orchestration.reporting.disclosure.worlds import PossibleWorlds

Where = tuple[str, str]
"""A dimension (place, race, sex, age) and its value; both empty: the whole state."""
WHOLE: Where = ("", "")
DIMENSIONS = ("place", "race", "sex", "age")


@dataclass(frozen=True)
class BesideFigures:
    """What the release and the one before tell (``known``, the cells of this release first), the counts behind the
    cells of this one, of which of them nothing can be kept any more, and possible worlds that show the others to be
    safe as long as no range stands beside them: the true one first."""

    known: Known
    counted: Cells
    let_go: Booleans
    worlds: Sequence[Floats]
    found: list[Floats] = field(default_factory=list)
    """More worlds, found on the way: one that fits many ranges fits any of them."""

    def gives_away(self, told: Iterable[tuple[Where, int]]) -> bool:
        """Whether these counts, told as ranges together, may narrow a withheld figure: so it is where no worlds that
        fit them too show it to be safe. Most of those known still fit; more are looked for from the truth, which does.
        (The attack knows no truth to begin with: beside a second release it took longer than for all its figures.)"""
        narrowed = self._with(told)
        if narrowed is None:
            return False
        if told_by_lines(narrowed, self._watched).any():
            return True
        seen = Seen(self.worlds[0])
        for world in possible(narrowed, [*self.worlds, *self.found]):
            seen.add(world)
        before = len(seen.worlds)
        with suppress(Unsettled):
            seen.look_at_each(PossibleWorlds(narrowed, self.worlds[0]), self._watched, NARROWEST)
        self.found.extend(possible(narrowed, seen.worlds[before:]))
        shown = np.array(possible(narrowed, [*self.worlds, *self.found]))
        return bool((np.ptp(shown, axis=0)[self._watched] < NARROWEST - TOLERANCE).any())

    def is_told_by_lines(self, told: Iterable[tuple[Where, int]]) -> bool:
        """Whether single lines, read one after the other, narrow a withheld figure with these counts: asked in a
        moment, where the whole attack takes seconds. What they leave the attack may still find."""
        narrowed = self._with(told)
        return narrowed is not None and bool(told_by_lines(narrowed, self._watched).any())

    @cached_property
    def _watched(self) -> Booleans:
        watched: Booleans = np.isnan(self.known.cells.values) & self.known.cells.is_shown & ~self.let_go
        return watched

    def may_be_figures(self, told: Iterable[tuple[Where, int]]) -> bool:
        """Whether one of these counts is that of a withheld figure of the same place or group: else none can narrow."""
        places = self._places
        return any(count in places.get(where, {}) for where, count in told)

    def _with(self, told: Iterable[tuple[Where, int]]) -> Known | None:
        """What is known with the ranges; None where none of them may be that of a withheld figure."""
        alone = self._alone
        lowest, highest = alone.lowest.copy(), alone.highest.copy()
        places = self._places
        for where, count in told:
            low, high = bounds(told_as(count))
            for at in places.get(where, {}).get(count, ()):
                lowest[at], highest[at] = max(lowest[at], low), min(highest[at], high)
        if (lowest == alone.lowest).all() and (highest == alone.highest).all():
            return None
        return replace(alone, lowest=lowest, highest=highest)

    @cached_property
    def _alone(self) -> Known:
        """What the figures tell by themselves, line by line."""
        return with_what_lines_tell(self.known)

    @cached_property
    def _places(self) -> Mapping[Where, Mapping[int, list[int]]]:
        """By place or group and count: the withheld cells of this release, by their place in ``known``."""
        found: dict[Where, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        values: Floats = self.known.cells.values
        for key, count in zip(self.counted.keys, self.counted.values, strict=True):
            at = self.known.cells.place_of[key]
            if np.isnan(values[at]) and count > 0:
                where = _where(key)
                if where is not None:
                    found[where][int(count)].append(at)
        return found


def _where(key: str) -> Where | None:
    """The place or the group of a cell; None of both: no scenario is told so."""
    named = [tuple(part.split("=", 1)) for part in key.split("/") if part.split("=", 1)[0] in DIMENSIONS]
    if len(named) > 1:
        return None
    return (named[0][0], named[0][1]) if named else WHOLE
