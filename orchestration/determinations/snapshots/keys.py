"""Rows that are kept for comparisons, from the warehouse to files: the keys they are found again by, and one file each.

What belongs here: these two steps, the same for what is kept of a run and of a counting. What does not: which rows
(``kept_rows``, ``counted``), the folders (``kept``, ``counted``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.queries import KEYS, KEYS_TABLE


@contextmanager
def keys_at_hand(connection: duckdb.DuckDBPyConnection, keys: str = KEYS) -> Iterator[None]:
    """The key of each charge and arrest as a temporary table, for the length of the block."""
    connection.execute(f"create or replace temporary table {KEYS_TABLE} as {keys}")
    try:
        yield
    finally:
        connection.execute(f"drop table if exists {KEYS_TABLE}")


def write_rows(connection: duckdb.DuckDBPyConnection, query: str, folder: Path, table: str) -> None:
    """The rows of ``query`` as the file of ``table``, as Parquet. (Most are hashes, which no effort makes smaller.)"""
    path = str(folder / f"{table}.parquet").replace("'", "''")
    connection.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd, compression_level 1)")
