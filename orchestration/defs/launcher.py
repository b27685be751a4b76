"""Run launcher of the UI, named in ``dagster.yaml``, which detects runs whose process is gone.

Dagster's own launcher cannot do that: a killed run would stay "started" for ever, and since one run goes at a time,
every later one would wait. A run takes the lock of its state with its first step and holds it until its process ends.
So if nobody holds a lock some time after the start, the run is gone.
"""

import time

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus

from orchestration.settings import load_settings
from orchestration.warehouse.locks import is_any_run_active

SECONDS_TO_THE_FIRST_STEP = 120
"""Longest time from start to first step on a slow machine; five seconds are usual."""


class WatchfulRunLauncher(DefaultRunLauncher):
    """Dagster's launcher for one machine, with a health check."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return ``RUNNING`` if any run holds a lock or this run has just started, else ``FAILED``."""
        record = self._instance.get_run_record_by_id(run.run_id)
        began = record.start_time if record is not None else None
        if began is None or time.time() - began < SECONDS_TO_THE_FIRST_STEP or is_any_run_active(load_settings()):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "the process is gone: no process holds the lock of the state")
