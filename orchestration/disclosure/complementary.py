"""Complementary suppression: further cells are withheld until no withheld cell can be worked out from the others.

What belongs here: choosing them. What does not: the rule of what is withheld for itself (``rule``) and the attack that
has the last word (``attack``). The same cells give the same choice: nothing here is drawn by chance.

First along each line of a table: a withheld cell that stands alone in its line, or among cells too small to hide it,
gets the least cell of the line beside it. Then the attack is asked. For each cell that it can still narrow down, the
cheapest other world in which that cell differs by the width is looked for, and every cell that differs there is
withheld: so both worlds fit what is published. That always ends: a world with more of everything fits every sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from orchestration.disclosure.attack import TOLERANCE, Known, known_from, near_rows, not_proven, too_narrow
from orchestration.disclosure.before import Before, shared, together
from orchestration.disclosure.cells import Booleans, Cells, Floats
from orchestration.disclosure.rule import NARROWEST, is_small, primary

SOLVED, INFEASIBLE = 0, 2
METHODS: Final = ({"method": "highs"}, {"method": "highs-ipm"}, {"method": "highs-ds", "options": {"presolve": False}})
"""Ways of HiGHS to the same optimum, in the order they are tried."""


class CannotProtect(ValueError):
    """A withheld cell cannot be protected: what was published before gives it away. ``given_away``: how many counts are
    so whatever is withheld now."""

    def __init__(self, message: str, given_away: int = 0) -> None:
        super().__init__(message)
        self.given_away = given_away


@dataclass(frozen=True)
class Suppression:
    """Which cells are withheld (``is_withheld``), and which of these for what they are (``is_primary``)."""

    cells: Cells
    is_withheld: Booleans
    is_primary: Booleans

    def is_key_withheld(self, key: str) -> bool:
        """Whether the cell of this name is withheld."""
        return bool(self.is_withheld[self.cells.place_of[key]])


def given_away_before(cells: Cells, before: Before, width: float = NARROWEST) -> Booleans:
    """Cells of this release and the one before that can be narrowed down even if this one showed nothing but its zeros:
    nothing that is withheld now can protect them. They come about where what ties cells was not known then."""
    known = together(known_from(cells, cells.is_shown & (cells.values > 0)), before)
    own = len(cells.values)
    told = np.zeros(len(known.cells.values), dtype=bool)
    if 2 * before.movement < width:  # what was shown then is known now
        for at, other in shared(cells, before.known.cells):
            told[at] = cells.values[at] > 0 and not np.isnan(before.known.cells.values[other])
    watched = np.isnan(known.cells.values) & known.cells.is_shown & ~told
    watched[:own] |= is_small(cells.values) & ~cells.is_shown
    return told | too_narrow(known, not_proven(known, watched, width), width)


def protect(
    cells: Cells, before: Before | None = None, width: float = NARROWEST, given_away: Booleans | None = None
) -> Suppression:
    """Everything that has to be withheld of ``cells``, with what the release ``before`` tells. ``given_away``: cells of
    both that somebody decided to count as told already (``given_away_before``): small ones stay withheld, and are not
    protected any more. Raises ``CannotProtect``."""
    small = primary(cells)
    if before is not None:
        small = small | before.moved_a_little(cells)
    watched_hidden = is_small(cells.values) & ~cells.is_shown
    withheld = (small & cells.is_shown).copy()
    if before is not None:
        withheld |= before.still_withheld(cells)
    _along_lines(cells, withheld, watched_hidden, width)
    true_values = _true_values(cells, before)
    is_proven = np.zeros(len(true_values), dtype=bool) if given_away is None else given_away.copy()
    while True:
        known = together(known_from(cells, withheld), before)
        # A world that was possible stays so when more is withheld: what was proven wide is not asked again.
        asked = _wide_enough(withheld | watched_hidden, known) & ~is_proven
        open_ones = not_proven(known, asked, width)
        is_proven |= asked & ~open_ones
        if not _widen(cells, withheld, before, open_ones, true_values, width):
            if too_narrow(known, open_ones, width, is_one_enough=True).any():
                raise _cannot_protect(cells, before, width)
            return Suppression(cells, withheld, small & cells.is_shown)


def _cannot_protect(cells: Cells, before: Before | None, width: float) -> CannotProtect:
    number = how_many(cells, before, given_away_before(cells, before, width)) if before is not None else 0
    said = f": {number:,} in all, whatever is withheld now" if number else ""
    return CannotProtect(f"what was published before gives away a count that has to be withheld{said}", number)


def how_many(cells: Cells, before: Before, given_away: Booleans) -> int:
    """How many of these that release withheld itself, or this one has to: of others nothing is lost."""
    small = is_small(cells.values) | before.moved_a_little(cells)
    withheld_then = np.isnan(before.known.cells.values) & before.known.cells.is_shown
    return int((given_away & np.concatenate([small, withheld_then])).sum())


def _widen(
    cells: Cells, withheld: Booleans, before: Before | None, narrow: Booleans, true_values: Floats, width: float
) -> bool:
    """Withhold what lets the narrow cells be otherwise, many at a time: cells that share no line. Whether anything
    more was withheld. Changes ``withheld``."""
    size = withheld.sum()
    ties = sparse.vstack([cells.equal, cells.at_most], format="csc")
    waiting = sorted(np.flatnonzero(narrow).tolist(), key=lambda at: (true_values[at], at))
    most = len(waiting)
    while waiting:
        lines: set[int] = set()
        batch: list[int] = []
        for at in waiting:
            of_cell = set(ties.indices[ties.indptr[at] : ties.indptr[at + 1]].tolist()) if at < len(withheld) else {-1}
            if len(batch) < most and not of_cell & lines:
                batch.append(at)
                lines |= of_cell
        world = _other_world(cells, withheld, before, batch, true_values, width)
        if world is None and len(batch) > 1:
            most = len(batch) // 2  # not all at once: what was published before stands in the way
            continue
        if world is None:
            world = _other_world(cells, withheld, before, batch, true_values, -width)
            waiting = waiting[1:]  # at most one cell that cannot be otherwise: the attack will tell
        else:
            most = min(2 * most, len(waiting))
        moved = np.abs(world - true_values) if world is not None else np.zeros(len(true_values))
        withheld |= (moved[: len(withheld)] > TOLERANCE) & cells.is_shown
        waiting = [at for at in waiting if moved[at] < width - TOLERANCE]
    return bool(withheld.sum() > size)


def _wide_enough(mask: Booleans, known: Known) -> Booleans:
    """The mask over the cells of both releases: what was withheld before has to stay so."""
    earlier = np.isnan(known.cells.values) & known.cells.is_shown
    earlier[: len(mask)] = mask
    return earlier


def _true_values(cells: Cells, before: Before | None) -> Floats:
    if before is None:
        return cells.values
    if before.values is None:
        raise ValueError("who protects a release needs the true counts of the one before")
    return np.concatenate([cells.values, before.values])


def _costs(cells: Cells) -> Floats:
    """What is lost with a cell: more with a greater count, much more with a total."""
    costs: Floats = np.sqrt(1.0 + cells.values) * 4.0**cells.breadth
    return costs


def _along_lines(cells: Cells, withheld: Booleans, hidden: Booleans, width: float) -> None:
    """Give company to withheld cells that a single line gives away. Changes ``withheld``."""
    costs = _costs(cells)
    of_cell = cells.equal.tocsc()
    lines = cells.equal
    waiting = set(range(lines.shape[0]))
    while waiting:
        line = min(waiting)
        waiting.discard(line)
        span = slice(lines.indptr[line], lines.indptr[line + 1])
        members, signs = lines.indices[span], lines.data[span]
        while _gives_away(cells, withheld, hidden, members, signs, width):
            free = [at for at in members if cells.is_shown[at] and not withheld[at] and cells.values[at] >= 1]
            if not free:
                break
            # One that helps elsewhere too costs half.
            chosen = min(free, key=lambda at: (costs[at] * _share(cells, of_cell, withheld, at), cells.keys[at]))
            withheld[chosen] = True
            column = slice(of_cell.indptr[chosen], of_cell.indptr[chosen + 1])
            waiting.update(int(other) for other in of_cell.indices[column] if other != line)


def _share(cells: Cells, of_cell: sparse.csc_matrix, withheld: Booleans, at: int) -> float:
    column = of_cell.indices[of_cell.indptr[at] : of_cell.indptr[at + 1]]
    lines = cells.equal
    helped = sum(
        bool(withheld[lines.indices[lines.indptr[line] : lines.indptr[line + 1]]].any()) for line in column.tolist()
    )
    return 0.5 ** max(0, helped - 1)


def _gives_away(
    cells: Cells, withheld: Booleans, hidden: Booleans, members: np.ndarray, signs: Floats, width: float
) -> bool:
    unknown = withheld[members] | ~cells.is_shown[members]
    if not (withheld[members] | hidden[members]).any():
        return False
    if unknown.sum() == 1:
        return True
    is_whole_known = not (unknown & (signs > 0)).any()
    return is_whole_known and float(cells.values[members][unknown & (signs < 0)].sum()) < width


def _other_world(
    cells: Cells, withheld: Booleans, before: Before | None, batch: list[int], true_values: Floats, by: float
) -> Floats | None:
    """The cheapest possible values of all cells with those of ``batch`` greater by ``by`` (less, where it is negative):
    cells that are not withheld cost, and zeros that are shown stay zeros. None where there are none."""
    is_free = withheld | ~cells.is_shown
    lowest = np.where(withheld, 1.0, 0.0)
    known = together(Known(cells, lowest, np.full(len(withheld), np.inf)), before)
    size, own = len(true_values), len(withheld)
    lowest, highest = known.lowest.copy(), known.highest.copy()
    is_fixed = ~np.isnan(known.cells.values)
    is_fixed[:own] = ~is_free & (cells.values == 0)
    lowest[is_fixed] = highest[is_fixed] = known.cells.values[is_fixed]
    if by > 0:
        lowest[batch] = true_values[batch] + by
    else:
        highest[batch] = true_values[batch] + by
    if (lowest > highest).any():
        return None
    priced = np.flatnonzero(~is_free & (cells.values > 0))
    # value - more + less = the true value, for what is shown so far
    move = sparse.identity(len(priced), format="csr")
    named = sparse.csr_matrix((np.ones(len(priced)), (np.arange(len(priced)), priced)), shape=(len(priced), size))
    equal = sparse.bmat([[known.cells.equal, None, None], [named, -move, move]], format="csr")
    near, limits = near_rows(known, size)
    ties = sparse.vstack([known.cells.at_most, near], format="csr")
    costs = _costs(cells)[priced]
    done = _solved(
        np.concatenate([np.zeros(size), costs, costs]),
        A_ub=sparse.hstack([ties, sparse.csr_matrix((ties.shape[0], 2 * len(priced)))], format="csr"),
        b_ub=np.concatenate([np.zeros(known.cells.at_most.shape[0]), limits]),
        A_eq=equal,
        b_eq=np.concatenate([np.zeros(known.cells.equal.shape[0]), true_values[priced]]),
        bounds=np.vstack([np.column_stack([lowest, highest]), np.tile([0.0, np.inf], (2 * len(priced), 1))]),
    )
    if done.status == INFEASIBLE:
        return None
    world: Floats = done.x[:size]
    return world


def _solved(costs: Floats, **problem: Any) -> Any:
    """The answer of the first method that comes to one; a method can end without (HiGHS then says: unknown). Raises
    ``RuntimeError`` where none does."""
    for method in METHODS:
        done = linprog(costs, **problem, **method)
        if done.status in (SOLVED, INFEASIBLE):
            return done
    raise RuntimeError(f"the solver gave up: {done.message}")
