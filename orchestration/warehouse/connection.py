"""Connections to the warehouse.

All DuckDB connections of a process share one configuration, dbt's included. So each connection gets the settings of
``dbt_project/profiles.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
        follow_home(connection, settings)
        yield connection
    finally:
        connection.close()


def connect_to_read(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the state's warehouse read-only, with views of the home where it is now.

    Raises:
        duckdb.Error: It cannot be opened.
    """
    path = str(settings.warehouse)
    connection = duckdb.connect(path, read_only=True, config={**build_connection_config(settings)})
    if _find_former_home(connection, settings) is None:
        return connection
    connection.close()
    with duckdb.connect(path, config={**build_connection_config(settings)}) as writing:
        follow_home(writing, settings)
    return duckdb.connect(path, read_only=True, config={**build_connection_config(settings)})


def follow_home(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Let the views of a home that was moved or copied read its own Parquet.

    They name whole paths, so that any program can open the warehouse from any folder.
    """
    former = _find_former_home(connection, settings)
    if former is None:
        return
    views = connection.execute(
        "select schema_name, view_name, sql from duckdb_views() where not internal and contains(sql, ?)",
        [f"'{former}/"],
    ).fetchall()
    comments = _list_comments(connection)  # a view that is replaced loses them
    kept: list[str] = []
    for schema, view, sql in views:
        moved = str(sql).replace(f"'{former}/", f"'{_quote_home(settings)}/")
        with suppress(duckdb.IOException):  # files that were left behind: the view stays as it is
            connection.execute(moved.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
            kept += comments.get((schema, view), [])
    if kept:
        with begin_transaction(connection):
            connection.execute(";".join(kept))


def _list_comments(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """List the statements that comment a view and its columns, by schema and view."""
    rows = connection.execute(
        """
        with commented as (
            select
                schema_name,
                view_name,
                format('view "{}"."{}"', schema_name, view_name) as named,
                comment
            from duckdb_views()
            where not internal
            union all
            select
                schema_name,
                table_name,
                format('column "{}"."{}"."{}"', schema_name, table_name, column_name),
                comment
            from duckdb_columns()
            where not internal
        )
        select
            schema_name,
            view_name,
            list(format('comment on {} is ''{}''', named, replace(comment, '''', '''''')))
        from commented
        where comment is not null
        group by all
        """
    ).fetchall()
    return {(schema, view): statements for schema, view, statements in rows}


def _find_former_home(connection: duckdb.DuckDBPyConnection, settings: Settings) -> str | None:
    """Find the folder in which the home was when the warehouse was written, if its files were moved or copied since."""
    rows = connection.execute(
        "select distinct regexp_extract(sql, $1, ['home', 'files']) as found from duckdb_views() "
        "where contains(sql, 'read_parquet') order by found",
        [f"'(/.*?)/((?:warehouse|intake)/{settings.state})/"],
    ).fetchall()
    homes = [found["home"] for (found,) in rows if found["files"] and (settings.root / found["files"]).is_dir()]
    return next((str(home) for home in homes if home != _quote_home(settings)), None)


def _quote_home(settings: Settings) -> str:
    return str(settings.root).replace("'", "''")


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
