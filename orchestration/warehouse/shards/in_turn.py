"""Tables of a run, one shard after the other: for queries that no machine has room to ask of a whole state at once."""

from __future__ import annotations

from collections.abc import Collection, Generator

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.shards.build import find_root
from orchestration.warehouse.shards.manifest import name_folder
from orchestration.warehouse.shards.parquet import build_query, read_columns

ONE_SHARD = "one_shard"
"""Database in memory in which the tables are those of one shard."""


def show_in_turn(settings: Settings, connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Generator[int]:
    """Show only one shard's rows of ``tables`` (``schema.table``) under their names, and yield its number, for each.

    Until the next number is asked for, or the generator closed, ``connection`` finds no other table of the warehouse by
    schema and name. Where one of the tables is no view over shards, everything is shown as it is, once.
    """
    stages = dict(
        connection.execute(
            "select schema_name || '.' || view_name as name, "
            "regexp_extract(sql, '/shards/([0-9a-f]{16}/shard_000/[^/]+)/', 1) as stage "
            "from duckdb_views() where list_contains(?, name) and stage <> ''",
            [list(tables)],
        ).fetchall()
    )
    if stages.keys() != set(tables):
        yield 0
        return
    columns = {name: read_columns(connection, name) for name in tables}
    (run,) = {stage.split("/")[0] for stage in stages.values()}
    folder = find_root(settings) / run
    ((database,),) = connection.execute("select current_database()").fetchall()
    connection.execute(f"attach ':memory:' as {ONE_SHARD}")
    try:
        for shard in range(len([*folder.glob("shard_*/")])):
            connection.execute(f"use {ONE_SHARD}")
            for name in tables:
                file = name_folder(folder, shard, stages[name].split("/")[2]) / f"{name}.parquet"
                connection.execute(f"create schema if not exists {name.split('.')[0]}")
                connection.execute(f"create or replace view {name} as {build_query(columns[name], [file])}")
            yield shard
    finally:
        connection.execute(f'use "{database}"')
        connection.execute(f"detach {ONE_SHARD}")
