"""A kind of charge is judged once: the data test of it notices a state whose kinds leave something out.

What belongs here: the dbt test ``kinds_are_sound``, broken on purpose. What does not: what a kind is judged to be.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.law.invented_histories import History
from tests.support.engine_models import build, feed, open_engine, read, render
from tests.support.state_packs import find_packs

DAY = date(2026, 11, 1)
BUILT = ["engine_days", "engine_unit_lists", "engine_units"]
UNSOUND = render("{{ engine_unsound_kinds('engine_units') }}")


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    law = compile_packs(find_packs("pa"), "pa", DAY)
    history = History(law, DAY, seed=1)
    history.add_people(200)
    connection = open_engine({**law, "offense_lists": history.list_lines()}, DAY)
    feed(connection, history.tables)
    return connection


def test_units_of_one_kind_are_equal(connection: duckdb.DuckDBPyConnection) -> None:
    build(connection, BUILT)
    assert read(connection, UNSOUND) == []


@pytest.mark.parametrize("column", ["level", "disposition", "section", "max_days", "components", "jurisdiction"])
def test_a_kind_that_leaves_out_what_selectors_read_is_noticed(
    connection: duckdb.DuckDBPyConnection, column: str
) -> None:
    build(connection, BUILT)
    # (Units that lists, grades and answers leave to the kind of their facts.)
    plain = """from facts.units as units semi join engine_units as built
        on units.unit_id = built.unit_id and units.kind_number = built.kind_key"""
    first = read(connection, f"select unit_id, kind_number, {column} as value {plain} order by unit_id limit 1")[0]
    connection.execute(
        f"""update facts.units set kind_number = (
            select min(kind_number) {plain} where {column} is distinct from ?
        ) where kind_number = ?""",
        [first["value"], first["kind_number"]],
    )
    build(connection, BUILT)
    assert len(read(connection, UNSOUND)) == 1
