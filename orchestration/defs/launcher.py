"""Starting runs from the UI, and telling which of those that began are still at work.

What belongs here: this launcher, named in ``dagster.yaml``. What does not: the queue (Dagster's), the lock (ours).

Dagster's own launcher cannot say whether the process of a run is alive. A run that was killed would stay "started" for
ever, and since one run goes at a time, every later one would wait for it. A run takes the lock of its state with its
first step and holds it until its process ends, however that ends: so who began a while ago, while nobody holds a lock,
is gone.
"""

import time

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus

from orchestration.settings import load_settings
from orchestration.warehouse.locks import is_any_run_active

SECONDS_TO_THE_FIRST_STEP = 120
"""How long a run may take from its start to its first step, on a slow machine; it is some five seconds."""


class WatchfulRunLauncher(DefaultRunLauncher):
    """Dagster's launcher for one machine, which also tells whether a run is still at work."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """``RUNNING`` while any run holds a lock or the run has only just begun, else ``FAILED``."""
        record = self._instance.get_run_record_by_id(run.run_id)
        began = record.start_time if record is not None else None
        if began is None or time.time() - began < SECONDS_TO_THE_FIRST_STEP or is_any_run_active(load_settings()):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "its process is gone: nobody holds the lock of the state")
