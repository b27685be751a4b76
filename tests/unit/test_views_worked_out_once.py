"""A view that several questions of a gate read is worked out once, in memory, with the columns that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.quality_gates.run import GATES
from orchestration.warehouse.quality_gates.suites import Expectation, GateSuite, load_suite
from orchestration.warehouse.quality_gates.worked_out import IN_MEMORY, put_to, worked_out

COPY = f"{IN_MEMORY}.marts__told"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with a view that is another each time it is worked out."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create view marts.told as select random() as time, 1 as told, 2 as other")
        connection.execute("create view marts.told_elsewhere as select 3 as told")
        connection.execute("create view marts.broken as select error('broken') as told")
        yield connection


def suite(*queries: str, views: list[str], table: str = "marts.told") -> GateSuite:
    expect = [{"with": {"unexpected_rows_query": query}, "says": "it must"} for query in queries]
    tables: list[Any] = [{"table": table, "expect": expect}]
    return GateSuite(gate="marts", asks="?", worked_out_once=views, tables=tables)


def test_all_questions_are_put_to_one_copy_with_the_columns_they_ask_for(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    asking = suite("select time from marts.told", "select time from marts.told where told = 1", views=["marts.told"])
    questions = [str(expected.arguments["unexpected_rows_query"]) for expected in asking.tables[0].expect]
    assert len({connection.execute(question).fetchone() for question in questions}) == 2
    with worked_out(connection, asking) as copies:
        assert copies == {"marts.told": COPY}
        asked = [put_to(copies, expected) for expected in asking.tables[0].expect]
        told = {connection.cursor().execute(one.arguments["unexpected_rows_query"]).fetchone() for one in asked}
        assert len(told) == 1
        columns = [column[0] for column in connection.execute(f"from {COPY}").description or ()]
        assert columns == ["time", "told"]
    assert IN_MEMORY not in str(connection.execute("select database_name from duckdb_databases()").fetchall())


def test_a_question_of_another_name_is_put_as_it_is_and_what_it_shows_of_a_failure_too() -> None:
    query = "select 1 from marts.told_elsewhere anti join marts.told using (told)"
    expected = Expectation.model_validate({"with": {"unexpected_rows_query": query}, "says": "it must", "found": query})
    asked = put_to({"marts.told": COPY}, expected)
    assert asked.arguments["unexpected_rows_query"] == query.replace("marts.told using", f"{COPY} using")
    assert asked.found == expected.found == query
    assert expected.arguments["unexpected_rows_query"] == query


def test_a_question_that_names_no_column_finds_as_many_rows(connection: duckdb.DuckDBPyConnection) -> None:
    asking = suite("select 1 from {batch}", "select 2 from {batch}", views=["marts.told"])
    with worked_out(connection, asking):
        assert connection.execute(f"select count(*) from {COPY}").fetchall() == [(1,)]


def test_what_one_question_alone_reads_and_what_breaks_is_no_copy(connection: duckdb.DuckDBPyConnection) -> None:
    once = suite("select 1 from {batch}", views=["marts.told"])
    broken = suite("select told from {batch}", "select told from {batch}", views=["marts.broken"], table="marts.broken")
    for asking in (once, broken):
        with worked_out(connection, asking) as copies:
            assert copies == {}


@pytest.mark.parametrize("gate", GATES)
def test_every_view_that_is_worked_out_once_is_asked_more_than_once(gate: str) -> None:
    asking = load_suite(PROJECT_ROOT / "expectations", gate, "ca")
    for view in asking.worked_out_once:
        asked = [
            expected
            for table in asking.tables
            for expected in table.expect
            if table.table == view or view in str(expected.arguments)
        ]
        assert len(asked) > 1, view
