"""Row counts of tables for run metadata, and the folder of the current run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb


def count_rows(connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Count the rows of each (schema, table)."""
    counts: dict[tuple[str, str], int] = {}
    for table in tables:
        schema, name = table
        ((count,),) = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchall()
        counts[table] = int(count)
    return counts


def build_run_folder(connection: duckdb.DuckDBPyConnection) -> Path:
    """Return ``<as-of date>/<run id>`` of the current run."""
    ((day, run_id),) = connection.execute("select as_of_date, run_id from intake.run_parameters").fetchall()
    return Path(day.isoformat()) / str(run_id)
