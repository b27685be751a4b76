"""The history of runs: Dagster's files kept open, in the storage that the operator's ``dagster.yaml`` names.

Jobs of a few lines: no warehouse, no delivery.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from orchestration.defs.event_log import KEPT_OPEN, KeptOpenEventLog
from orchestration.defs.run import prepare_dagster_home
from orchestration.settings import Settings, load_settings

KILLED = """
import os, signal, sys
import dagster as dg

@dg.asset
def first(): ...

@dg.asset(deps=[first])
def second():
    os.kill(os.getpid(), signal.SIGKILL)

with dg.DagsterInstance.from_config(sys.argv[1]) as instance:
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
    settings.export()
    prepare_dagster_home(settings)
    return settings


def open_instance(settings: Settings) -> dg.DagsterInstance:
    return dg.DagsterInstance.from_config(str(settings.dagster_home))


def rows_shown(settings: Settings) -> list[object]:
    """What the UI's own instance shows of the asset, newest first."""
    with open_instance(settings) as instance:
        found = instance.fetch_materializations(dg.AssetKey("counted"), limit=9).records
        return [record.asset_materialization.metadata["rows"].value for record in found if record.asset_materialization]


def test_the_ui_sees_what_a_run_wrote_while_its_files_are_open(settings: Settings) -> None:
    with open_instance(settings) as instance:
        assert isinstance(instance.event_log_storage, KeptOpenEventLog)
        assert dg.materialize([counted], instance=instance).success
        assert rows_shown(settings) == [7]
    assert rows_shown(settings) == [7]


def test_no_more_files_are_open_than_said(settings: Settings) -> None:
    with open_instance(settings) as instance:
        for _ in range(3):
            assert dg.materialize([counted], instance=instance).success
        storage = instance.event_log_storage
        assert isinstance(storage, KeptOpenEventLog)
        open_now = [link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        of_history = {name for name in open_now if name.endswith(".db")}
        assert len(storage._connections) == KEPT_OPEN
        assert len(of_history) <= KEPT_OPEN + 1, "beside them the list of runs at most"
        run_ids = [run.run_id for run in instance.get_runs()]
        assert all(len(instance.all_logs(run_id)) > 5 for run_id in run_ids), "each can be read again"
    assert not storage._connections
    assert rows_shown(settings) == [7, 7, 7]


def test_what_a_killed_run_wrote_is_there(settings: Settings) -> None:
    words = [sys.executable, "-W", "ignore", "-c", KILLED, settings.dagster_home]
    killed = subprocess.run(words, env={**os.environ}, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    with open_instance(settings) as instance:
        (run,) = instance.get_runs()
        written = [event.dagster_event_type for event in instance.all_logs(run.run_id) if event.is_dagster_event]
        assert written.count(dg.DagsterEventType.ASSET_MATERIALIZATION) == 1
        assert written[-1] == dg.DagsterEventType.STEP_START, "of the step that was killed"


def test_a_history_that_is_wiped_starts_anew(settings: Settings) -> None:
    with open_instance(settings) as instance:
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
        with open_instance(settings) as instance:
            assert dg.materialize([counted], instance=instance).success
            assert asked, "Dagster asks for the columns of its table of assets"
            asked.clear()
            assert dg.materialize([counted], instance=instance).success
            assert asked == []
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", noted)
    assert rows_shown(settings) == [7, 7]


def test_what_is_written_after_the_beginning_is_forced_to_the_disk(settings: Settings) -> None:
    with open_instance(settings) as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, KeptOpenEventLog)
        with storage._connect("index") as connection:
            (level,) = connection.exec_driver_sql("pragma synchronous").fetchone() or ()
    assert level == 1, "at checkpoints"


OWN_STORAGE = """
storage:
  sqlite:
    base_dir: {}
retention:
  sensor:
    purge_after_days: 3
"""


def test_an_operators_own_configuration_is_used_and_never_overwritten(settings: Settings, tmp_path: Path) -> None:
    file = settings.dagster_home / "dagster.yaml"
    own = OWN_STORAGE.format(tmp_path / "elsewhere")
    file.write_text(own)
    prepare_dagster_home(settings)  # as every run does
    assert file.read_text() == own
    with open_instance(settings) as instance:
        assert not isinstance(instance.event_log_storage, KeptOpenEventLog)
        assert dg.materialize([counted], instance=instance).success
    assert rows_shown(settings) == [7]
    assert [*(tmp_path / "elsewhere").rglob("*.db")]
    assert not [*settings.dagster_home.rglob("*.db")]
