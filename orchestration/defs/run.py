"""One whole run in this process: lock, Dagster job, and the outcome in plain words.

Importing Dagster takes seconds, so commands import this module late.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.defs.checks import STOPS
from orchestration.defs.code_location import tag_run
from orchestration.defs.keys import DELIVERIES
from orchestration.defs.partitions import is_a_month
from orchestration.defs.webserver import hold_ui_lock, serve_until_stopped
from orchestration.files.disk_full import format_disk_full, mentions_full_disk
from orchestration.settings import Settings
from orchestration.warehouse.last_run import remove_last_run
from orchestration.warehouse.locks import AnotherRunError, acquire_run_lock, release_run_lock
from orchestration.warehouse.quality_gates.run import GATES

DAGSTER_YAML = """\
# Written once by Lookback; your changes are kept. No telemetry, no sign-up windows.
telemetry:
  enabled: false
nux:
  enabled: false
# One run at a time, since there is one warehouse. No pools: a killed run never releases
# its slot (measured).
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process is gone is marked as failed.
run_launcher:
  module: orchestration.defs.launcher
  class: WatchfulRunLauncher
run_monitoring:
  enabled: true
  poll_interval_seconds: 10
# Dagster's event log in SQLite, with its files kept open. You can name any other storage of Dagster.
event_log_storage:
  module: orchestration.defs.event_log
  class: KeptOpenEventLog
"""

GATE_CHECKS = {f"{gate}_gate" for gate in GATES}
"""Checks that stop a run at a gate. A failed dbt test is a failed step with a message of its own."""


@dataclass(frozen=True)
class RunOutcome:
    """Outcome of a run. ``complaints``: one line each about refused files or the reason why it stopped. ``notices``:
    one line each about files that were not used."""

    class Kind(Enum):
        """How the run ended."""

        DONE = "done"
        STOPPED_AT_A_GATE = "stopped at a gate"
        FAILED = "failed"
        ANOTHER_RUN = "another run"

    kind: Kind
    as_of_date: date
    complaints: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def prepare_dagster_home(settings: Settings) -> None:
    """Create the folder of Dagster's run history. An operator's ``dagster.yaml`` is kept."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    file = settings.dagster_home / "dagster.yaml"
    if not file.exists():
        file.write_text(DAGSTER_YAML)


def run_clearance(settings: Settings, config: Mapping[str, Mapping[str, Any]], *, verbose: bool = False) -> RunOutcome:
    """Run the clearance job with the run config of each op that takes one. Of errors that a user can mend, only a full
    disk raises."""
    as_of_date = date.fromisoformat(config["take_in"]["as_of_date"])
    try:
        acquire_run_lock(settings)
    except AnotherRunError as error:
        return RunOutcome(RunOutcome.Kind.ANOTHER_RUN, as_of_date, (str(error),))
    try:
        outcome = _run_locked(settings, config, as_of_date, verbose)
        remove_last_run(settings)
    finally:
        release_run_lock(settings)
    if outcome.kind is RunOutcome.Kind.FAILED and any(map(mentions_full_disk, outcome.complaints)):
        told = [line for line in outcome.complaints if line.startswith("refused ")]
        return replace(outcome, complaints=(*told, format_disk_full(settings.root)))
    return outcome


def _run_locked(
    settings: Settings, config: Mapping[str, Mapping[str, Any]], as_of_date: date, verbose: bool
) -> RunOutcome:
    settings.export()
    prepare_dagster_home(settings)
    warnings.filterwarnings("ignore")
    return _execute_clearance(settings, config, as_of_date, verbose)


def _execute_clearance(
    settings: Settings, config: Mapping[str, Mapping[str, Any]], as_of_date: date, verbose: bool
) -> RunOutcome:
    """Run every asset and gate once. ``config``: by op. Dagster's history under ``<home>/dagster`` keeps the run, under
    its month if ``as_of_date`` is the first of one."""
    day = as_of_date.isoformat()
    month = day if is_a_month(day) else None
    try:
        job = _load_clearance_job(month)
    except Exception as error:  # unreadable models, law tables or suites: one line if the error is ours
        cause = _find_root_cause(error)
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
            tags=tag_run(settings),
            instance=instance,
            raise_on_error=False,
        )
    failed_checks = [
        evaluation
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed
        and evaluation.check_name in GATE_CHECKS
        and evaluation.severity == dg.AssetCheckSeverity.ERROR
    ]
    refusals = tuple(f"refused {line}" for line in _read_metadata(result, "refusals"))
    notices = _read_metadata(result, "odd files") + _read_metadata(result, "not in force")
    if failed_checks:
        lines = [line for check in failed_checks for line in _sentences(check, verbose)]
        return RunOutcome(RunOutcome.Kind.STOPPED_AT_A_GATE, as_of_date, (*refusals, *lines), notices)
    if not result.success:
        return RunOutcome(RunOutcome.Kind.FAILED, as_of_date, (*refusals, *_describe_failures(result)), notices)
    return RunOutcome(RunOutcome.Kind.DONE, as_of_date, refusals, notices)


def _load_clearance_job(month: str | None) -> dg.JobDefinition:
    """Return the job among all definitions; loading them imports dbt."""
    from orchestration.defs.load import load_definitions_by_month, load_definitions_of_any_day

    return (load_definitions_by_month() if month else load_definitions_of_any_day()).get_job_def("clearance")


def _find_root_cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _read_metadata(result: dg.ExecuteInProcessResult, entry: str) -> tuple[str, ...]:
    """Return the sentences of the deliveries asset under ``entry``."""
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        if materialization.asset_key == DELIVERIES:
            told = materialization.metadata[entry].value
            return tuple(map(str, told)) if isinstance(told, list) else ()
    return ()


def _sentences(check: dg.AssetCheckEvaluation, verbose: bool) -> list[str]:
    """What stopped the run, a sentence each; ``verbose`` with the query that shows it."""
    stops = check.metadata[STOPS].value
    return [
        f"stopped at {check.check_name}: {sentence}" + (f"\n  {query}" if verbose else "")
        for sentence, query in (stops.items() if isinstance(stops, dict) else ())
    ]


def _describe_failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """Return the innermost cause of each failed step, class and message; messages of ours hold no personal data."""
    lines: list[str] = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is None:
            continue
        message = error.message.strip().split(f"{error.cls_name}: ", 1)[-1]
        where = "" if event.step_key == "take_in" else f"{event.step_key}: "
        lines += [f"{where}{line}" for line in message.splitlines()]
    return lines


def serve_ui(settings: Settings, port: int, states: Sequence[str], *, read_only: bool = False) -> int:
    """Serve Dagster's web server behind our guard, and its daemon, on the loopback address until stopped. The UI of a
    home that only shows has no daemon and can be served beside the other. Each state is a code location.

    Returns:
        0 if stopped from outside, else the exit code of the first process that ended.

    Raises:
        AnotherUiError: The UI of this home is already served.
    """
    settings.export()
    prepare_dagster_home(settings)
    tools = Path(sys.executable).parent
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["PYTHONWARNINGS"] = "ignore"
    arguments = ["-m", "orchestration.defs.ui_server", "--port", str(port), "--states", *states]
    arguments += ["--read-only"] if read_only else []
    lock = settings.dagster_home / ("ui_read_only" if read_only else "ui")
    with hold_ui_lock(lock, f"http://127.0.0.1:{port}") as held:
        return serve_until_stopped([sys.executable, *arguments], held)
