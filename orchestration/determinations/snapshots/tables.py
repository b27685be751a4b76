"""Write the tables of a snapshot: a temporary table of keys, and one Parquet file per query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.queries import KEYS, KEYS_TABLE


@contextmanager
def create_keys(connection: duckdb.DuckDBPyConnection, keys: str = KEYS) -> Iterator[None]:
    """Create a temporary table with the key of each charge and arrest for the length of the block."""
    connection.execute(f"create or replace temporary table {KEYS_TABLE} as {keys}")
    try:
        yield
    finally:
        connection.execute(f"drop table if exists {KEYS_TABLE}")


def write_table(connection: duckdb.DuckDBPyConnection, query: str, folder: Path, table: str) -> None:
    """Write the rows of ``query`` as Parquet, at a low compression level because hashes do not compress."""
    path = str(folder / f"{table}.parquet").replace("'", "''")
    connection.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd, compression_level 1)")
