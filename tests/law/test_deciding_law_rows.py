"""The rows of the law that decided are those that the engine names, on invented people of every state with packs.

What belongs here: the comparison. What does not: which rows decide a finding (``test_finding_law.py``).
"""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.law.invented_histories import History
from tests.support.compiled_law import decide_invented, vary
from tests.support.engine_models import feed, open_engine
from tests.support.law_rows import compare_law_rows, invent_reads
from tests.support.state_packs import STATES, find_packs

AS_OF = date(2026, 11, 1)
PEOPLE, SEED = 250, 1


def _assert_alike(connection: duckdb.DuckDBPyConnection, decisions: str) -> None:
    for named, found in compare_law_rows(connection, decisions).items():
        assert found.rows > 0, named
        assert (found.missing, found.further) == ([], []), named


def _decide_californians(people: int, seed: int) -> duckdb.DuckDBPyConnection:
    """Invent people in California, and what facts of theirs were read from; its law is not compiled as files."""
    law = compile_packs(find_packs("ca"), "ca", AS_OF)
    history = History(law, AS_OF, seed)
    history.add_people(people)
    tables = vary(history.tables, AS_OF, seed)
    connection = open_engine({**law, "offense_lists": history.list_lines()}, AS_OF)
    feed(connection, {**tables, "law_reads": invent_reads(law, tables["units"], seed)})
    return connection


@pytest.mark.parametrize("state", STATES)
def test_the_rows_that_decided_by_compiled_law_are_those_that_the_engine_names(state: str) -> None:
    _assert_alike(decide_invented(state, AS_OF, PEOPLE, SEED), "compiled")


def test_the_rows_that_decided_in_california_are_those_that_the_engine_names() -> None:
    _assert_alike(_decide_californians(PEOPLE, SEED), "engine_decisions")


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("state", STATES)
def test_the_rows_that_decided_12000_people_are_those_that_the_engine_names(state: str, seed: int) -> None:
    _assert_alike(decide_invented.__wrapped__(state, AS_OF, 12_000, seed), "compiled")


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rows_that_decided_12000_californians_are_those_that_the_engine_names(seed: int) -> None:
    _assert_alike(_decide_californians(12_000, seed), "engine_decisions")
