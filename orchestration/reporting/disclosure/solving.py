"""Solving a linear program over moves from the true counts: as little of it as matters, and what if a method gives up.

What belongs here: which rows and columns a solver is given, and which of its methods. What does not: what the rows and
columns mean (``worlds``), and the programs of whoever does not know the truth (``attack``).

That nothing moves at all is always possible, and costs nothing. So of the parts that no row ties together only those
are solved in which something has to move, or is worth moving. And most rows that say "at most" are far from what moves
come to: they are held to only where a solution breaks them. Two releases hang together by such rows alone, so they are
two programs until something moves further than both leave room for. The answer stays what it is: what is cheapest under
a part of the rows, and breaks none of the others, is cheapest under all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from orchestration.reporting.disclosure.attack import Unsettled
from orchestration.reporting.disclosure.cells import Booleans, Floats

SOLVED, INFEASIBLE = 0, 2
MOST_STEPS: Final = 60_000
"""After so many steps the next method is tried: a number of steps, not of seconds, so that every machine comes to the
same answer. The longest program that came to its end took 38,000 (20,000 people, a second release)."""
METHODS: Final[tuple[dict[str, Any], ...]] = (
    {"method": "highs-ds", "options": {"maxiter": MOST_STEPS}},
    {"method": "highs-ipm", "options": {"maxiter": MOST_STEPS}},
    {"method": "highs-ds", "options": {"maxiter": MOST_STEPS, "presolve": False}},
)
"""Ways of HiGHS to the same optimum, in the order they are tried. Each ends."""
SMALL: Final = 2_000
"""Parts of fewer columns are solved together."""
BROKEN: Final = 1e-7
"""By how much a row has to be broken to be held to: as much as the solver lets pass."""
NEAR: Final = 25.0
"""Rows with less room than this are to be held to from the start: cells move by the width or a little more, so that
others are seldom broken."""


@dataclass(frozen=True)
class Columns:
    """The bounds and costs of what moves as one: how much up, how much down."""

    least_up: Floats
    most_up: Floats
    least_down: Floats
    most_down: Floats
    cost_up: Floats
    cost_down: Floats

    def of(self, places: np.ndarray) -> Columns:
        """Those at these places."""
        return Columns(*(getattr(self, one.name)[places] for one in fields(self)))


def cheapest(
    equal: sparse.csr_matrix, at_most: sparse.csr_matrix, room: Floats, columns: Columns, held: Booleans
) -> Floats | None:
    """The cheapest moves with ``equal`` times them being nothing and ``at_most`` times them at most the ``room``, which
    is never negative. None where there are none. ``held``: the rows of ``at_most`` to begin with; those that are broken
    on the way are added to it, for whoever asks again asks for something like it."""
    moves = np.zeros(equal.shape[1])
    has_to = (columns.least_up > 0) | (columns.least_down > 0) | (columns.cost_up < 0) | (columns.cost_down < 0)
    while has_to.any():
        for places in _parts(sparse.vstack([equal, at_most[held]], format="csr"), has_to):
            found = _of_a_part(equal[:, places], at_most[held][:, places], room[held], columns.of(places))
            if found is None:
                return None
            moves[places] = found
        broken = (at_most @ moves > room + BROKEN) & ~held
        held[broken] = True
        has_to = np.asarray(abs(at_most[broken]).sum(axis=0)).ravel() > 0
    return moves


def _parts(ties: sparse.csr_matrix, wanted: Booleans) -> Iterator[np.ndarray]:
    """The columns of each part that has ``wanted`` ones: columns that some row ties are in one. Small parts are given
    as one: a solver takes longer to be called."""
    graph = sparse.bmat([[None, ties.T], [ties, None]], format="csr")
    part_of = connected_components(graph, directed=False)[1][: ties.shape[1]]
    size = np.bincount(part_of)
    is_wanted = np.bincount(part_of, weights=wanted, minlength=len(size)) > 0
    is_small = is_wanted & (size < SMALL)
    if is_small.any():
        yield np.flatnonzero(is_small[part_of])
    for part in np.flatnonzero(is_wanted & ~is_small):
        yield np.flatnonzero(part_of == part)


def _of_a_part(equal: sparse.csr_matrix, at_most: sparse.csr_matrix, room: Floats, columns: Columns) -> Floats | None:
    some, few = np.diff(equal.indptr) > 0, np.diff(at_most.indptr) > 0
    equal, at_most = equal[some], at_most[few]
    least = np.concatenate([columns.least_up, columns.least_down])
    most = np.concatenate([columns.most_up, columns.most_down])
    done = solved(
        np.concatenate([columns.cost_up, columns.cost_down]),
        A_ub=sparse.hstack([at_most, -at_most], format="csc") if at_most.shape[0] else None,
        b_ub=room[few] if at_most.shape[0] else None,
        A_eq=sparse.hstack([equal, -equal], format="csc") if equal.shape[0] else None,
        b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
        bounds=np.column_stack([least, most]),
    )
    if done.status == INFEASIBLE:
        return None
    more, less = np.split(done.x, [len(columns.cost_up)])
    moves: Floats = more - less
    return moves


def solved(objective: Floats, **problem: Any) -> Any:
    """The answer of the first method that comes to one; a method can end without: it took too many steps, or HiGHS says
    that it does not know. Raises ``Unsettled`` where none does."""
    for method in METHODS:
        done = linprog(objective, **problem, **method)
        if done.status in (SOLVED, INFEASIBLE):
            return done
    raise Unsettled(f"the solver gave up: {done.message}")
