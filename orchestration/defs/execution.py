"""The clearance job in this process, for the command line: the same definitions the UI shows.

What belongs here: executing the job and turning Dagster's events into a plain outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dagster as dg

from orchestration.defs.keys import DELIVERIES
from orchestration.defs.partitions import is_a_month
from orchestration.defs.run import RunOutcome, location_name
from orchestration.settings import Settings

SHOWN_UNDER = ".dagster/repository"
"""The tag by which the UI finds the runs of a job: with it those of the command line are among them."""


def execute_clearance(
    settings: Settings, config: Mapping[str, Mapping[str, Any]], as_of_date: date, verbose: bool
) -> RunOutcome:
    """Run every asset and gate once; ``config`` is that of each op that takes one. The run is kept in Dagster's history
    under ``<home>/dagster``, under the month where ``as_of_date`` is the first of one."""
    day = as_of_date.isoformat()
    month = day if is_a_month(day) else None
    try:
        job = _clearance_job(month)
    except Exception as error:  # models, law tables or suites that cannot be read: said in one line, if it is ours
        cause = _innermost(error)
        if not type(cause).__module__.startswith("orchestration."):
            raise
        return RunOutcome(RunOutcome.Kind.FAILED, as_of_date, (" ".join(str(cause).split()),))
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        result = job.execute_in_process(
            run_config={
                "ops": {op: {"config": dict(of_op)} for op, of_op in config.items()},
                "loggers": {"console": {"config": {"log_level": "INFO" if verbose else "CRITICAL"}}},
            },
            partition_key=month,
            tags={SHOWN_UNDER: f"__repository__@{location_name(settings)}"},
            instance=instance,
            raise_on_error=False,
        )
    failed_checks = [
        evaluation
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.blocking
    ]
    refusals = tuple(f"refused {line}" for line in _told(result, "refusals"))
    notices = _told(result, "seem cut off") + _told(result, "not in force")
    if failed_checks:
        lines = [f"stopped at {check.check_name}: {check.description}" for check in failed_checks]
        return RunOutcome(RunOutcome.Kind.STOPPED_AT_A_GATE, as_of_date, (*refusals, *lines), notices)
    if not result.success:
        kind, lines = _failures(result)
        return RunOutcome(kind, as_of_date, (*refusals, *lines), notices)
    return RunOutcome(RunOutcome.Kind.DONE, as_of_date, refusals, notices)


def _clearance_job(month: str | None) -> dg.JobDefinition:
    """Among all definitions; loading them imports dbt."""
    from orchestration.definitions import defs, of_any_day

    return (defs() if month else of_any_day()).get_job_def("clearance")


def _innermost(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _told(result: dg.ExecuteInProcessResult, entry: str) -> tuple[str, ...]:
    """The sentences that the deliveries carry under ``entry``."""
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        if materialization.asset_key == DELIVERIES:
            told = materialization.metadata[entry].value
            return tuple(map(str, told)) if isinstance(told, list) else ()
    return ()


def _failures(result: dg.ExecuteInProcessResult) -> tuple[RunOutcome.Kind, tuple[str, ...]]:
    """The innermost cause of each failed step, its class and message; messages of ours hold no person's data."""
    kind = RunOutcome.Kind.FAILED
    lines: list[str] = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is None:
            continue
        if error.cls_name == "StoppedAtIntake":
            kind = RunOutcome.Kind.STOPPED_AT_A_GATE
        message = error.message.strip().split(f"{error.cls_name}: ", 1)[-1]
        where = "" if event.step_key == "take_in" else f"{event.step_key}: "
        lines += [f"{where}{line}" for line in message.splitlines()]
    return kind, tuple(lines)
