"""Compiled law decides invented histories as the oracle does, under the law of every state there is a pack of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.models.law.boundary_cases import list_lines
from tests.models.law.invented_histories import History
from tests.models.law.oracle import Oracle
from tests.models.law.split_law import compile_by_element, read_by_element
from tests.support.compiled_law import tie_to_arrests
from tests.support.fed_facts import Law, Row
from tests.support.law_models import compile_law, decide, read_findings, read_law
from tests.support.state_packs import STATES

AS_OF = date(2026, 11, 1)
FEW, MANY, AT_ONCE = 300, 100_000, 500  # (The oracle looks at every line of lists: many people at once have many.)
MORE = {"ny": 1_500}  # (A wait that begins anew, of somebody whose release has no day, is rare.)
COMPARED = ("path", "outcome", "eligible_on", "deciding_element", "open_element")


def list_differences(
    models: Mapping[str, str], law: Law, facts: dict[str, list[Row]], as_of: date
) -> list[tuple[object, ...]]:
    """Decide facts by compiled law and by the oracle: the findings that differ."""
    by_law = {
        key: tuple(row[name] for name in COMPARED)
        for key, row in read_findings(decide(models, law, facts, as_of)).items()
    }
    oracle = Oracle({**law, "offense_lists": list_lines(facts)}, as_of)
    by_oracle = {key: tuple(row[name] for name in COMPARED) for key, row in oracle.decide(facts).items()}
    assert by_oracle
    return [
        (*key, by_law.get(key), by_oracle.get(key))
        for key in sorted(by_law.keys() | by_oracle.keys())
        if by_law.get(key) != by_oracle.get(key)
    ]


def list_differences_of_state(state: str, people: int, seed: int) -> list[tuple[object, ...]]:
    """Decide invented people under the law of a state."""
    law = read_law(state, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(people)
    has_arrests = any(path["unit"] == "arrest" for path in law["paths"])
    tables = tie_to_arrests(history.tables, law["facts"], seed) if has_arrests else history.tables
    return list_differences(compile_law(state), law, tables, AS_OF)


@pytest.mark.parametrize("state", [*STATES, "zz"])
def test_compiled_law_decides_as_the_oracle(state: str) -> None:
    assert list_differences_of_state(state, MORE.get(state, FEW), seed=1) == []


@pytest.mark.parametrize("people", [FEW, pytest.param(AT_ONCE, marks=pytest.mark.long)])
def test_every_type_of_element_is_decided_as_the_oracle_does(people: int) -> None:
    law = read_by_element("zy", AS_OF)
    history = History(law, AS_OF, seed=1)
    history.add_people(people)
    assert list_differences(compile_by_element("zy"), law, history.tables, AS_OF) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("state", [*STATES, "zz"])
def test_compiled_law_decides_many_as_the_oracle(state: str) -> None:
    for seed in range(2, 2 + MANY // AT_ONCE):
        assert list_differences_of_state(state, AT_ONCE, seed) == []
