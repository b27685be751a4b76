"""Every mutant of every pack is noticed by the boundary cases, or listed with why it changes nothing."""

from __future__ import annotations

import csv
from datetime import date
from itertools import chain
from typing import Any

import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.law.boundary_cases import list_lines, make_boundary_cases, take_some
from tests.models.law.mutants import Law, list_mutants, put_beside_each_other
from tests.models.law.oracle import Oracle
from tests.support.engine_models import build, feed, list_needed, open_engine, read
from tests.support.state_packs import CASES, STATES, find_packs

QUICK = {"md"}
Cases = dict[str, list[dict[str, Any]]]
AS_OF = date(2027, 11, 1)
"""A day on which the law of each of these states is in force."""
DAYS = {"va": (date(2027, 6, 1), AS_OF)}
"""Days on both sides of a change of the law."""
AT_ONCE, PEOPLE_AT_ONCE = 40, 600
"""Laws and people decided in one run of the engine: more need more than four gigabytes."""
FEW = 800


def find_unnoticed(state: str) -> list[str]:
    """Decide the boundary cases of a state under each mutant of its law: those that change no finding on any day."""
    found = [_find_unnoticed(state, day) for day in DAYS.get(state, (AS_OF,))]
    return [name for name in dict.fromkeys(chain(*found)) if all(name in names for names in found)]


def _find_unnoticed(state: str, day: date) -> list[str]:
    law = compile_packs(find_packs(state), state, day)
    cases = make_boundary_cases(law, day)
    mutants = list(list_mutants(law))
    step = 1 + len(cases["people"]) // PEOPLE_AT_ONCE
    for number in range(step):  # (what some people noticed is not asked of others)
        people = take_some(cases, step, number)
        parts = (mutants[first : first + AT_ONCE] for first in range(0, len(mutants), AT_ONCE))
        mutants = [one for part in parts for one in leave_unnoticed(law, part, people, day)]
    return [name for name, _ in mutants]


def leave_unnoticed(law: Law, mutants: list[tuple[str, Law]], cases: Cases, day: date) -> list[tuple[str, Law]]:
    """Leave of the mutants those under which no finding of the cases is another."""
    found = decide(put_beside_each_other([law, *(mutant for _, mutant in mutants)]), cases, day)
    return [one for place, one in enumerate(mutants, 1) if found.get(place, {}) == found[0]]


def decide(law: Law, cases: Cases, day: date = AS_OF) -> dict[int, object]:
    """Decide cases under laws that are beside each other: the findings by number of the law."""
    connection = open_engine({**law, "offense_lists": list_lines(cases)}, day)
    feed(connection, cases)
    build(connection, list_needed("engine_findings"))
    found: dict[int, dict[tuple[str, str], tuple[object, ...]]] = {}
    columns = "unit_id, remedy_id, path, outcome, eligible_on, deciding_element"
    for unit_id, remedy, *rest in (
        tuple(row.values()) for row in read(connection, f"select {columns} from engine_findings")
    ):
        name, _, number = remedy.partition("~")
        same = tuple(word.partition("~")[0] if isinstance(word, str) else word for word in rest)
        found.setdefault(int(number or 0), {})[unit_id, name] = same
    return found


def read_mutants_without_effect(state: str) -> set[str]:
    with (CASES / "mutants_without_effect.csv").open(encoding="utf-8", newline="") as file:
        return {row["mutant"] for row in csv.DictReader(file) if row["state"] == state}


@pytest.mark.parametrize(
    "state", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in STATES]
)
def test_every_mutant_is_noticed(state: str) -> None:
    assert set(find_unnoticed(state)) <= read_mutants_without_effect(state)


@pytest.mark.parametrize("state", STATES)
def test_boundary_cases_come_out_as_the_oracle_says(state: str) -> None:
    law = compile_packs(find_packs(state), state, AS_OF)
    cases = make_boundary_cases(law, AS_OF)
    cases = take_some(cases, 1 + len(cases["units"]) // FEW)
    by_engine = decide(law, cases)[0]
    by_oracle = {
        key: tuple(finding[name] for name in ("path", "outcome", "eligible_on", "deciding_element"))
        for key, finding in Oracle({**law, "offense_lists": list_lines(cases)}, AS_OF).decide(cases).items()
    }
    assert by_engine == by_oracle
