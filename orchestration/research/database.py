"""The database of the research schema and nothing else: what a question can reach is what lies in it.

What belongs here: copying the views of one run into a file, and opening it so that a question can only read. What does
not: questions (``asked``). DuckDB knows no rights by schema; so the rest of the warehouse is simply not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.run_at_hand import run_at_hand

SCHEMA = "research"
STORAGE = "v1.4.0"
"""DuckDB from this version on reads the file."""
MEMORY = "2GB"


def research_folder(settings: Settings) -> Path:
    """Where the database and the outbox lie. Restricted."""
    return settings.root / "research" / settings.state


def database_of_the_run(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Path, str]:
    """The research database of the run at hand, written once a run, and the run's id; those of other runs go."""
    run_id = run_at_hand(connection).run_id
    path = research_folder(settings) / f"{run_id}.duckdb"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        for other in path.parent.glob("*.duckdb*"):
            other.unlink()
        copy_schema(connection, path)
    return path, run_id


def copy_schema(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the tables and views of the research schema to a database file of their own."""
    building = path.with_name(f"{path.name}.partial")
    building.unlink(missing_ok=True)
    connection.execute(f"attach {_quoted(str(building))} as copied (storage_version '{STORAGE}')")
    try:
        connection.execute(f"create schema copied.{SCHEMA}")
        for name in tables(connection):
            connection.execute(f"create table copied.{SCHEMA}.{name} as from {SCHEMA}.{name} order by all")
    finally:
        connection.execute("detach copied")
    building.chmod(0o600)
    building.replace(path)


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables and views of the research schema, by name."""
    found = connection.execute(
        "select distinct table_name from duckdb_columns() "
        "where schema_name = ? and database_name = current_database() order by table_name",
        [SCHEMA],
    ).fetchall()
    return [str(name) for (name,) in found]


@contextmanager
def opened_to_read(path: Path, threads: int, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database, to read only: no other file, no network, no extension, and none of this can be changed."""
    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "threads": str(threads),
            "memory_limit": memory,
            "max_temp_directory_size": "0KB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    try:
        connection.execute(f"set schema = '{SCHEMA}'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
