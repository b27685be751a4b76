"""Connections to the warehouse.

All DuckDB connections of a process share one configuration, dbt's included. So each connection gets the settings of
``dbt_project/profiles.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.damaged_file import DamagedFileError, DamagedWarehouseError, find_damaged_parquet

_LOCKED_MESSAGE = "could not set lock"
_DAMAGED_MESSAGES = (
    "corrupt database file",
    "not a valid duckdb database",
    "could not read enough bytes",
    "replaying wal",
    "storage version",
    "cannot read database file",
)
"""Parts of DuckDB's messages for a damaged file, or one of another version. All others have another cause: a full disk,
or a connection of this process with another configuration."""
_WHOLE_PATH = r"'(?P<home>(?:/(?:[^']|'')*)?)/(?P<room>warehouse|intake)/(?P<inside>{state}/(?:shards|[0-9a-f]{{64}})/)"
"""A path in a view of an earlier version, which named whole ones."""


class WarehouseInUseError(duckdb.IOException):
    """Another process has the warehouse open."""


def build_connection_config(settings: Settings) -> dict[str, str]:
    """Build the DuckDB configuration, the same as in ``profiles.yml``."""
    return {
        "threads": str(settings.threads),
        "memory_limit": settings.memory_limit,
        "temp_directory": f"{settings.warehouse}.tmp",
        "file_search_path": str(settings.root),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def name_in_home(settings: Settings, path: Path) -> Path:
    """Name a file of the home in a view, so that a home that was moved or copied reads its own files.

    DuckDB looks for a file in the working folder, which may be another home, before ``file_search_path``; but not for a
    pattern. So the name is one, which fits this file alone.
    """
    room, _, inside = path.relative_to(settings.root).as_posix().partition("/")
    return Path(_make_pattern(room), inside)


def _make_pattern(room: str) -> str:
    return f"[{room[0]}]{room[1:]}"


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the state's warehouse for the length of the block; create it if needed.

    Raises:
        DamagedWarehouseError: The file is no readable DuckDB database.
        DamagedFileError: A file that a view shows is damaged.
        WarehouseInUseError: Another process has it open.
        duckdb.Error: The file may not be read, or the disk is full.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(settings)
    try:
        with explain_damage(settings):
            rewrite_views(connection, settings)
            yield connection
    finally:
        connection.close()


def connect_to_read(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the state's warehouse read-only, with views of the home where it is now.

    Raises:
        DamagedWarehouseError: The file is no readable DuckDB database.
        WarehouseInUseError: Another process has it open.
        duckdb.Error: The file may not be read.
    """
    connection = _connect(settings, read_only=True)
    if not _find_former_homes(connection, settings) - {str(settings.root)}:
        return connection
    connection.close()
    with open_warehouse(settings):
        pass
    return _connect(settings, read_only=True)


def _connect(settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(
            str(settings.warehouse), read_only=read_only, config={**build_connection_config(settings)}
        )
    except duckdb.Error as error:
        if is_locked(error):
            raise WarehouseInUseError(
                f"{settings.warehouse} cannot be opened: a run or another program has it"
            ) from None
        if _is_damage(error):
            raise DamagedWarehouseError(settings.warehouse) from None
        raise


def _is_damage(error: duckdb.Error) -> bool:
    return any(words in str(error).lower() for words in _DAMAGED_MESSAGES)


def is_locked(error: duckdb.Error) -> bool:
    """Return whether DuckDB says that another process has the file."""
    return _LOCKED_MESSAGE in str(error).lower()


@contextmanager
def explain_damage(settings: Settings) -> Iterator[None]:
    """Name the file that is damaged where DuckDB notices it while it reads.

    Raises:
        DamagedWarehouseError: It is the warehouse.
        DamagedFileError: It is a file of intake or of the shards.
    """
    try:
        yield
    except duckdb.Error as error:
        if inside := find_damaged_parquet(error):
            raise DamagedFileError(settings.root / inside) from None
        if _is_damage(error):
            raise DamagedWarehouseError(settings.warehouse) from None
        raise


def rewrite_views(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Let views that an earlier version wrote with whole paths name files in the home (``name_in_home``), and so its
    dbt project."""
    if not _find_former_homes(connection, settings):
        return
    if (settings.dbt_target / "project").is_dir():
        from orchestration.warehouse.dbt.manifest import write_project  # (in no other home)

        write_project(settings)
    whole_path = re.compile(_WHOLE_PATH.format(state=settings.state))
    views = connection.execute(
        "select schema_name, view_name, sql from duckdb_views() where not internal and regexp_matches(sql, ?)",
        [whole_path.pattern],
    ).fetchall()
    comments = _list_comments(connection)  # a view that is replaced loses them
    kept: list[str] = []
    for schema, view, sql in views:
        inside = whole_path.sub(lambda found: f"'{_make_pattern(found['room'])}/{found['inside']}", str(sql))
        with suppress(duckdb.IOException):  # files that were left behind: the view stays as it is
            connection.execute(inside.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
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


def _find_former_homes(connection: duckdb.DuckDBPyConnection, settings: Settings) -> set[str]:
    """Find the homes of whole paths in views whose files are in this home too."""
    rows = connection.execute(
        "select sql from duckdb_views() where not internal and regexp_matches(sql, ?)",
        [_WHOLE_PATH.format(state=settings.state)],
    ).fetchall()
    found = {
        (one["home"].replace("''", "'"), one["room"])
        for (sql,) in rows
        for one in re.finditer(_WHOLE_PATH.format(state=settings.state), sql)
    }
    return {home for home, room in found if (settings.root / room / settings.state).is_dir()}


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
