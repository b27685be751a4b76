"""Dagster's SQLite event log with its files kept open, and without events that nobody reads (``UNREAD``): the storage
that a new ``dagster.yaml`` names.

An operator can name another storage there, such as Postgres. Dagster's own SQLite storage opens, syncs and closes a
file for every event: 10 to 13 s of a run (measured). Here a killed process loses nothing; a power cut can lose the last
events of Dagster's history, but no table or file of Lookback.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster import DagsterEventType, EventLogEntry, Field, StringSource
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.polling_event_watcher import SqlPollingEventWatcher
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

KEPT_OPEN = 2
"""The index of all runs, and the current run."""

UNREAD = {DagsterEventType.STEP_OUTPUT, DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED}
"""Events of each table and check that nobody reads: that its step returned it, that it is to be asked. Half of all."""


class KeptOpenEventLog(SqliteEventLogStorage):
    """Dagster's SQLite event storage that keeps its latest connections open."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._connections: dict[str, sa.Connection] = {}
        self._known_tables: set[str] = set()
        self._known_columns: set[str] = set()
        self._watcher: SqlPollingEventWatcher | None = None
        super().__init__(*arguments, **named)

    @classmethod
    def config_type(cls) -> Any:
        """``base_dir`` defaults to Dagster's own folder of history."""
        return {"base_dir": Field(StringSource, is_required=False)}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> KeptOpenEventLog:
        """Build the storage from Dagster's configuration."""
        base_dir = config_value.get("base_dir") or str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs")
        return cls(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:  # never use a connection in two threads
            connection = self._open(shard)
            with nullcontext() if connection.in_transaction() else connection.begin():
                yield connection

    def _open(self, shard: str) -> sa.Connection:
        connection = self._connections.pop(shard, None)
        if connection is None:
            engine = sa.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": 30, "check_same_thread": False},
            )
            sa.event.listen(engine, "connect", _sync_only_checkpoints)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            connection = engine.connect()
        self._connections[shard] = connection  # keep the order of last use
        while len(self._connections) > KEPT_OPEN:
            self._close(next(iter(self._connections)))
        return connection

    def _close(self, shard: str) -> None:
        connection = self._connections.pop(shard)
        connection.close()
        connection.engine.dispose()

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event that somebody reads. That a table is planned, the lineage page reads from the index of all
        runs."""
        if event.dagster_event_type == DagsterEventType.ASSET_MATERIALIZATION_PLANNED:
            with self.index_transaction() as index:
                stored = index.execute(self.prepare_insert_event(event))
            self.store_asset_event(event, stored.inserted_primary_key[0])
        elif event.dagster_event_type not in UNREAD:
            super().store_event(event)

    def has_table(self, table_name: str) -> bool:
        """Return whether a table exists; a table found once is not looked up again, though Dagster asks before every
        event."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        """Return whether the table of assets has a column, looked up once, though Dagster asks with every event."""
        if column_name not in self._known_columns and super()._has_asset_key_col_on_connection(conn, column_name):
            self._known_columns.add(column_name)
        return column_name in self._known_columns

    def watch(self, run_id: str, cursor: str | None, callback: Any) -> None:
        """Poll for new events, as Dagster does for other databases: a file that is kept open does not seem to
        change."""
        self._watcher = self._watcher or SqlPollingEventWatcher(self)
        self._watcher.watch_run(run_id, cursor, callback)

    def end_watch(self, run_id: str, handler: Any) -> None:
        if self._watcher is not None:
            self._watcher.unwatch_run(run_id, handler)

    def _close_files(self) -> None:
        with self._db_lock:
            for shard in [*self._connections]:
                self._close(shard)

    def wipe(self) -> None:
        self._close_files()
        self._known_tables.clear()
        self._known_columns.clear()
        super().wipe()

    def dispose(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
        self._close_files()
        super().dispose()


def _sync_only_checkpoints(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = normal")
