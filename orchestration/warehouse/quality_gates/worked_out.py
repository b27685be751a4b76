"""Views that several questions of a gate read, worked out once for all of them.

What belongs here: the copies in memory, with the columns that are asked for, and the questions put to them instead.
What does not: which views (``worked_out_once`` in the suites), asking (``run``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

from orchestration.warehouse.quality_gates.suites import Expectation, GateSuite

IN_MEMORY = "worked_out"
"""A database of DuckDB beside the warehouse: every connection of the process sees it, and nothing of it is written."""

_QUERY = "unexpected_rows_query"

Copies = Mapping[str, str]
"""``schema.view`` to the name of its copy."""


@contextmanager
def worked_out(connection: duckdb.DuckDBPyConnection, suite: GateSuite) -> Iterator[Copies]:
    """The copies of the suite's views, for the length of the block.

    There is none of a view that one question alone reads, nor of one that cannot be worked out: its own question says
    why.
    """
    connection.execute(f"attach ':memory:' as {IN_MEMORY}")
    try:
        copies: dict[str, str] = {}
        for view in suite.worked_out_once:
            questions = _questions_to(suite, view)
            if len(questions) < 2:
                continue
            copy = f"{IN_MEMORY}.{view.replace('.', '__')}"
            try:
                asked = _columns_of(connection, view) & {*re.findall(r"\w+", " ".join(questions))}
                columns = ", ".join(sorted(asked)) or "true as is_there"
                connection.execute(f"create table {copy} as select {columns} from {view}")
            except duckdb.Error:
                continue
            copies[view] = copy
        yield copies
    finally:
        connection.execute(f"detach {IN_MEMORY}")


def put_to(copies: Copies, expected: Expectation) -> Expectation:
    """The same expectation, asking the copies of the views that its query names."""
    query = str(expected.arguments.get(_QUERY, ""))
    for view, copy in copies.items():
        query = _name_of(view).sub(copy, query)
    return expected.model_copy(update={"arguments": expected.arguments | ({_QUERY: query} if query else {})})


def _questions_to(suite: GateSuite, view: str) -> list[str]:
    """What is asked of a view: by the expectations of its own table, and by those of others that name it."""
    return [
        " ".join(map(str, expected.arguments.values()))
        for table in suite.tables
        for expected in table.expect
        if table.table == view or _name_of(view).search(str(expected.arguments.get(_QUERY, "")))
    ]


def _columns_of(connection: duckdb.DuckDBPyConnection, view: str) -> set[str]:
    return {str(column[0]) for column in connection.execute(f"select * from {view} limit 0").description or ()}


def _name_of(view: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(view)}\b")
