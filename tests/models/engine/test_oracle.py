"""The engine decides invented histories as the oracle does, under the law of every state there is a pack of."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.engine.invented_histories import History
from tests.models.engine.oracle import Oracle
from tests.support.engine_models import build, feed, list_needed, open_engine, read
from tests.support.state_packs import STATES, find_packs

AS_OF = date(2026, 11, 1)
FEW, MANY, AT_ONCE = 300, 100_000, 2_000
MORE = {"ny": 1_500}  # (A wait that begins anew, of somebody whose release has no day, is rare.)
COMPARED = ("path", "outcome", "eligible_on", "deciding_element")


def list_differences(state: str, people: int, seed: int) -> list[tuple[object, ...]]:
    """Decide invented people by the engine and by the oracle: the findings that differ."""
    law = compile_packs(find_packs(state), state, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(people)
    law = {**law, "offense_lists": history.list_lines()}
    facts = history.tables
    connection = open_engine(law, AS_OF)
    feed(connection, facts)
    build(connection, list_needed("engine_findings"))
    by_engine = {
        (row["unit_id"], row["remedy_id"]): tuple(row[name] for name in COMPARED)
        for row in read(connection, "select * from engine_findings")
    }
    by_oracle = {
        key: tuple(finding[name] for name in COMPARED) for key, finding in Oracle(law, AS_OF).decide(facts).items()
    }
    return [
        (*key, by_engine.get(key), by_oracle.get(key))
        for key in sorted(by_engine.keys() | by_oracle.keys())
        if by_engine.get(key) != by_oracle.get(key)
    ]


@pytest.mark.parametrize("state", STATES)
def test_engine_decides_as_the_oracle(state: str) -> None:
    assert not list_differences(state, MORE.get(state, FEW), seed=1)


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_engine_decides_many_as_the_oracle(state: str) -> None:
    for seed in range(2, 2 + MANY // AT_ONCE):
        assert not list_differences(state, AT_ONCE, seed)
