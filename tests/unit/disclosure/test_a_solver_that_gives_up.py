"""A method of the solver that ends without an answer is followed by the next, and none is taken for an answer."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from orchestration.disclosure import worlds
from orchestration.disclosure.worlds import METHODS, solved

PROBLEM: dict[str, Any] = {"A_eq": np.array([[1.0, 1.0]]), "b_eq": np.array([7.0]), "bounds": [(0, 5), (0, 5)]}


@pytest.mark.parametrize("given_up", range(len(METHODS)))
def test_the_first_method_that_comes_to_an_answer_gives_it(monkeypatch: pytest.MonkeyPatch, given_up: int) -> None:
    asked = []

    def gives_up_at_first(costs: Any, **problem: Any) -> Any:
        asked.append((problem["method"], problem.get("options")))
        unknown = SimpleNamespace(status=4, message="unknown")
        return unknown if len(asked) <= given_up else linprog(costs, **problem)

    monkeypatch.setattr(worlds, "linprog", gives_up_at_first)
    done = solved(np.array([1.0, 2.0]), **PROBLEM)
    assert np.allclose(done.x, [5, 2])
    assert asked == [(method["method"], method.get("options")) for method in METHODS[: given_up + 1]]


def test_that_there_is_no_such_world_is_an_answer() -> None:
    assert solved(np.array([1.0, 2.0]), **{**PROBLEM, "b_eq": np.array([11.0])}).status == 2


def test_where_all_give_up_nothing_is_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "linprog", lambda *_, **__: SimpleNamespace(status=4, message="unknown"))
    with pytest.raises(RuntimeError, match="gave up"):
        solved(np.array([1.0]))
