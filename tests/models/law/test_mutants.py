"""Every mutant of every pack is noticed by the boundary cases, or listed with why it changes nothing.

The oracle decides the mutants; that compiled law decides boundary cases as it does is asked here too, and that it
changes with its pack in ``tests/law/compiler/test_mutants.py``.
"""

from __future__ import annotations

import csv
from datetime import date
from itertools import chain

import pytest

from tests.models.law.boundary_cases import Tables, list_lines, make_boundary_cases, take_some
from tests.models.law.mutants import list_mutants
from tests.models.law.oracle import Oracle
from tests.models.law.test_oracle import COMPARED, list_differences
from tests.support.fed_facts import Law
from tests.support.law_models import compile_law, read_law
from tests.support.state_packs import CASES, STATES

QUICK = {"md"}
QUICK_BOUNDARIES = {"dc", "de", "md", "nm", "ny"}
AS_OF = date(2027, 11, 1)
"""A day on which the law of each of these states is in force."""
DAYS = {"va": (date(2027, 6, 1), AS_OF)}
"""Days on both sides of a change of the law."""
PEOPLE_AT_ONCE = 100
FEW = 800


def find_unnoticed(state: str) -> list[str]:
    """Decide the boundary cases of a state under each mutant of its law: those that change no finding on any day."""
    found = [_find_unnoticed(state, day) for day in DAYS.get(state, (AS_OF,))]
    return [name for name in dict.fromkeys(chain(*found)) if all(name in names for names in found)]


def _find_unnoticed(state: str, day: date) -> list[str]:
    law = read_law(state, day)
    cases = make_boundary_cases(law, day)
    mutants = list(list_mutants(law))
    step = 1 + len(cases["people"]) // PEOPLE_AT_ONCE
    for number in range(step):  # (what some people noticed is not asked of others)
        people = take_some(cases, step, number)
        found = _decide(law, people, day)
        mutants = [(name, mutant) for name, mutant in mutants if _decide(mutant, people, day) == found]
    return [name for name, _ in mutants]


def _decide(law: Law, cases: Tables, day: date) -> dict[tuple[str, str], tuple[object, ...]]:
    oracle = Oracle({**law, "offense_lists": list_lines(cases)}, day)
    return {key: tuple(finding[name] for name in COMPARED) for key, finding in oracle.decide(cases).items()}


def read_mutants_without_effect(state: str) -> set[str]:
    with (CASES / "mutants_without_effect.csv").open(encoding="utf-8", newline="") as file:
        return {row["mutant"] for row in csv.DictReader(file) if row["state"] == state}


@pytest.mark.parametrize(
    "state", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in STATES]
)
def test_every_mutant_is_noticed(state: str) -> None:
    assert set(find_unnoticed(state)) <= read_mutants_without_effect(state)


@pytest.mark.parametrize(
    "state", [pytest.param(name, marks=() if name in QUICK_BOUNDARIES else pytest.mark.long) for name in STATES]
)
def test_boundary_cases_come_out_as_the_oracle_says(state: str) -> None:
    law = read_law(state, AS_OF)
    cases = make_boundary_cases(law, AS_OF)
    cases = take_some(cases, 1 + len(cases["units"]) // FEW)
    assert list_differences(compile_law(state), law, cases, AS_OF) == []
