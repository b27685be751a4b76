"""Dagster's log of events for a run of the command line: the same files, kept open.

What belongs here: this storage and the instance that has it. What does not: what is logged (Dagster's), and how a
history begins (``history``).

Dagster opens and closes a file of SQLite for every event, and each time it is forced to the disk: a sixth of the time
of a run on an empty delivery (measured). A run in one process keeps the file of the run and the index open. A killed
process loses nothing; a power cut can lose the last events of the history, no table and no file of ours.
Runs from the UI keep Dagster's own storage: the UI watches their files, and those change only when they are closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

from orchestration.defs.history import (
    HISTORY,
    ask_only_whether_tables_are_there,
    begin_history,
    begin_log_of_a_run,
    kept_open,
)

KEPT_OPEN = 2
"""The index of all runs, and the run under way."""


class KeptOpenEventLog(SqliteEventLogStorage):
    """Dagster's own storage of events in SQLite, with the connections it used last kept."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._engines: dict[str, sa.Engine] = {}
        self._tables_seen: set[str] = set()
        self._columns_seen: set[str] = set()
        super().__init__(*arguments, **named)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> KeptOpenEventLog:
        """As Dagster makes it from a configuration."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:  # so one connection is never in two hands
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                if not begin_log_of_a_run(Path(self._base_dir).parents[1], Path(self.path_for_shard(shard))):
                    self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> sa.Engine:
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = sa.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": 30, "check_same_thread": False},
            )
            sa.event.listen(engine, "connect", _only_checkpoints_are_forced)
        self._engines[shard] = engine  # the last in line is the one used last
        while len(self._engines) > KEPT_OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def has_table(self, table_name: str) -> bool:
        """As Dagster asks before every event of a table or check: one that was there is not looked for again."""
        if table_name not in self._tables_seen and super().has_table(table_name):
            self._tables_seen.add(table_name)
        return table_name in self._tables_seen

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        """The same of a column of the table of assets, as Dagster asks with every event of a table and every look."""
        if column_name not in self._columns_seen and super()._has_asset_key_col_on_connection(conn, column_name):
            self._columns_seen.add(column_name)
        return column_name in self._columns_seen

    def _let_go(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()

    def wipe(self) -> None:
        self._let_go()
        self._tables_seen.clear()
        self._columns_seen.clear()
        super().wipe()

    def dispose(self) -> None:
        self._let_go()
        super().dispose()


def _only_checkpoints_are_forced(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = normal")


def instance_of_the_command_line(dagster_home: Path) -> dg.DagsterInstance:
    """The instance of ``dagster_home`` as its ``dagster.yaml`` says, with the log of events kept open."""
    ask_only_whether_tables_are_there()
    if not (dagster_home / HISTORY).exists():
        begin_history(dagster_home)
    return dg.DagsterInstance.from_ref(kept_open(dagster_home))
