"""Faults that must be noticed: the first in each model in make test, all of them in make test-long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def first_of_each_model(mutations: Iterable[tuple[str, str, str]]) -> list[Any]:
    """The parameters of a test of (model, what stands there, what is put there), all but one of each model long."""
    seen: set[str] = set()
    given = []
    for model, before, after in mutations:
        name = " ".join(f"{model} {before}".split())[:90]
        given.append(pytest.param(model, before, after, id=name, marks=[pytest.mark.long] * (model in seen)))
        seen.add(model)
    return given
