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


@dg.asset
def feeds() -> None:
    """What is not made again."""


@dg.asset_check(asset=feeds, blocking=True)
def is_fed() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset(deps=[feeds])
def fails_once() -> None:
    if "MENDED" not in os.environ:
        raise ValueError("not yet")


@dg.asset(deps=[fails_once])
def comes_last() -> None:
    """What waits."""


def build_failing_job() -> dg.JobDefinition:
    assets = [feeds, fails_once, comes_last]
    job = dg.define_asset_job("failing", executor_def=dg.in_process_executor)
    return dg.Definitions(assets=assets, asset_checks=[is_fed], jobs=[job]).get_job_def("failing")


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


def test_what_is_stored_is_what_somebody_reads(settings: Settings) -> None:
    with open_instance(settings) as instance:
        run = build_failing_job().execute_in_process(instance=instance, raise_on_error=False).dagster_run
        stored = {event.dagster_event_type for event in instance.all_logs(run.run_id)}
        kinds = dg.DagsterEventType
        assert {kinds.ASSET_MATERIALIZATION, kinds.ASSET_CHECK_EVALUATION, kinds.STEP_FAILURE} <= stored
        assert not stored & {kinds.STEP_OUTPUT, kinds.ASSET_CHECK_EVALUATION_PLANNED}
        # The lineage page shows by it that an asset is being made, or was not.
        planned = instance.get_latest_planned_materialization_info(comes_last.key)
        assert planned is not None and planned.run_id == run.run_id
        (checked,) = instance.event_log_storage.get_asset_check_execution_history(is_fed.check_key, limit=9)
        assert checked.status.value == "SUCCEEDED"


def test_a_failed_run_goes_on_from_the_step_that_failed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    job = dg.reconstructable(build_failing_job)
    with open_instance(settings) as instance:
        failed = dg.execute_job(job, instance=instance, raise_on_error=False)
        monkeypatch.setenv("MENDED", "yes")
        options = dg.ReexecutionOptions.from_failure(failed.run_id, instance)
        again = dg.execute_job(job, instance=instance, reexecution_options=options)
        made = instance.get_asset_keys_for_run(again.run_id, {dg.DagsterEventType.ASSET_MATERIALIZATION})
    assert again.success and {*made} == {fails_once.key, comes_last.key}


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
