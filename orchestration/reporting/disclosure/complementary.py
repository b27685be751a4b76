"""Complementary suppression: further cells are withheld until no withheld cell can be worked out from the others.

What belongs here: choosing them. What does not: the rule of what is withheld for itself (``rule``) and the attack that
has the last word (``attack``). The same cells give the same choice: nothing here is drawn by chance.

First along each line of a table: a withheld cell that stands alone in its line, or among cells too small to hide it,
gets the least cell of the line beside it. Then possible worlds are looked for in which the withheld cells are otherwise
(``seen``). For those that were in none, the cheapest other world in which they differ by the width is looked for, and
every cell that differs there is withheld: so both worlds fit what is published. That always ends: a world with more of
everything fits every sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from orchestration.reporting.disclosure.attack import (
    TOLERANCE,
    Known,
    Unsettled,
    known_from,
    possible,
    told_by_lines,
    too_narrow,
)
from orchestration.reporting.disclosure.before import Before, shared, together, worlds_of_both
from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.rule import NARROWEST, is_small, primary
from orchestration.reporting.disclosure.seen import Seen
from orchestration.reporting.disclosure.worlds import Reach, Worlds, costs


class CannotProtect(ValueError):
    """A withheld cell cannot be protected: what was published before gives it away, or no solver says whether it is.
    ``given_away``: how many counts are so whatever is withheld now."""

    def __init__(self, message: str, given_away: int = 0) -> None:
        super().__init__(message)
        self.given_away = given_away


@contextmanager
def _unsettled_is_not_protected() -> Iterator[None]:
    try:
        yield
    except Unsettled as error:
        raise CannotProtect(f"whether every withheld count is protected could not be settled: {error}") from error


@dataclass(frozen=True)
class Suppression:
    """Which cells are withheld (``is_withheld``), and which of these for what they are (``is_primary``). ``worlds`` are
    possible ones that prove it enough, the true one among them: a value for each cell, then of the release before.
    Restricted as the counts are."""

    cells: Cells
    is_withheld: Booleans
    is_primary: Booleans
    worlds: Sequence[Floats] = ()

    def is_key_withheld(self, key: str) -> bool:
        """Whether the cell of this name is withheld."""
        return bool(self.is_withheld[self.cells.place_of[key]])


@_unsettled_is_not_protected()
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
    told |= told_by_lines(known, watched, width)
    watched &= ~told
    true_values = _true_values(cells, before)
    seen = Seen(true_values)
    nothing_shown = cells.is_shown & (cells.values > 0)
    seen.look(Worlds(cells, nothing_shown, before, true_values), watched, width)
    return told | too_narrow(known, watched, width, worlds=seen.worlds)


@_unsettled_is_not_protected()
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
    is_let_go = np.zeros(len(true_values), dtype=bool) if given_away is None else given_away
    seen = Seen(true_values)
    if before is not None:
        for world in possible(together(known_from(cells, withheld), before), worlds_of_both(cells, before)):
            seen.add(world)
    while True:
        asked = _wide_enough(withheld | watched_hidden, together(known_from(cells, withheld), before)) & ~is_let_go
        for worlds in _from_near_to_far(cells, withheld, before, true_values):
            seen.look(worlds, asked, width)
            narrow = asked & ~seen.is_wide(width)
            if not narrow.any() or _widen(
                worlds, _apart(cells, narrow & worlds.can_be_otherwise(), true_values), seen, width
            ):
                break
        else:
            raise _cannot_protect(cells, before, width)
        # What differs in any world is withheld, also in one that was looked for in vain: else it would prove nothing.
        more = (seen.high - seen.low > TOLERANCE)[: len(withheld)] & cells.is_shown & ~withheld
        if not narrow.any() and not more.any():
            return Suppression(cells, withheld, small & cells.is_shown, seen.worlds)
        withheld |= more


def _from_near_to_far(cells: Cells, withheld: Booleans, before: Before | None, true_values: Floats) -> Iterator[Worlds]:
    """First the release before stands still: most is protected so, at half the cost. Then all may move."""
    if before is not None and before.movement > 0:
        yield Worlds(cells, withheld, before, true_values, is_before_still=True)
    yield Worlds(cells, withheld, before, true_values)


def _cannot_protect(cells: Cells, before: Before | None, width: float) -> CannotProtect:
    number = how_many(cells, before, given_away_before(cells, before, width)) if before is not None else 0
    said = f": {number:,} in all, whatever is withheld now" if number else ""
    return CannotProtect(f"what was published before gives away a count that has to be withheld{said}", number)


def how_many(cells: Cells, before: Before, given_away: Booleans) -> int:
    """How many of these that release withheld itself, or this one has to: of others nothing is lost."""
    small = is_small(cells.values) | before.moved_a_little(cells)
    withheld_then = np.isnan(before.known.cells.values) & before.known.cells.is_shown
    return int((given_away & np.concatenate([small, withheld_then])).sum())


def _apart(cells: Cells, narrow: Booleans, true_values: Floats) -> np.ndarray:
    """As many of the cells as share no line, the least counts first: each can be moved without the others."""
    ties = sparse.vstack([cells.equal, cells.at_most], format="csc")
    taken: set[int] = set()
    apart = []
    for at in sorted(np.flatnonzero(narrow).tolist(), key=lambda at: (true_values[at], at)):
        lines = ties.indices[ties.indptr[at] : ties.indptr[at + 1]].tolist() if at < len(cells.values) else [-1]
        if taken.isdisjoint(lines):
            apart.append(at)
            taken.update(lines)
    return np.array(apart, dtype=np.int64)


def _widen(worlds: Worlds, batch: np.ndarray, seen: Seen, width: float) -> bool:
    """See worlds in which the cells of ``batch`` are otherwise, whatever has to be withheld for them. False where there
    is none, or one of them cannot be otherwise by the width."""
    if len(batch) == 0:
        return False
    world = worlds.otherwise(batch, width)
    if world is not None:
        seen.add(world)
        return True
    # Not all at once: what was published before stands in the way. Those that can, as far as they can.
    nobody = batch[:0]
    is_new = seen.add(worlds.spread(batch, nobody, seen.low, seen.high, width, Reach.AT_ITS_COST))
    is_new |= seen.add(worlds.spread(nobody, batch, seen.low, seen.high, width, Reach.AT_ITS_COST))
    if is_new:
        return True
    for reach in (Reach.AT_ITS_COST, Reach.ANYTHING):  # costs may stand in the way of a single cell too
        for up, down in ((batch[:1], nobody), (nobody, batch[:1])):
            seen.add(worlds.spread(up, down, seen.low, seen.high, width, reach))
        if seen.is_wide(width)[batch[0]]:
            return True
    return False


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


def _along_lines(cells: Cells, withheld: Booleans, hidden: Booleans, width: float) -> None:
    """Give company to withheld cells that a single line gives away. Changes ``withheld``."""
    lost = _with_its_equals(cells, costs(cells))
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
            # (None costs less for helping in other lines too: a headline stands in a line for each of its breakdowns,
            # and would be the first to go.)
            chosen = min(free, key=lambda at: (lost[at], cells.keys[at]))
            withheld[chosen] = True
            column = slice(of_cell.indptr[chosen], of_cell.indptr[chosen + 1])
            waiting.update(int(other) for other in of_cell.indices[column] if other != line)


def _with_its_equals(cells: Cells, lost: Floats) -> Floats:
    """What is lost with a cell and all that have to go with it: those that are the same count under another name. The
    only part of a headline costs what the headline costs."""
    lines = cells.equal
    pairs = [
        lines.indices[lines.indptr[at] : lines.indptr[at + 1]] for at in np.flatnonzero(np.diff(lines.indptr) == 2)
    ]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    size = len(lost)
    ties = sparse.csr_matrix((np.ones(len(one)), (one, other)), shape=(size, size))
    _, group = connected_components(ties, directed=False)
    together: Floats = np.bincount(group, weights=np.where(cells.is_shown, lost, 0.0))[group]
    return together


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
