"""Tables of a run, one shard after the other: for queries that no machine has room to ask of a whole state at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.shards.build import find_root
from orchestration.warehouse.shards.manifest import name_folder
from orchestration.warehouse.shards.parquet import build_query, read_columns

ONE_SHARD = "one_shard"
"""Database in memory in which the tables are those of one shard."""
_OF_A_SHARD = re.compile(r"/shards/([0-9a-f]{16})/shard_000/([^/]+)/")


def show_in_turn(settings: Settings, connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Generator[int]:
    """Show only one shard's rows of ``tables`` (``schema.table``) under their names, and yield its number, for each.

    A view over views of shards shows one shard's rows too; what is no view is shown whole. Until the next number is
    asked for, or the generator closed, ``connection`` finds no other table of the warehouse by schema and name. Where
    nothing is in shards, everything is shown as it is, once.
    """
    ((database,),) = connection.execute("select current_database()").fetchall()
    queries = _find_queries(connection, tables)
    stages = {name: found.groups() for name, query in queries.items() if (found := _OF_A_SHARD.search(query))}
    if not stages:
        yield 0
        return
    columns = {name: read_columns(connection, name) for name in stages}
    (run,) = {run for run, _ in stages.values()}
    folder = find_root(settings) / run
    connection.execute(f"attach ':memory:' as {ONE_SHARD}")
    try:
        for shard in range(len([*folder.glob("shard_*/")])):
            connection.execute(f"use {ONE_SHARD}")
            for name, query in queries.items():
                if name in stages:
                    file = name_folder(folder, shard) / stages[name][1] / f"{name}.parquet"
                    shown = build_query(columns[name], [file])
                else:
                    shown = query or f'from "{database}".{name}'
                connection.execute(f"create schema if not exists {name.split('.')[0]}")
                connection.execute(f"create or replace view {name} as {shown}")
            yield shard
    finally:
        connection.execute(f'use "{database}"')
        connection.execute(f"detach {ONE_SHARD}")


def _find_queries(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, str]:
    """Find the queries of ``tables`` and of all that they read, each after what it reads; a table has an empty one."""
    known = dict(
        connection.execute(
            "select schema_name || '.' || view_name, regexp_replace(rtrim(sql, '; \n'), '^CREATE VIEW \\S+ AS ', '') "
            "from duckdb_views() where database_name = current_database() and not internal "
            "union all select schema_name || '.' || table_name, '' from duckdb_tables() "
            "where database_name = current_database()"
        ).fetchall()
    )
    found: dict[str, str] = {}

    def visit(name: str) -> None:
        if name not in found:
            is_of_files = "read_parquet" in known[name]  # its paths hold names of tables, which it does not read
            for read in [] if is_of_files else re.findall(r"\b\w+\.\w+\b", known[name]):
                if read in known:
                    visit(read)
            found[name] = "" if is_of_files and not _OF_A_SHARD.search(known[name]) else known[name]

    for name in tables:
        visit(name)
    return found
