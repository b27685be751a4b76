"""Row counts of tables, for people who look at a run; and the folder of the run that the warehouse holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb


def count_rows(connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Rows of each (schema, table)."""
    counts: dict[tuple[str, str], int] = {}
    for table in tables:
        schema, name = table
        ((count,),) = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchall()
        counts[table] = int(count)
    return counts


def run_folder(connection: duckdb.DuckDBPyConnection) -> Path:
    """``<as-of date>/<run id>`` of the run that the warehouse holds."""
    ((day, run_id),) = connection.execute("select as_of_date, run_id from intake.run_parameters").fetchall()
    return Path(day.isoformat()) / str(run_id)
