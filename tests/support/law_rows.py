"""The models of which rows of the law decided, without dbt, on ``facts.decisions`` and the facts beside them.

What belongs here: building them. What does not: law, decisions, people.
"""

from __future__ import annotations

import duckdb

from tests.support.compiled_law import EVERY_STATE, render

NAMED = ("rule__deciding_law_rows", "rule__deciding_law_rows_by_unit")


def build_law_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the models of law rows."""
    connection.execute("create or replace view facts.law_rows as select *, 0 as doubt from law.law_rows")
    for name in NAMED:
        text = render((EVERY_STATE / f"{name}.sql").read_text(encoding="utf-8"))
        connection.execute(f"create or replace table {name} as ({text})")
