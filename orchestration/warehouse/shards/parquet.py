"""Tables as Parquet and back, with the types that Parquet lacks. DuckDB and the standard library only.

A 128-bit number is a UUID in Parquet, which has none; an ENUM comes back as text and is cast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

Columns = Sequence[tuple[str, str]]
"""Names and DuckDB types."""

WIDE = "UHUGEINT"


def read_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Read names and types of the columns of a table."""
    return [(str(row[0]), str(row[1])) for row in connection.execute(f"describe {table}").fetchall()]


def write_parquet(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Columns, path: Path, *, is_sorted: bool = False
) -> int:
    """Write a table, and return its number of rows. Sorted, if several threads read it and the same rows are to give
    the same bytes.

    (A higher level of compression takes a fifth more time and saves a fiftieth of the room; filters of which values a
    file has take a fifth more time and room, and no query is faster: measured.)
    """
    chosen = ", ".join(
        f'cast("{name}" as uuid) as "{name}"' if type_ == WIDE else f'"{name}"' for name, type_ in columns
    )
    order = " order by all" if is_sorted else ""
    ((rows,),) = connection.execute(
        f"copy (select {chosen} from {table}{order}) to {quote(str(path))} (format parquet, compression zstd, "
        "compression_level 1, write_bloom_filter false)"
    ).fetchall()
    return int(rows)


def build_query(columns: Columns, files: Iterable[Path], *, is_distinct: bool = False) -> str:
    """Build the query that reads files of ``write_parquet`` (patterns, too) with the types of the table."""
    chosen = ", ".join(
        f'cast("{name}" as {type_}) as "{name}"' if type_ == WIDE or "ENUM" in type_ else f'"{name}"'
        for name, type_ in columns
    )
    paths = ", ".join(quote(str(path)) for path in files)
    distinct = "distinct " if is_distinct else ""
    return f"select {distinct}{chosen} from read_parquet([{paths}], hive_partitioning = false)"


def build_sum(columns: Columns, query: str) -> str:
    """Build the query that adds up the numbers (bigint) of rows that are equal in all else."""
    chosen = ", ".join(
        f'cast(sum("{name}") as bigint) as "{name}"' if type_ == "BIGINT" else f'"{name}"' for name, type_ in columns
    )
    return f"select {chosen} from ({query}) group by all"


def quote(text: str) -> str:
    """Quote text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def quote_table(table: str) -> str:
    """Quote the name of a table as compiled SQL has it after the database."""
    return '"{}"."{}"'.format(*table.split("."))
