"""Research database: a copy of one run's research schema in a file of its own.

DuckDB has no permissions by schema, so the rest of the warehouse is left out of the file.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.reporting.research.sandbox import SCHEMA
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run

STORAGE = "v1.4.0"
"""Oldest DuckDB that reads the file."""


def find_research_folder(settings: Settings) -> Path:
    """Return the folder of the database and the outbox. Restricted."""
    return settings.root / "research" / settings.state


def write_database(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Path, str]:
    """Write the research database of the current run once, delete those of other runs, and return path and run id."""
    run_id = read_current_run(connection).run_id
    path = find_research_folder(settings) / f"{run_id}.duckdb"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        for other in path.parent.glob("*.duckdb*"):
            other.unlink()
        copy_schema(connection, path)
    return path, run_id


def copy_schema(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copy the tables and views of the research schema to a database file."""
    building = path.with_name(f"{path.name}.partial")
    building.unlink(missing_ok=True)
    connection.execute(f"attach {_quote(str(building))} as copied (storage_version '{STORAGE}')")
    try:
        connection.execute(f"create schema copied.{SCHEMA}")
        for name in list_tables(connection):
            connection.execute(f"create table copied.{SCHEMA}.{name} as from {SCHEMA}.{name} order by all")
    finally:
        connection.execute("detach copied")
    building.chmod(0o600)
    building.replace(path)


def list_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """List the tables and views of the research schema by name."""
    found = connection.execute(
        "select distinct table_name from duckdb_columns() "
        "where schema_name = ? and database_name = current_database() order by table_name",
        [SCHEMA],
    ).fetchall()
    return [str(name) for (name,) in found]


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
