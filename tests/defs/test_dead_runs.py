"""A run whose process is gone makes way for the next; one that is at work, or has only just begun, is left alone."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.events import DagsterEvent
from dagster._core.utils import make_new_run_id
from dagster._daemon.monitoring.run_monitoring import monitor_started_run
from dagster_jobs import environment_of, history_of

from orchestration.defs import launcher
from orchestration.defs.run import prepare_dagster_home
from orchestration.settings import Settings, load_settings

HOLDS_THE_LOCK = """
import sys, time
from orchestration.settings import load_settings
from orchestration.warehouse.locks import acquire_run_lock
acquire_run_lock(load_settings())
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    settings = load_settings(home=tmp_path / "home")
    monkeypatch.setattr(launcher, "SECONDS_TO_THE_FIRST_STEP", 0)
    with environment_of(settings):
        prepare_dagster_home(settings)
        yield settings


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with history_of(settings) as instance:
        yield instance


@pytest.fixture
def holder(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of the state, as a run does from its first step on."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS_THE_LOCK], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait(10)


def began(instance: dg.DagsterInstance) -> str:
    """A run that the history knows as started."""
    run = dg.DagsterRun(job_name="clearance", run_id=make_new_run_id())
    instance.add_run(run)
    instance.report_dagster_event(DagsterEvent("PIPELINE_START", "clearance"), run.run_id)
    return run.run_id


def after_a_look(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    """What the history says of the run once Dagster's monitor has looked at it."""
    record: Any = instance.get_run_record_by_id(run_id)
    assert record.dagster_run.status == dg.DagsterRunStatus.STARTED
    assert record.start_time is not None
    no_workspace: Any = None
    monitor_started_run(instance, no_workspace, record, logging.getLogger(__name__))
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_the_history_is_watched_by_our_launcher(instance: dg.DagsterInstance) -> None:
    assert isinstance(instance.run_launcher, launcher.WatchfulRunLauncher)
    assert instance.run_launcher.supports_check_run_worker_health
    assert instance.run_monitoring_enabled


def test_a_run_is_left_alone_while_its_process_lives_and_told_failed_once_that_is_killed(
    instance: dg.DagsterInstance, holder: subprocess.Popen[str]
) -> None:
    run_id = began(instance)
    assert after_a_look(instance, run_id) == dg.DagsterRunStatus.STARTED
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    assert after_a_look(instance, run_id) == dg.DagsterRunStatus.FAILURE


def test_a_run_that_has_only_just_begun_is_left_alone(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "SECONDS_TO_THE_FIRST_STEP", 120)
    assert after_a_look(instance, began(instance)) == dg.DagsterRunStatus.STARTED


def test_a_run_of_another_state_in_the_same_home_is_left_alone(
    settings: Settings, instance: dg.DagsterInstance, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKBACK_STATE", "zz")
    assert after_a_look(instance, began(instance)) == dg.DagsterRunStatus.STARTED
