"""A method of the solver that ends without an answer is followed by the next, and none is taken for an answer."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from tables_with_totals import with_totals

from orchestration.reporting.disclosure import attack, solving
from orchestration.reporting.disclosure.attack import Unsettled, known_from, possible, too_narrow
from orchestration.reporting.disclosure.before import Before, movement, together
from orchestration.reporting.disclosure.cells import Cells, assemble
from orchestration.reporting.disclosure.complementary import CannotProtect, Suppression, given_away_before, protect
from orchestration.reporting.disclosure.solving import METHODS, solved
from orchestration.reporting.releases.build import CanBeWorkedOut, attacked
from orchestration.reporting.releases.ranges_beside_figures import BesideFigures

PROBLEM: dict[str, Any] = {"A_eq": np.array([[1.0, 1.0]]), "b_eq": np.array([7.0]), "bounds": [(0, 5), (0, 5)]}
PLACES, GROUPS = [f"P{number}" for number in range(9)], ["A", "B", "C", "W"]


def cells_of(more: int = 0) -> Cells:
    counts = {
        (place, group): (7 * at * at + 5 * of + more * (at + of)) % 43
        for at, place in enumerate(PLACES)
        for of, group in enumerate(GROUPS)
    }
    return assemble([with_totals(counts, ("county", "race"))])


def before_of(first: Suppression, cells: Cells) -> Before:
    known = known_from(first.cells, first.is_withheld)
    moved = movement(cells, first.cells, is_same=False)
    return Before(known, moved, frozenset({"race"}), first.cells.values, first.worlds)


def unknown(*_: Any, **__: Any) -> Any:
    return SimpleNamespace(status=4, message="unknown")


@pytest.mark.parametrize("given_up", range(len(METHODS)))
def test_the_first_method_that_comes_to_an_answer_gives_it(monkeypatch: pytest.MonkeyPatch, given_up: int) -> None:
    asked = []

    def gives_up_at_first(costs: Any, **problem: Any) -> Any:
        asked.append((problem["method"], problem.get("options")))
        return unknown() if len(asked) <= given_up else linprog(costs, **problem)

    monkeypatch.setattr(solving, "linprog", gives_up_at_first)
    done = solved(np.array([1.0, 2.0]), **PROBLEM)
    assert np.allclose(done.x, [5, 2])
    assert asked == [(method["method"], method.get("options")) for method in METHODS[: given_up + 1]]


def test_too_many_steps_are_no_answer_and_the_next_method_protects_two_releases_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = protect(cells_of())
    cells = cells_of(3)
    before = before_of(first, cells)
    with_the_first = protect(cells, before)
    ended = []

    def out_of_steps(costs: Any, **problem: Any) -> Any:
        if (problem["method"], problem["options"]) == tuple(METHODS[0].values()):
            problem["options"] = {"maxiter": 0, "presolve": False}
        done = linprog(costs, **problem)
        ended.append((problem["method"], done.status))
        return done

    monkeypatch.setattr(solving, "linprog", out_of_steps)
    with_the_next = protect(cells, before)
    assert set(ended) <= {("highs-ds", 1), ("highs-ipm", 0), ("highs-ipm", 2)}, "HiGHS says that it ran out of steps"
    assert ("highs-ds", 1) in ended and ("highs-ipm", 0) in ended
    for found in (with_the_first, with_the_next):
        known = together(known_from(cells, found.is_withheld), before)
        assert len(possible(known, found.worlds)) == len(found.worlds)
        assert not too_narrow(known, np.isnan(known.cells.values) & known.cells.is_shown).any()
    assert (with_the_next.is_withheld == with_the_first.is_withheld).all()


def test_every_method_ends_after_a_number_of_steps_and_none_by_the_clock() -> None:
    options = [method["options"] for method in METHODS]
    assert all(0 < option["maxiter"] <= 100_000 and "time_limit" not in option for option in options)


def test_that_there_is_no_such_world_is_an_answer() -> None:
    assert solved(np.array([1.0, 2.0]), **{**PROBLEM, "b_eq": np.array([11.0])}).status == 2


def test_where_all_give_up_nothing_is_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "linprog", unknown)
    with pytest.raises(Unsettled, match="gave up"):
        solved(np.array([1.0]))


def test_what_is_not_settled_is_not_protected_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    first = protect(cells_of())
    before = before_of(first, cells_of(3))
    monkeypatch.setattr(solving, "linprog", unknown)
    with pytest.raises(CannotProtect, match="could not be settled"):
        protect(cells_of(3), before)
    with pytest.raises(CannotProtect, match="could not be settled"):
        given_away_before(cells_of(3), before)


def test_an_attack_that_is_not_settled_stops_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    found = protect(cells_of())
    known = known_from(found.cells, found.is_withheld)
    let_go = np.zeros(len(found.cells.values), dtype=bool)
    attacked(BesideFigures(known, found.cells, let_go, tuple(found.worlds)))
    monkeypatch.setattr(attack, "linprog", unknown)
    with pytest.raises(CanBeWorkedOut, match="could not be settled"):
        attacked(BesideFigures(known, found.cells, let_go, ()))
