"""Possible worlds, found as moves from the true counts: what whoever protects a release looks for.

What belongs here: the linear programs over moves. What does not: solving them (``solving``), choosing cells
(``complementary``), the attacker, who does not know the truth (``attack``), and what worlds prove (``seen``).

What moves has two columns, how much more and how much less it counts than it does. So the truth
is where a solver begins, and nothing has to be searched for that fits: the fewer cells have to move, the sooner it
ends.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Final

import numpy as np
from scipy import sparse

from orchestration.reporting.disclosure.attack import Known, near_rows
from orchestration.reporting.disclosure.before import Before, together
from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.solving import NEAR, Columns, cheapest

LITTLE: Final = 0.01
"""What a move of a cell costs that is withheld anyway: worlds that differ in few cells are found sooner."""
HIGHEST_COST: Final = 1e4
"""Where reaching a cell has a worth, no cell costs more: a solver needs numbers that are not too far apart."""


class Reach(Enum):
    """Which cells may move for a world, beside those that nobody is shown: those that are withheld; all that are not a
    zero, each at its cost; all that are not a zero, whatever it costs."""

    WITHHELD = "withheld"
    AT_ITS_COST = "at its cost"
    ANYTHING = "anything"


WORTH: Final = {Reach.WITHHELD: 1.0, Reach.AT_ITS_COST: 100 * HIGHEST_COST, Reach.ANYTHING: 1.0}
"""What it is worth to move a cell that is asked about by one."""


class PossibleWorlds:
    """The worlds that fit all that is ``known``: what is not known moves for nothing. ``true_values`` are one of them.
    ``is_free``: only these may move; ``prices``: what else may, at what losing it costs (0: nothing).

    Cells of both releases that cannot differ move as one.
    """

    def __init__(
        self, known: Known, true_values: Floats, is_free: Booleans | None = None, prices: Floats | None = None
    ) -> None:
        size = len(true_values)
        free = np.isnan(known.cells.values) if is_free is None else is_free
        priced = np.zeros(size) if prices is None else prices
        one = np.arange(size)  # which cells move as one
        for at, other, movement in known.near:
            if movement == 0:
                one[other] = at
        known = replace(known, near=tuple(pair for pair in known.near if pair[2] > 0))
        near, limits = near_rows(known, size)
        at_most = sparse.vstack([known.cells.at_most, near], format="csr")
        self._room = np.concatenate([np.zeros(known.cells.at_most.shape[0]), limits]) - at_most @ true_values
        self._held = self._room < NEAR
        _, self._column = np.unique(one, return_inverse=True)
        number = int(self._column.max(initial=-1)) + 1
        gathered = sparse.csr_matrix((np.ones(size), (np.arange(size), self._column)), shape=(size, number))
        self._equal, self._at_most = (known.cells.equal @ gathered).tocsc(), (at_most @ gathered).tocsc()
        self._true_values = true_values
        self._most_up = self._least(known.highest - true_values, number)
        self._most_down = self._least(true_values - known.lowest, number)
        self._is_free = self._least(free.astype(float), number) == 1
        self._is_priced = (self._least((free | (priced > 0)).astype(float), number) == 1) & ~self._is_free
        self._costs = np.full(number, LITTLE)
        self._costs[self._column[priced > 0]] = priced[priced > 0]

    def _least(self, of_cells: Floats, number: int) -> Floats:
        """For each column the least of its cells."""
        least = np.full(number, np.inf)
        np.minimum.at(least, self._column, of_cells)
        return least

    def spread(
        self, up: np.ndarray, down: np.ndarray, low: Floats, high: Floats, width: float, reach: Reach = Reach.WITHHELD
    ) -> Floats:
        """One that lies as far as possible above the least value seen (``low``) of the cells ``up`` and below the
        greatest (``high``) of those ``down``, by at most the width."""
        columns, truth, worth = self._unmoved(reach), self._true_values, WORTH[reach]
        for price in (columns.cost_up, columns.cost_down):
            np.minimum(price, HIGHEST_COST, out=price)
        of_up, of_down = self._column[up], self._column[down]
        columns.cost_up[of_up], columns.cost_down[of_up] = -worth, worth
        columns.cost_up[of_down], columns.cost_down[of_down] = worth, -worth
        np.minimum.at(columns.most_up, of_up, low[up] + width - truth[up])
        np.minimum.at(columns.most_down, of_down, truth[down] - high[down] + width)
        found = self._solved(self._can_move(reach), columns)
        assert found is not None  # the truth is one
        return found

    def otherwise(self, batch: np.ndarray, by: float) -> Floats | None:
        """The cheapest in which each cell of ``batch`` counts ``by`` more. None where there is none."""
        columns = self._unmoved(Reach.AT_ITS_COST)
        asked = self._column[batch]
        columns.least_up[asked], columns.most_down[asked] = by, 0.0
        can_move = self._can_move(Reach.AT_ITS_COST)
        if not can_move[asked].all() or (columns.least_up > columns.most_up).any():
            return None
        return self._solved(can_move, columns)

    def can_be_otherwise(self) -> Booleans:
        """Which cells can move at all, if only something is withheld for it."""
        can_be: Booleans = self._can_move(Reach.ANYTHING)[self._column]
        return can_be

    def _can_move(self, reach: Reach) -> Booleans:
        may: Booleans = self._is_free if reach is Reach.WITHHELD else self._is_free | self._is_priced
        return may

    def _unmoved(self, reach: Reach) -> Columns:
        size = len(self._costs)
        price = np.zeros(size) if reach is Reach.ANYTHING else self._costs
        return Columns(
            np.zeros(size), self._most_up.copy(), np.zeros(size), self._most_down.copy(), price.copy(), price.copy()
        )

    def _solved(self, can_move: Booleans, columns: Columns) -> Floats | None:
        places = np.flatnonzero(can_move)
        found = cheapest(
            self._equal[:, places].tocsr(), self._at_most[:, places].tocsr(), self._room, columns.of(places), self._held
        )
        if found is None:
            return None
        moves = np.zeros(len(can_move))
        moves[places] = found
        world: Floats = self._true_values + moves[self._column]
        return world


class Worlds(PossibleWorlds):
    """The worlds that fit the sums, the zeros that are shown and the release before: nobody could tell them apart if
    all cells were withheld in which they differ. ``withheld`` cells may move for nothing, others at what losing them
    costs. Values are those of this release first, then of the one before. With ``is_before_still`` nothing of that one
    moves: half the program, where the movement between both leaves room enough.
    """

    def __init__(
        self,
        cells: Cells,
        withheld: Booleans,
        before: Before | None,
        true_values: Floats,
        *,
        is_before_still: bool = False,
    ) -> None:
        own = len(withheld)
        is_somebody = cells.is_shown & (cells.values > 0)
        lowest = np.where(is_somebody, 1.0, 0.0)  # readers know that a withheld count is at least 1
        known = together(Known(cells, lowest, np.full(own, np.inf)), before)
        is_free = np.isnan(known.cells.values)
        is_free[:own] = withheld | ~cells.is_shown
        prices = np.zeros(len(true_values))
        prices[:own] = np.where(is_somebody & ~is_free[:own], costs(cells), 0.0)
        if before is not None and before.movement > 0 and is_before_still:
            is_free[own:] = False
            known = _beside_what_stands_still(known, true_values)
        super().__init__(known, true_values, is_free, prices)


def _beside_what_stands_still(known: Known, true_values: Floats) -> Known:
    """The same where the second of each near pair is what it is."""
    lowest, highest = known.lowest.copy(), known.highest.copy()
    for at, other, movement in known.near:
        lowest[at] = max(lowest[at], true_values[other] - movement)
        highest[at] = min(highest[at], true_values[other] + movement)
    return replace(known, lowest=lowest, highest=highest, near=())


def costs(cells: Cells) -> Floats:
    """What is lost with a cell: more with a greater count, much more with a total."""
    lost: Floats = np.sqrt(1.0 + cells.values) * 4.0**cells.breadth
    return lost
