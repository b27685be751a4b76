"""What single lines give away is given away: bounds from lines are never narrower than the exact ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tables_with_totals import cubes, with_totals

from orchestration.reporting.disclosure.attack import bounds, known_from, told_by_lines, too_narrow
from orchestration.reporting.disclosure.cells import assemble
from orchestration.reporting.disclosure.line_by_line import narrowed

NOTHING = sparse.csr_matrix((0, 3))


def bounds_of(equal: list[list[float]], equals: list[float], lowest: list[float]) -> list[tuple[float, float]]:
    low, high = narrowed(
        NOTHING, np.zeros(0), sparse.csr_matrix(equal), np.array(equals), np.array(lowest), np.full(3, np.inf)
    )
    return list(zip(low.tolist(), high.tolist(), strict=True))


def test_what_one_line_tells_goes_on_to_the_next() -> None:
    """a = 3, a + b = 10, b + c = 12: all are told, the last by way of the others."""
    assert bounds_of([[1, 0, 0], [1, 1, 0], [0, 1, 1]], [3, 10, 12], [0, 0, 0]) == [(3, 3), (7, 7), (5, 5)]


def test_who_is_at_least_one_bounds_the_others_of_the_line() -> None:
    assert bounds_of([[1, 1, 1]], [12], [1, 1, 4]) == [(1, 7), (1, 7), (4, 10)]


def test_what_nothing_bounds_stays_open() -> None:
    assert bounds_of([[1, -1, 0]], [5], [0, 0, 2]) == [(5, np.inf), (0, np.inf), (2, np.inf)]


def test_at_most_bounds_on_one_side() -> None:
    at_most = sparse.csr_matrix([[1.0, 1.0, -1.0]])
    low, high = narrowed(
        at_most, np.array([0.0]), sparse.csr_matrix((0, 3)), np.zeros(0), np.array([1.0, 2, 0]), np.array([9.0, 9, 8])
    )
    assert (low.tolist(), high.tolist()) == ([1, 2, 3], [6, 7, 8])


def test_a_sum_that_creeps_ends() -> None:
    """a = b / 2 and b = a have one answer, 0, which lines alone come nearer to for ever."""
    low, high = narrowed(
        sparse.csr_matrix([[1.0, -0.5], [-1.0, 1.0]]), np.zeros(2), sparse.csr_matrix((0, 2)), np.zeros(0),
        np.zeros(2), np.array([1e6, 1e6]),
    )  # fmt: skip
    assert (low == 0).all() and (high >= 0).all() and (high < 1.0).all()


@given(cubes(2), st.data())
@settings(max_examples=30)
def test_bounds_from_lines_hold_the_exact_ones(counts: dict[tuple[str, ...], int], data: st.DataObject) -> None:
    cells = assemble([with_totals(counts, ("county", "race"))])
    withheld = np.array([value >= 1 and data.draw(st.booleans()) for value in cells.values])
    known = known_from(cells, withheld)
    told = told_by_lines(known, withheld)
    for key, (low, high) in bounds(known, told).items():
        assert high - low < 5, key
    assert (told <= too_narrow(known, withheld)).all()


def test_a_table_that_withholds_small_cells_alone_needs_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.reporting.disclosure import attack

    counts = {("ALPINE", "B"): 4, ("ALPINE", "W"): 60, ("YOLO", "B"): 40, ("YOLO", "W"): 90}
    cells = assemble([with_totals(counts, ("county", "race"))])
    small = (cells.values >= 1) & (cells.values < 11)
    monkeypatch.setattr(attack, "linprog", None)
    assert too_narrow(known_from(cells, small), small, is_one_enough=True).sum() == 1
