"""Row counts of tables, for people who look at a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb


def row_counts(connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Rows of each (schema, table)."""
    counts: dict[tuple[str, ...], int] = {}
    for table in tables:
        schema, name = table
        ((count,),) = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchall()
        counts[table] = int(count)
    return counts


def as_of_date(connection: duckdb.DuckDBPyConnection) -> date:
    """The as-of date of the run that the warehouse holds."""
    ((day,),) = connection.execute("select as_of_date from intake.run_parameters").fetchall()
    assert isinstance(day, date)
    return day
