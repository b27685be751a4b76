"""What possible worlds prove: the least and the greatest value seen of each cell.

What belongs here: keeping worlds and what they show, and looking for more in rounds. What does not: finding one
(``worlds``), and checking that it fits what is published, which is left to the attack.
"""

from __future__ import annotations

import numpy as np

from orchestration.reporting.disclosure.attack import LEAST_GAIN, ROUNDS, TOLERANCE, is_upward
from orchestration.reporting.disclosure.cells import Booleans, Floats
from orchestration.reporting.disclosure.worlds import PossibleWorlds, Reach

IDLE_ROUNDS = 2
"""Rounds end after so many that proved little: what is left is mostly narrow."""
FEW = 32
"""So many that are left are looked at together, apart from each other, before each is alone."""


class Seen:
    """The worlds seen so far. The true counts are the first of them, and what was possible stays so when more is
    withheld, so nothing has to be seen twice."""

    def __init__(self, true_values: Floats) -> None:
        self.worlds = [true_values]
        self.low, self.high = true_values.copy(), true_values.copy()

    def add(self, world: Floats) -> bool:
        """Take a world in; whether it shows a cell to be otherwise than all before."""
        self.worlds.append(world)
        is_new = bool(((world < self.low - TOLERANCE) | (world > self.high + TOLERANCE)).any())
        self.low, self.high = np.minimum(self.low, world), np.maximum(self.high, world)
        return is_new

    def is_wide(self, width: float) -> Booleans:
        """Which cells were seen to differ by the width."""
        wide: Booleans = self.high - self.low >= width - TOLERANCE
        return wide

    def look(self, worlds: PossibleWorlds, asked: Booleans, width: float) -> None:
        """Look for worlds in which the cells that are asked about differ, many at once, while that proves something."""
        asked = asked & worlds.can_be_otherwise()
        idle = 0
        for number in range(ROUNDS):
            open_ones = np.flatnonzero(asked & ~self.is_wide(width))
            if len(open_ones) == 0 or idle == IDLE_ROUNDS:
                return
            up = is_upward(open_ones, number)
            self.add(worlds.spread(open_ones[up], open_ones[~up], self.low, self.high, width, Reach.WITHHELD))
            proven = int(self.is_wide(width)[open_ones].sum())
            idle = idle + 1 if proven < LEAST_GAIN * len(open_ones) else 0

    def look_at_each(self, worlds: PossibleWorlds, asked: Booleans, width: float) -> None:
        """The same, and at what is left then a few at a time and one by one, up to the first that is narrow whatever
        the others are."""
        self.look(worlds, asked, width)
        left = np.flatnonzero(asked & ~self.is_wide(width))
        for few in (left[at :: -(-len(left) // FEW)] for at in range(-(-len(left) // FEW))):
            self._up_and_down(worlds, few, width)
        for at in left:
            self._up_and_down(worlds, np.array([at]), width)
            if not self.is_wide(width)[at]:
                return

    def _up_and_down(self, worlds: PossibleWorlds, places: np.ndarray, width: float) -> None:
        for is_up in (True, False):
            still = places[~self.is_wide(width)[places]]
            nobody = still[:0]
            up, down = (still, nobody) if is_up else (nobody, still)
            if len(still) > 0:
                self.add(worlds.spread(up, down, self.low, self.high, width))
