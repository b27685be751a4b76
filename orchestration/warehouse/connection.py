"""One way to open the warehouse.

All DuckDB connections of one process share one configuration, dbt's included: so every connection is opened here with
the settings that ``dbt_project/profiles.yml`` gives too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.damaged_file import DamagedWarehouseError

_NOT_DAMAGED = (
    "permission denied",
    " lock ",
    "no space",
    "read-only",
    "no such file",
    "is a directory",
    "too many open",
)
"""What DuckDB says where the file itself is not the trouble."""
_HELD = "could not set lock"


class WarehouseInUse(duckdb.IOException):
    """Another process has the warehouse open: a run, or another program."""


def build_connection_config(settings: Settings) -> dict[str, str]:
    """DuckDB configuration, the same as in ``profiles.yml``."""
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
    """The state's warehouse, created where there is none; closed at the end of the block. Raises
    ``DamagedWarehouseError``,
    ``WarehouseInUse``, and DuckDB's own errors where it may not be read."""
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(settings.warehouse), config={**build_connection_config(settings)})
    except (duckdb.IOException, duckdb.SerializationException) as error:
        if _HELD in str(error).lower():
            raise WarehouseInUse(f"{settings.warehouse} cannot be opened: a run or another program has it") from None
        if any(word in str(error).lower() for word in _NOT_DAMAGED):
            raise
        raise DamagedWarehouseError(settings.warehouse) from None
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def begin_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block or nothing of it."""
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
    """The rows of a query, by the names of its columns."""
    result = connection.execute(query, dict(values) if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
