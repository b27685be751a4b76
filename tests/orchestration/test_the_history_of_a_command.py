"""Runs of the command line write the same history that the UI reads, with its files kept open.

Jobs of a few lines: no warehouse, no delivery.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from dagster._core.storage import sql
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

from orchestration.defs.event_log import KEPT_OPEN, KeptOpenEventLog, instance_of_the_command_line
from orchestration.defs.history import HISTORY, kept_history
from orchestration.defs.run import prepare_dagster_home
from orchestration.settings import Settings, load_settings

MODULES_OF_STORAGES = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)

KILLED = """
import os, signal, sys
from pathlib import Path
import dagster as dg
from orchestration.defs.event_log import instance_of_the_command_line

@dg.asset
def first(): ...

@dg.asset(deps=[first])
def second():
    os.kill(os.getpid(), signal.SIGKILL)

with instance_of_the_command_line(Path(sys.argv[1])) as instance:
    dg.materialize([first, second], instance=instance)
"""


@dg.asset
def counted() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with Dagster's folder and nothing else. The environment is as before afterwards."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    settings = load_settings(home=tmp_path / "home")
    prepare_dagster_home(settings)
    return settings


def rows_shown(settings: Settings) -> list[object]:
    """What the UI's own instance shows of the asset, newest first."""
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert not isinstance(instance.event_log_storage, KeptOpenEventLog)
        found = instance.fetch_materializations(dg.AssetKey("counted"), limit=9).records
        return [record.asset_materialization.metadata["rows"].value for record in found if record.asset_materialization]


def test_the_ui_sees_what_a_run_wrote_while_its_files_are_open(settings: Settings) -> None:
    with instance_of_the_command_line(settings.dagster_home) as instance:
        assert isinstance(instance.event_log_storage, KeptOpenEventLog)
        assert dg.materialize([counted], instance=instance).success
        assert rows_shown(settings) == [7]
    assert rows_shown(settings) == [7]


def test_no_more_files_are_open_than_said(settings: Settings) -> None:
    with instance_of_the_command_line(settings.dagster_home) as instance:
        for _ in range(3):
            assert dg.materialize([counted], instance=instance).success
        storage = instance.event_log_storage
        assert isinstance(storage, KeptOpenEventLog)
        open_now = [link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        of_history = {name for name in open_now if name.endswith(".db")}
        assert len(storage._engines) == KEPT_OPEN
        assert len(of_history) <= KEPT_OPEN + 1, "beside them the list of runs at most"
        run_ids = [run.run_id for run in instance.get_runs()]
        assert all(len(instance.all_logs(run_id)) > 5 for run_id in run_ids), "each can be read again"
    assert not storage._engines
    assert rows_shown(settings) == [7, 7, 7]


def test_what_a_killed_run_wrote_is_there(settings: Settings) -> None:
    killed = subprocess.run([sys.executable, "-W", "ignore", "-c", KILLED, settings.dagster_home], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        (run,) = instance.get_runs()
        written = [event.dagster_event_type for event in instance.all_logs(run.run_id) if event.is_dagster_event]
        assert written.count(dg.DagsterEventType.ASSET_MATERIALIZATION) == 1
        assert written[-1] == dg.DagsterEventType.STEP_START, "of the step that was killed"


def test_a_history_that_is_wiped_starts_anew(settings: Settings) -> None:
    with instance_of_the_command_line(settings.dagster_home) as instance:
        assert dg.materialize([counted], instance=instance).success
        instance.event_log_storage.wipe()
        assert dg.materialize([counted], instance=instance).success
    assert rows_shown(settings) == [7]


def test_what_the_tables_are_like_is_looked_for_once(settings: Settings) -> None:
    asked: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "table_xinfo" in statement and "asset_keys" in statement:  # for its columns, not whether it is there
            asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", noted)
    try:
        with instance_of_the_command_line(settings.dagster_home) as instance:
            assert dg.materialize([counted], instance=instance).success
            assert asked, "Dagster asks for the columns of its table of assets"
            asked.clear()
            assert dg.materialize([counted], instance=instance).success
            assert asked == []
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", noted)
    assert rows_shown(settings) == [7, 7]


def _laid_out(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """The files of SQLite below, each with what stands in its list of tables."""
    found = {}
    for path in sorted(folder.rglob("*.db")):
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("select type, sql from sqlite_master where sql is not null order by 1, 2")
            found[str(path.relative_to(folder))] = tables.fetchall()
    return found


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_new_history_is_what_dagster_lays_out_by_itself(
    is_kept: bool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_kept:
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert kept_history(settings.dagster_home).exists() is is_kept
    with instance_of_the_command_line(settings.dagster_home) as instance:
        own_run = dg.materialize([counted], instance=instance).run_id
    other = load_settings(home=tmp_path / "other")
    prepare_dagster_home(other)
    for module in MODULES_OF_STORAGES:
        monkeypatch.setattr(module, "check_alembic_revision", sql.check_alembic_revision)
    with dg.DagsterInstance.from_config(str(other.dagster_home)) as instance:
        assert instance.schedule_storage is not None
        run = dg.materialize([counted], instance=instance).run_id
    laid_out = _laid_out(settings.dagster_home)
    by_dagster = {name.replace(run, own_run): tables for name, tables in _laid_out(other.dagster_home).items()}
    assert len(laid_out) == 4
    assert laid_out == by_dagster


def test_no_migration_is_read_to_begin_a_history_or_to_go_on_with_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("migrations of Dagster are read")

    monkeypatch.setattr(ScriptDirectory, "from_config", read)
    for times in (1, 2):
        with instance_of_the_command_line(settings.dagster_home) as instance:
            assert dg.materialize([counted], instance=instance).success
        assert rows_shown(settings) == [7] * times


def test_a_history_that_was_begun_and_killed_is_begun_anew(settings: Settings) -> None:
    coming = settings.dagster_home / "coming" / HISTORY
    coming.mkdir(parents=True)
    (coming / "runs.db").write_bytes(b"half a page")
    with instance_of_the_command_line(settings.dagster_home) as instance:
        assert dg.materialize([counted], instance=instance).success
    assert not coming.parent.exists()
    assert rows_shown(settings) == [7]


def test_a_history_whose_schedules_were_not_moved_in_is_completed(settings: Settings) -> None:
    with instance_of_the_command_line(settings.dagster_home):
        pass
    shutil.rmtree(settings.dagster_home / "schedules")
    with instance_of_the_command_line(settings.dagster_home) as instance:
        assert instance.schedule_storage is not None
        assert dg.materialize([counted], instance=instance).success
    assert len(_laid_out(settings.dagster_home)) >= 3


def test_what_is_written_after_the_beginning_is_forced_to_the_disk(settings: Settings) -> None:
    with instance_of_the_command_line(settings.dagster_home) as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, KeptOpenEventLog)
        with storage._connect("index") as connection:
            (level,) = connection.exec_driver_sql("pragma synchronous").fetchone() or ()
    assert level == 1, "at checkpoints"
