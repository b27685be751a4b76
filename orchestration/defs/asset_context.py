"""Context manager for asset bodies: lock of the state, check of the run, redacted errors."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg

from orchestration.defs.partitions import read_run_month
from orchestration.defs.resources import SettingsResource
from orchestration.files.steps import report_step
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import check_day, check_gates_passed, parse_day
from orchestration.warehouse.errors import redact_errors
from orchestration.warehouse.last_run import keep_last_run
from orchestration.warehouse.locks import acquire_run_lock
from orchestration.warehouse.quality_gates.run import GATES


@contextmanager
def guard_asset(
    settings: SettingsResource, *, begins_a_run: bool = False, hands_out: bool = False
) -> Iterator[Settings]:
    """Hold the state's lock until the process ends (each run from the UI is a process), and give the settings.

    An asset materialized alone works on the run in the warehouse. If a partition is chosen, it must be that run's,
    unless the asset ``begins_a_run``. An asset that ``hands_out`` files needs a run that passed every gate.

    Raises:
        AnotherRunError: Another process holds the lock.
        OtherDayError: The warehouse holds the run of another day.
        GatesNotPassedError: A gate did not pass or was not evaluated.
    """
    loaded = settings.load()
    with redact_errors():
        acquire_run_lock(loaded)
        if begins_a_run:
            keep_last_run(loaded)
        with ExitStack() as stack:
            if not begins_a_run:  # (one that is refused leaves no warehouse)
                # Kept open: opening a file that nothing has open takes 40 ms of CPU, sixty times in a run (measured).
                connection = stack.enter_context(open_warehouse(loaded))
                if day := parse_day("the partition", read_run_month()):
                    check_day(connection, day)
                if hands_out:
                    check_gates_passed(connection, GATES)
            with report_step(_name_step()):
                yield loaded


def _name_step() -> str:
    """Name the step that runs; empty outside a run of Dagster."""
    try:
        return str(dg.OpExecutionContext.get().op.name)
    except dg.DagsterInvariantViolationError:
        return ""
