"""Connections to the warehouse.

All DuckDB connections of a process share one configuration, dbt's included. So each connection gets the settings of
``dbt_project/profiles.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.damaged_file import DamagedWarehouseError

_OTHER_CAUSES = (
    "permission denied",
    " lock ",
    "no space",
    "read-only",
    "no such file",
    "is a directory",
    "too many open",
)
"""Parts of DuckDB's messages for causes other than a damaged file."""
_LOCKED_MESSAGE = "could not set lock"


class WarehouseInUseError(duckdb.IOException):
    """Another process has the warehouse open."""


def build_connection_config(settings: Settings) -> dict[str, str]:
    """Build the DuckDB configuration, the same as in ``profiles.yml``."""
    return {
        "threads": str(settings.threads),
        "memory_limit": settings.memory_limit,
        "temp_directory": f"{settings.warehouse}.tmp",
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the state's warehouse for the length of the block; create it if needed.

    Raises:
        DamagedWarehouseError: The file is no readable DuckDB database.
        WarehouseInUseError: Another process has it open.
        duckdb.Error: The file may not be read, or the disk is full.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(settings.warehouse), config={**build_connection_config(settings)})
    except (duckdb.IOException, duckdb.SerializationException) as error:
        if _LOCKED_MESSAGE in str(error).lower():
            raise WarehouseInUseError(
                f"{settings.warehouse} cannot be opened: a run or another program has it"
            ) from None
        if any(word in str(error).lower() for word in _OTHER_CAUSES):
            raise
        raise DamagedWarehouseError(settings.warehouse) from None
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def begin_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit the block, or roll all of it back after an error."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def fetch_dicts(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, Any]]:
    """Run a query and return its rows as dicts by column name."""
    result = connection.execute(query, dict(values) if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
