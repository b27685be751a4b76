"""Dagster's log of events for a run of the command line: the same files, kept open.

What belongs here: this storage and the instance that has it. What does not: what is logged (Dagster's).

Dagster opens and closes a file of SQLite for every event, and each time it is forced to the disk: a sixth of the time
of a run on an empty delivery (measured). A run in one process keeps the file of the run and the index open. A killed
process loses nothing; a power cut can lose the last events of the history, no table and no file of ours.
Runs from the UI keep Dagster's own storage: the UI watches their files, and those change only when they are closed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

from orchestration.on_disk import force_all_to_disk

CONFIGURATION = "dagster.yaml"
HISTORY = "history"

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


def _nothing_is_forced(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = off")


def instance_of_the_command_line(dagster_home: Path) -> dg.DagsterInstance:
    """The instance of ``dagster_home`` as its ``dagster.yaml`` says, with the log of events kept open."""
    if not (dagster_home / HISTORY).exists():
        _begin_history(dagster_home)
    return dg.DagsterInstance.from_ref(_kept_open(dagster_home))


def _kept_open(folder: Path) -> InstanceRef:
    storage = {
        "module": __name__,
        "class": KeptOpenEventLog.__name__,
        "config": {"base_dir": str(folder / HISTORY / "runs")},
    }
    return InstanceRef.from_dir(str(folder), overrides={"event_log_storage": storage})


def _begin_history(dagster_home: Path) -> None:
    """Lay out Dagster's tables of a new home in a folder beside, force them to the disk at once, and move them in.

    Dagster forces each of some two hundred statements to the disk by itself: 1.5 s before the first line is read
    (measured). What a kill leaves out Dagster makes itself.
    """
    coming = dagster_home / "coming"
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir()
    with suppress(FileNotFoundError):  # the same storage
        shutil.copy(dagster_home / CONFIGURATION, coming)
    sa.event.listen(sa.Engine, "connect", _nothing_is_forced)
    try:
        with dg.DagsterInstance.from_ref(_kept_open(coming)) as instance:
            assert instance.schedule_storage is not None  # made when it is first asked for
    finally:
        sa.event.remove(sa.Engine, "connect", _nothing_is_forced)
    force_all_to_disk(coming)
    for made in sorted(path for path in coming.iterdir() if path.is_dir()):
        with suppress(OSError):  # the UI of this home has just made its own
            made.rename(dagster_home / made.name)
    shutil.rmtree(coming)
