"""Write the tables of a snapshot: a temporary table of keys, Parquet files of each query, and their hashes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.queries import KEYS, KEYS_TABLE
from orchestration.files.publish_dir import hash_file
from orchestration.warehouse.damaged_file import DamagedFileError
from orchestration.warehouse.shards.parquet import quote


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
    _copy(connection, query, folder / f"{table}.parquet")


def hash_tables(folder: Path) -> dict[str, str]:
    """Hash the tables in a folder, by name of the file."""
    return {path.name: hash_file(path) for path in sorted(folder.glob("*.parquet"))}


def check_tables(folder: Path, hashes: Mapping[str, str], way_on: str) -> None:
    """Check that the tables in a folder are as they were written. Without ``hashes`` (of earlier versions) nobody can.

    Raises:
        DamagedFileError: One is missing, was added, or has other bytes.
    """
    found = hash_tables(folder) if hashes else {}
    for name in sorted(found.keys() | hashes.keys()):
        if found.get(name) != hashes.get(name):
            raise DamagedFileError(folder / name, way_on)


def find_files(folder: Path, table: str) -> str | None:
    """Find the file of a table, or the pattern of its files; None if there is none."""
    if (folder / f"{table}.parquet").exists():
        return str(folder / f"{table}.parquet")
    return str(folder / f"{table}.*.parquet") if any(folder.glob(f"{table}.*.parquet")) else None


class PartedTable:
    """A table that is written in parts as they are asked for, and then as sorted files of evenly many rows.

    Which file a row is in depends on its content alone, so that other parts give the same bytes. ``column``: an
    unsigned number spread evenly; ``files``: how many there are.
    """

    def __init__(self, folder: Path, table: str, column: str, files: int) -> None:
        self._folder, self._table, self._column, self._files = folder, table, column, files
        self._parts = folder / f"{table}.parts"

    def add(self, connection: duckdb.DuckDBPyConnection, query: str) -> None:
        """Write the rows of ``query`` as a part."""
        if not self._parts.exists():
            self._parts.mkdir(mode=0o700)
            _copy(connection, f"{query} limit 0", self._parts / "empty.parquet")
        _copy(
            connection,
            f"select *, {self._column} % {self._files} as file from ({query})",
            self._parts,
            ", partition_by (file), append",
        )

    def finish(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Write the files and delete the parts."""
        for number in range(self._files):
            of_file = self._parts / f"file={number}"
            rows = [self._parts / "empty.parquet", *of_file.glob("*.parquet")]
            name = f"{self._table}.{number:03d}.parquet" if self._files > 1 else f"{self._table}.parquet"
            query = f"from read_parquet([{', '.join(map(quote, map(str, rows)))}], hive_partitioning = false)"
            _copy(connection, f"{query} order by all", self._folder / name)
            shutil.rmtree(of_file, ignore_errors=True)
        shutil.rmtree(self._parts)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, more: str = "") -> None:
    connection.execute(
        f"copy ({query}) to {quote(str(path))} (format parquet, compression zstd, compression_level 1{more})"
    )
