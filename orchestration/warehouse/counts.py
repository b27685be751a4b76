"""Row counts of tables, for people who look at a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb


def row_counts(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """Rows of each (schema, table)."""
    counts: dict[tuple[str, ...], int] = {}
    for table in tables:
        schema, name = table
        row = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def as_of_date(connection: duckdb.DuckDBPyConnection) -> date:
    """The as-of date of the run that the warehouse holds."""
    row = connection.execute("select as_of_date from intake.run_parameters").fetchone()
    if row is None or not isinstance(row[0], date):
        raise LookupError("no run is registered in this warehouse")
    return row[0]
