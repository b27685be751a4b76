"""How Dagster's history of a home begins: its tables as ``make setup`` laid them out, copied.

What belongs here: laying them out, keeping them in the environment, beginning a home and a run with them. What does
not: writing to them (``event_log``). What is kept is named by the version of Dagster and by its configuration; where
nothing is kept under that name, Dagster lays its tables out by itself.

Dagster lays out each of its files of SQLite by some sixty statements, and reads all its migrations of ten years to
learn the name of the newest one: 0.6 s of a run on one row (measured).
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

from orchestration.defs.run import prepare_dagster_home
from orchestration.files.atomic import PARTIAL, force_all_to_disk
from orchestration.settings import load_settings

CONFIGURATION = "dagster.yaml"
HISTORY = "history"
_OF_A_RUN = "run.db"
_EVENT_LOG = ("orchestration.defs.event_log", "KeptOpenEventLog")


def kept_open(folder: Path) -> InstanceRef:
    """The instance of a folder as its ``dagster.yaml`` says, with the log of events kept open."""
    module, class_ = _EVENT_LOG
    storage = {"module": module, "class": class_, "config": {"base_dir": str(folder / HISTORY / "runs")}}
    return InstanceRef.from_dir(str(folder), overrides={"event_log_storage": storage})


def kept_history(dagster_home: Path) -> Path:
    """Where the environment keeps a history that begins as this home's does, if it keeps one."""
    digest = hashlib.sha256(version("dagster").encode())
    with suppress(FileNotFoundError):
        digest.update((dagster_home / CONFIGURATION).read_bytes())
    return Path(sys.prefix) / "share" / "lookback" / "history" / digest.hexdigest()


def begin_history(dagster_home: Path) -> None:
    """Dagster's tables of a new home, in a folder beside, forced to the disk at once, and moved in. What a kill leaves
    out Dagster makes itself."""
    coming = dagster_home / "coming"
    shutil.rmtree(coming, ignore_errors=True)
    try:
        shutil.copytree(kept_history(dagster_home), coming)
    except OSError:  # none is kept, or it cannot be read
        _lay_out(dagster_home, coming)
    force_all_to_disk(coming)
    for made in sorted(path for path in coming.iterdir() if path.is_dir()):
        with suppress(OSError):  # the UI of this home has just made its own
            made.rename(dagster_home / made.name)
    shutil.rmtree(coming)


def begin_log_of_a_run(dagster_home: Path, log: Path) -> bool:
    """The empty file of a new run. False where it is there already, or where none is kept to begin with."""
    if log.exists():
        return False
    partial = log.with_suffix(PARTIAL)
    try:
        shutil.copyfile(kept_history(dagster_home) / _OF_A_RUN, partial)
    except OSError:
        return False
    partial.rename(log)
    return True


def ask_only_whether_tables_are_there() -> None:
    """Dagster asks a file for its revision and all migrations for the newest one, to know whether there are both. Where
    the file has one nothing follows from the other."""
    storages: tuple[Any, ...] = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)
    for storage in storages:
        storage.check_alembic_revision = _revision


_revision_and_newest = sqlite_event_log.check_alembic_revision


def _revision(alembic_config: Any, connection: sa.Connection) -> Any:
    found = MigrationContext.configure(connection).get_current_revision()
    return (found, found) if found else _revision_and_newest(alembic_config, connection)


def _nothing_is_forced(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = off")


def _lay_out(dagster_home: Path, folder: Path, *, with_a_run: bool = False) -> None:
    """By Dagster, which forces each statement to the disk by itself if it is let: 1.5 s (measured)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with suppress(FileNotFoundError):  # the same storage
        shutil.copy(dagster_home / CONFIGURATION, folder)
    sa.event.listen(sa.Engine, "connect", _nothing_is_forced)
    try:
        with dg.DagsterInstance.from_ref(kept_open(folder)) as instance:
            assert instance.schedule_storage is not None  # made when it is first asked for
            log = instance.event_log_storage
            if with_a_run:
                assert isinstance(log, SqliteEventLogStorage)
                with log.run_connection(Path(_OF_A_RUN).stem):
                    pass
    finally:
        sa.event.remove(sa.Engine, "connect", _nothing_is_forced)
    if with_a_run:
        (folder / HISTORY / "runs" / _OF_A_RUN).rename(folder / _OF_A_RUN)


def _prepare() -> None:
    """Keep a history that begins as that of every home, and none of an earlier version."""
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings(home=Path(home))
        prepare_dagster_home(settings)
        kept = kept_history(settings.dagster_home)
        if kept.exists():
            return
        shutil.rmtree(kept.parent, ignore_errors=True)
        partial = kept.with_suffix(PARTIAL)
        _lay_out(settings.dagster_home, partial, with_a_run=True)
    force_all_to_disk(partial)
    partial.rename(kept)


if __name__ == "__main__":
    _prepare()
