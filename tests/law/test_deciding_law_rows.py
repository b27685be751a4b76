"""The rows of the law that decided are those that the engine names, on invented people of every state with packs.

What belongs here: the comparison. What does not: which rows decide a finding (``models/engine/test_findings.py``).
"""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.engine.invented_histories import History
from tests.support.compiled_law import vary
from tests.support.law_rows import compare_law_rows, decide_law_rows
from tests.support.state_packs import STATES, find_packs

AS_OF = date(2026, 11, 1)


def _compare(state: str, people: int, seed: int) -> None:
    law = compile_packs(find_packs(state), state, AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(people)
    tables = vary(history.tables, AS_OF, seed)
    for named, found in compare_law_rows(
        decide_law_rows({**law, "offense_lists": history.list_lines()}, tables, AS_OF, seed)
    ).items():
        assert found.rows > 0, named
        assert (found.missing, found.further) == ([], []), named


@pytest.mark.parametrize("state", [*STATES, "ca"])
def test_the_rows_that_decided_are_those_that_the_engine_names(state: str) -> None:
    _compare(state, 150, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("state", [*STATES, "ca"])
def test_the_rows_that_decided_12000_people_are_those_that_the_engine_names(state: str, seed: int) -> None:
    _compare(state, 12_000, seed)
