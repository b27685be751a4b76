"""A solver is given as little of a program as matters, and the answer is that of the whole program."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from orchestration.reporting.disclosure import solving
from orchestration.reporting.disclosure.cells import Floats
from orchestration.reporting.disclosure.solving import NEAR, Columns

NOTHING_TIES = sparse.csr_matrix((0, 4))


def columns(least: list[float], most: list[float], cost: list[float]) -> Columns:
    """Columns that go up from ``least`` to ``most``; and down by as much, but for those that have to go up."""
    up, price = np.array(least, dtype=float), np.array(cost, dtype=float)
    furthest = np.array(most, dtype=float)
    return Columns(up, furthest, np.zeros(len(price)), np.where(up > 0, 0.0, furthest), price, np.abs(price))


def rows(*each: list[float]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(each, dtype=float))


def cheapest(equal: sparse.csr_matrix, at_most: sparse.csr_matrix, room: Floats, bounds: Columns) -> Floats | None:
    """As ``Worlds`` asks at first."""
    return solving.cheapest(equal, at_most, room, bounds, room < NEAR)


def sizes_asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The numbers of columns and of rows that say "at most" of each program the solver is given."""
    asked = []

    def noted(objective: Floats, **problem: Any) -> Any:
        limits = problem["A_ub"]
        asked.append((len(objective), 0 if limits is None else limits.shape[0]))
        return linprog(objective, **problem)

    monkeypatch.setattr(solving, "linprog", noted)
    return asked


def test_parts_in_which_nothing_has_to_move_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sizes_asked(monkeypatch)
    apart = rows([1, -1, 0, 0], [0, 0, 1, -1])
    moves = cheapest(apart, NOTHING_TIES, np.zeros(0), columns([5, 0, 0, 0], [9] * 4, [1] * 4))
    assert moves is not None and np.allclose(moves, [5, 5, 0, 0])
    assert asked == [(4, 0)], "two columns for each of two"


def test_a_row_that_no_move_comes_near_is_left_out_and_one_that_is_broken_is_held_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = sizes_asked(monkeypatch)
    near = rows([1, 0, -1, 0], [0, 1, 0, -1])
    sums = rows([1, -1, 0, 0])
    moves = cheapest(sums, near, np.array([NEAR, 900.0]), columns([40, 0, 0, 0], [90] * 4, [1] * 4))
    assert moves is not None and np.allclose(moves, [40, 40, 40 - NEAR, 0])
    assert asked == [(4, 0), (6, 1)]


def test_what_was_broken_once_is_held_to_when_it_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sizes_asked(monkeypatch)
    near, held = rows([1, 0, -1, 0], [0, 1, 0, -1]), np.array([False, False])
    for _ in range(2):
        bounds = columns([40, 0, 0, 0], [90] * 4, [1] * 4)
        solving.cheapest(rows([1, -1, 0, 0]), near, np.array([NEAR, 900.0]), bounds, held)
    assert held.tolist() == [True, False]
    assert asked == [(4, 0), (6, 1), (6, 1)]


def test_a_row_with_little_room_is_held_to_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sizes_asked(monkeypatch)
    moves = cheapest(NOTHING_TIES, rows([1, 0, -1, 0]), np.array([NEAR - 1]), columns([5, 0, 0, 0], [9] * 4, [1] * 4))
    assert moves is not None and np.allclose(moves, [5, 0, 0, 0])
    assert asked == [(4, 1)]


def test_parts_that_are_large_are_solved_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sizes_asked(monkeypatch)
    monkeypatch.setattr(solving, "SMALL", 2)
    apart = rows([1, -1, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0])
    moves = cheapest(apart, sparse.csr_matrix((0, 6)), np.zeros(0), columns([5, 0, 6, 0, 7, 8], [9] * 6, [1] * 6))
    assert moves is not None and np.allclose(moves, [5, 5, 6, 6, 7, 8])
    assert asked == [(4, 0), (4, 0), (4, 0)], "two of two, and both that stand alone together"


def test_a_row_that_was_left_out_can_make_it_impossible() -> None:
    far = rows([1, 0, 0, 0])
    assert cheapest(NOTHING_TIES, far, np.array([NEAR]), columns([40, 0, 0, 0], [90] * 4, [1] * 4)) is None


def test_nothing_moves_where_nothing_has_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sizes_asked(monkeypatch)
    moves = cheapest(rows([1, -1, 0, 0]), NOTHING_TIES, np.zeros(0), columns([0] * 4, [9] * 4, [1] * 4))
    assert moves is not None and not moves.any() and not asked


@st.composite
def programs(draw: st.DrawFn) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Floats, Columns]:
    number = draw(st.integers(2, 7))
    sign = st.sampled_from([-1.0, 0.0, 0.0, 1.0])
    line = st.lists(sign, min_size=number, max_size=number)
    equal = np.array(draw(st.lists(line, max_size=3)), dtype=float).reshape(-1, number)
    at_most = np.array(draw(st.lists(line, max_size=5)), dtype=float).reshape(-1, number)
    room = np.array([draw(st.integers(0, 6)) + draw(st.sampled_from([0.0, NEAR])) for _ in at_most], dtype=float)
    least = [draw(st.sampled_from([0.0, 0.0, 5.0, 30.0])) for _ in range(number)]
    cost = [draw(st.sampled_from([1.0, 2.0, 0.01, -3.0])) for _ in range(number)]
    return (sparse.csr_matrix(equal), sparse.csr_matrix(at_most), room, columns(least, [40.0] * number, cost))


@given(programs())
def test_the_answer_is_that_of_the_whole_program(
    program: tuple[sparse.csr_matrix, sparse.csr_matrix, Floats, Columns],
) -> None:
    equal, at_most, room, bounds = program
    costs = np.concatenate([bounds.cost_up, bounds.cost_down])
    whole = linprog(
        costs,
        A_ub=sparse.hstack([at_most, -at_most]) if at_most.shape[0] else None,
        b_ub=room if at_most.shape[0] else None,
        A_eq=sparse.hstack([equal, -equal]) if equal.shape[0] else None,
        b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
        bounds=np.column_stack(
            [np.concatenate([bounds.least_up, bounds.least_down]), np.concatenate([bounds.most_up, bounds.most_down])]
        ),
    )
    moves = cheapest(equal, at_most, room, bounds)
    assert (moves is None) == (whole.status == 2)
    if moves is not None:
        assert np.allclose(equal @ moves, 0, atol=1e-6) and (at_most @ moves <= room + 1e-6).all()
        price = bounds.cost_up @ np.maximum(moves, 0) + bounds.cost_down @ np.maximum(-moves, 0)
        assert price == pytest.approx(whole.fun, abs=1e-5)
