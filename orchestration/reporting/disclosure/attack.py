"""What somebody could work out who knows everything that was published: bounds by linear programming.

What belongs here: the attacker. It is told nothing but what is published: which counts stand there, which are withheld,
which sums hold, and what was published before. What does not: withholding (``complementary``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.line_by_line import narrowed
from orchestration.reporting.disclosure.rule import NARROWEST

ROUNDS = 40
LEAST_GAIN = 0.02
"""Rounds go on while each proves at least this share of what is open."""
TOLERANCE = 1e-6


class Contradiction(ValueError):
    """The published counts cannot all be true at once."""


class Unsettled(RuntimeError):
    """No method of the solver came to an answer: nothing is known of what was asked, and nothing is protected by it."""


@dataclass(frozen=True)
class Known:
    """Everything that is published. ``cells.values`` is NaN where a count is withheld; ``lowest`` and ``highest`` bound
    what each cell can be beyond the sums (0 and infinity where nothing is known); ``near`` are pairs of cells that
    differ by at most ``movement`` (a cell of this release and the same cell of the one before)."""

    cells: Cells
    lowest: Floats
    highest: Floats
    near: tuple[tuple[int, int, float], ...] = ()


def known_from(cells: Cells, is_withheld: Booleans) -> Known:
    """What is known of ``cells`` where ``is_withheld`` cells, and those that are never shown, are left out."""
    hidden = is_withheld | ~cells.is_shown | np.isnan(cells.values)
    values = np.where(hidden, np.nan, cells.values)
    lowest = np.where(cells.is_shown, 1.0, 0.0)  # zeros are never withheld
    return Known(replace(cells, values=values), np.where(hidden, lowest, 0.0), np.full(len(values), np.inf))


def known_of(known: Known, wanted: Container[str]) -> Known:
    """The same of the cells ``wanted`` alone, and the sums that are of these alone: an earlier release knew no more."""
    keep = np.array([key in wanted for key in known.cells.keys], dtype=bool)
    if keep.all():
        return known
    cells, places = known.cells, np.flatnonzero(keep)
    keys = tuple(cells.keys[at] for at in places)

    def of_these(ties: sparse.csr_matrix) -> sparse.csr_matrix:
        whole = np.asarray(abs(ties[:, np.flatnonzero(~keep)]).sum(axis=1)).ravel() == 0
        return ties[whole][:, places]

    kept = Cells(
        keys=keys,
        values=cells.values[places],
        is_shown=cells.is_shown[places],
        breadth=cells.breadth[places],
        equal=of_these(cells.equal),
        at_most=of_these(cells.at_most),
        place_of={key: at for at, key in enumerate(keys)},
    )
    return Known(kept, known.lowest[places], known.highest[places])


@dataclass(frozen=True)
class _Program:
    """The possible values of the unknown cells: equalities, inequalities, bounds. ``places`` are their cells."""

    places: np.ndarray
    equal: sparse.csr_matrix
    equals: Floats
    at_most: sparse.csr_matrix
    limit: Floats
    lowest: Floats
    highest: Floats


def _program(known: Known) -> _Program:
    cells = known.cells
    unknown = np.isnan(cells.values)
    places = np.flatnonzero(unknown)
    given = np.where(unknown, 0.0, cells.values)
    near, limits = near_rows(known, len(cells.values))
    at_most = sparse.vstack([cells.at_most, near], format="csr")
    limit = np.concatenate([np.zeros(cells.at_most.shape[0]), limits]) - at_most @ given
    equal, equals = cells.equal[:, places], -(cells.equal @ given)
    if (np.abs(equals[_is_empty(equal)]) > TOLERANCE).any():
        raise Contradiction("a published total is not the sum of its published parts")
    at_most = at_most[:, places]
    if (limit[_is_empty(at_most)] < -TOLERANCE).any():
        raise Contradiction("published counts are further apart than they can be")
    some, few = ~_is_empty(equal), ~_is_empty(at_most)
    return _Program(
        places, equal[some], equals[some], at_most[few], limit[few], known.lowest[places], known.highest[places]
    )


def near_rows(known: Known, width: int) -> tuple[sparse.csr_matrix, Floats]:
    rows = np.repeat(np.arange(2 * len(known.near)), 2)
    columns = [at for one, other, _ in known.near for at in (one, other, one, other)]
    signs = [sign for _ in known.near for sign in (1.0, -1.0, -1.0, 1.0)]
    limits = np.array([movement for _, _, movement in known.near for _ in range(2)], dtype=float)
    return sparse.csr_matrix((signs, (rows, columns)), shape=(2 * len(known.near), width)), limits


def _is_empty(matrix: sparse.csr_matrix) -> Booleans:
    empty: Booleans = np.diff(matrix.indptr) == 0
    return empty


def _solve(program: _Program, objective: Floats, extra: _Program | None = None) -> Floats | None:
    """The values that make the objective least; None where it has no least value."""
    part = extra or program
    done = linprog(
        objective,
        A_ub=part.at_most if part.at_most.shape[0] else None,
        b_ub=part.limit if part.at_most.shape[0] else None,
        A_eq=part.equal if part.equal.shape[0] else None,
        b_eq=part.equals if part.equal.shape[0] else None,
        bounds=np.column_stack([part.lowest, part.highest]),
        method="highs",
    )
    if done.status == 3:
        return None
    if done.status == 2:
        raise Contradiction("the published counts cannot all be true at once")
    if done.status != 0:
        raise Unsettled(f"the solver gave up: {done.message}")
    values: Floats = done.x
    return values


def bounds(known: Known, watched: Booleans) -> dict[str, tuple[float, float]]:
    """The least and the greatest value that each watched unknown cell can have, exactly."""
    program = _program(known)
    components = _components(program)
    found = {}
    for at in np.flatnonzero(watched[program.places]):
        part, inside = _part(program, components, int(at))
        low, high = _bound(part, inside, 1.0), _bound(part, inside, -1.0)
        found[known.cells.keys[program.places[at]]] = (low, high)
    return found


def _bound(part: _Program, inside: int, sign: float) -> float:
    objective = np.zeros(len(part.places))
    objective[inside] = sign
    values = _solve(part, objective)
    return -sign * np.inf if values is None else float(values[inside])


def too_narrow(
    known: Known,
    watched: Booleans,
    width: float = NARROWEST,
    *,
    is_one_enough: bool = False,
    worlds: Sequence[Floats] = (),
) -> Booleans:
    """Which watched unknown cells can be narrowed down to less than ``width``: the verdict of ``bounds``, and faster.
    With ``is_one_enough`` the first is.

    Two possible worlds in which a cell differs by ``width`` prove that it cannot. Whoever published may know some
    (``worlds``: a value for each cell of ``known``); they count only where they fit everything that is published. One
    solution shows this of many cells, so a few rounds try all at once; only what is not proven then is bounded exactly,
    alone.
    """
    program = _line_by_line(_program(known))
    verdict = _is_told(program, watched, width)
    if is_one_enough and verdict.any():
        return verdict
    program = _without_told(program)
    asked = (watched & ~verdict)[program.places]
    low, high = _worlds_seen(program, asked, width, possible(known, worlds))
    components = _components(program)
    for at in np.flatnonzero(asked & (high - low < width - TOLERANCE)):
        if high[at] - low[at] >= width - TOLERANCE:
            continue  # a world found for another cell proved it
        part, inside = _part(program, components, int(at))
        members = np.flatnonzero(components == components[at])
        for sign in (1.0, -1.0):
            objective = np.zeros(len(members))
            objective[inside] = sign
            solved = _solve(part, objective)
            if solved is None:
                high[at] = np.inf
                break
            low[members], high[members] = np.minimum(low[members], solved), np.maximum(high[members], solved)
        verdict[program.places[at]] = high[at] - low[at] < width - TOLERANCE
        if is_one_enough and verdict.any():
            break
    return verdict


def told_by_lines(known: Known, watched: Booleans, width: float = NARROWEST) -> Booleans:
    """Watched unknown cells that single lines, one after the other, narrow down to less than ``width``."""
    return _is_told(_line_by_line(_program(known)), watched, width)


def with_what_lines_tell(known: Known) -> Known:
    """The same with the bounds that single lines tell: whoever reads them again with something more is done sooner."""
    program = _line_by_line(_program(known))
    lowest, highest = known.lowest.copy(), known.highest.copy()
    lowest[program.places], highest[program.places] = program.lowest, program.highest
    return replace(known, lowest=lowest, highest=highest)


def _line_by_line(program: _Program) -> _Program:
    """The program with the bounds that single lines tell."""
    lowest, highest = narrowed(
        program.at_most, program.limit, program.equal, program.equals, program.lowest, program.highest
    )
    return replace(program, lowest=lowest, highest=highest)


def _is_told(program: _Program, watched: Booleans, width: float) -> Booleans:
    told = np.zeros(len(watched), dtype=bool)
    told[program.places] = watched[program.places] & (program.highest - program.lowest < width - TOLERANCE)
    return told


def _without_told(program: _Program) -> _Program:
    """The program without the unknowns of which single lines tell the value: what hung together by them falls apart."""
    is_told = program.highest - program.lowest <= TOLERANCE
    values = np.where(is_told, (program.lowest + program.highest) / 2, 0.0)
    equal, at_most = program.equal[:, ~is_told], program.at_most[:, ~is_told]
    some, few = ~_is_empty(equal), ~_is_empty(at_most)
    return _Program(
        program.places[~is_told],
        equal[some],
        (program.equals - program.equal @ values)[some],
        at_most[few],
        (program.limit - program.at_most @ values)[few],
        program.lowest[~is_told],
        program.highest[~is_told],
    )


def possible(known: Known, worlds: Sequence[Floats]) -> list[Floats]:
    """Those of the worlds that fit everything that is known: the counts that stand there, sums, bounds, movement."""
    cells = known.cells
    is_told = ~np.isnan(cells.values)
    near, limits = near_rows(known, len(cells.values))
    return [
        world
        for world in worlds
        if (np.abs(world - cells.values)[is_told] <= TOLERANCE).all()
        and (np.abs(cells.equal @ world) <= TOLERANCE).all()
        and (cells.at_most @ world <= TOLERANCE).all()
        and (near @ world - limits <= TOLERANCE).all()
        and ((known.lowest - world)[~is_told] <= TOLERANCE).all()
        and ((world - known.highest)[~is_told] <= TOLERANCE).all()
    ]


def _worlds_seen(program: _Program, asked: Booleans, width: float, worlds: Sequence[Floats]) -> tuple[Floats, Floats]:
    """The least and greatest value seen of each unknown cell in the possible worlds that were looked at."""
    seen = [world[program.places] for world in worlds]
    if len(program.places) == 0:
        return np.zeros(0), np.zeros(0)
    if not seen:
        first = _solve(program, np.zeros(len(program.places)))
        assert first is not None
        seen = [first]
    low, high = np.minimum.reduce(seen), np.maximum.reduce(seen)
    idle = 0
    for number in range(ROUNDS):
        open_ones = np.flatnonzero(asked & (high - low < width - TOLERANCE))
        if len(open_ones) == 0 or idle > 2:
            break
        up = is_upward(open_ones, number)
        values = _spread(program, open_ones[up], open_ones[~up], low, high, width)
        low, high = np.minimum(low, values), np.maximum(high, values)
        proven = int((high - low >= width - TOLERANCE)[open_ones].sum())
        idle = idle + 1 if proven < LEAST_GAIN * len(open_ones) else 0
    return low, high


def is_upward(places: np.ndarray, number: int) -> Booleans:
    """Which of the cells a round tries to have greater: half of them, another half in each round."""
    upward: Booleans = ((places >> (number // 2)) + number) % 2 == 0
    return upward


def _spread(program: _Program, up: np.ndarray, down: np.ndarray, low: Floats, high: Floats, width: float) -> Floats:
    """A possible world that lies as far as possible above what was seen of the cells ``up`` and below what was seen of
    those ``down``, by at most the width."""
    lowest, highest, objective = program.lowest.copy(), program.highest.copy(), np.zeros(len(program.places))
    highest[up] = np.minimum(highest[up], low[up] + width)
    lowest[down] = np.maximum(lowest[down], high[down] - width)
    objective[up], objective[down] = -1.0, 1.0
    values = _solve(program, objective, replace(program, lowest=lowest, highest=highest))
    assert values is not None
    return values


def _components(program: _Program) -> np.ndarray:
    """Which unknown cells hang together, by number: the others cannot help to bound a cell."""
    ties = sparse.vstack([program.equal, program.at_most], format="csr")
    both = sparse.bmat([[None, ties.T], [ties, None]], format="csr") if ties.shape[0] else None
    if both is None:
        return np.arange(len(program.places))
    return np.asarray(connected_components(both, directed=False)[1][: len(program.places)])


def _part(program: _Program, components: np.ndarray, at: int) -> tuple[_Program, int]:
    members = np.flatnonzero(components == components[at])
    equal, at_most = program.equal[:, members], program.at_most[:, members]
    some, few = ~_is_empty(equal), ~_is_empty(at_most)
    part = _Program(
        program.places[members],
        equal[some],
        program.equals[some],
        at_most[few],
        program.limit[few],
        program.lowest[members],
        program.highest[members],
    )
    return part, int(np.searchsorted(members, at))


def names(cells: Cells, mask: Booleans) -> Iterable[str]:
    """The names of the cells of a mask."""
    return (cells.keys[at] for at in np.flatnonzero(mask))
