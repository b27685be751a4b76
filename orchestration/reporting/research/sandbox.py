"""The process that runs a question, under limits that the operating system enforces.

It opens the research database read-only. DuckDB checks its own limits only between steps, and a single function call
can take any memory and time, so the system limits the process and the caller kills it. It is started as ``python -m
orchestration.reporting.research.sandbox`` and imports no more than it needs.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from orchestration.settings import parse_memory_limit

SCHEMA = "research"
MEMORY: Final = "2GB"
BESIDE_MEGABYTES: Final = 1_000
"""Memory of the process beyond what DuckDB counts: interpreter, threads, answer."""
TOO_LONG, TOO_MUCH, NOT_THERE, WRONG = 3, 4, 5, 6
"""Exit codes without an answer; for an invalid question, standard error has the kind of error."""


def parse_memory(memory: str) -> int:
    """Convert ``2GB`` or ``500MB`` to megabytes, at least one.

    Raises:
        ValueError: The text is no amount of memory.
    """
    return max(parse_memory_limit(memory) // 1_000_000, 1)


@contextmanager
def open_read_only(path: str, threads: int, megabytes: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database read-only, without other files, network or extensions; the settings are locked."""
    connection = duckdb.connect(
        path,
        read_only=True,
        config={
            "threads": str(threads),
            "memory_limit": f"{megabytes}MB",
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


def main() -> int:
    """Read the request from standard input, and write the answer to standard output as an Arrow stream."""
    asked = json.load(sys.stdin)
    most = (asked["megabytes"] + BESIDE_MEGABYTES) * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    try:
        with open_read_only(asked["path"], asked["threads"], asked["megabytes"]) as connection:
            table = connection.sql(asked["sql"]).to_arrow_table()
    except (duckdb.OutOfMemoryException, MemoryError):
        return TOO_MUCH
    except duckdb.CatalogException:
        return NOT_THERE
    except duckdb.Error as error:
        sys.stderr.write(type(error).__name__)  # its text may quote a row
        return WRONG
    import pyarrow as pa

    is_plain = (
        pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean, pa.types.is_string,
        pa.types.is_large_string, pa.types.is_date, pa.types.is_dictionary, pa.types.is_null,
    )  # fmt: skip
    if not all(any(is_so(field.type) for is_so in is_plain) for field in table.schema):
        sys.stderr.write("NoPlainValue")
        return WRONG
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
