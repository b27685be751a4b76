"""One whole run in this process: the lock, the Dagster job, and what became of it in plain words.

What belongs here: the way from a command to the definitions that the UI shows too. What does not: assets (``defs``).
Dagster is reached through the definitions only; its import takes seconds, so this module is imported late.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from orchestration.defs.webserver import only_ui, serve_until_told
from orchestration.files.disk_full import in_words, says_full
from orchestration.settings import Settings
from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock

DAGSTER_YAML = """\
# Written by Lookback once: what you change here stays. No telemetry, no sign-up windows.
telemetry:
  enabled: false
nux:
  enabled: false
# One run after the other, in the order they were asked for: there is one warehouse. No pools: a killed run never gives
# its slot back there (measured).
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process is gone is told so and makes way for the next.
run_launcher:
  module: orchestration.defs.launcher
  class: WatchfulRunLauncher
run_monitoring:
  enabled: true
  poll_interval_seconds: 10
# Dagster's event log in SQLite, with its files kept open. Any other storage of Dagster may be named instead.
event_log_storage:
  module: orchestration.defs.event_log
  class: KeptOpenEventLog
"""

WORKSPACE_YAML = """\
# Written by Lookback: what the UI serves, and what it calls it.
load_from:
  - python_module:
      module_name: orchestration.definitions
      location_name: {name}
"""


@dataclass(frozen=True)
class RunOutcome:
    """What became of a run. ``complaints``: one clear line each, about refused files or why it stopped.
    ``notices``: one line each about what lies there and did not count."""

    class Kind(Enum):
        """How it ended."""

        DONE = "done"
        STOPPED_AT_A_GATE = "stopped at a gate"
        FAILED = "failed"
        ANOTHER_RUN = "another run"

    kind: Kind
    as_of_date: date
    complaints: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def prepare_dagster_home(settings: Settings) -> None:
    """Make the folder of Dagster's run history. An operator's own ``dagster.yaml`` is left as it is."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    file = settings.dagster_home / "dagster.yaml"
    if not file.exists():
        file.write_text(DAGSTER_YAML)


def run_clearance(settings: Settings, config: Mapping[str, Mapping[str, Any]], *, verbose: bool = False) -> RunOutcome:
    """Run the clearance job with the run config of each op that takes one (``take_in``, ``results``). Never raises for
    what a user can mend, but for a full disk."""
    as_of_date = date.fromisoformat(config["take_in"]["as_of_date"])
    try:
        take_run_lock(settings)
    except AnotherRun as error:
        return RunOutcome(RunOutcome.Kind.ANOTHER_RUN, as_of_date, (str(error),))
    try:
        outcome = _run_locked(settings, config, as_of_date, verbose)
    finally:
        let_go_of_run_lock(settings)
    if outcome.kind is RunOutcome.Kind.FAILED and any(map(says_full, outcome.complaints)):
        told = [line for line in outcome.complaints if line.startswith("refused ")]
        return replace(outcome, complaints=(*told, in_words(settings.root)))
    return outcome


def _run_locked(
    settings: Settings, config: Mapping[str, Mapping[str, Any]], as_of_date: date, verbose: bool
) -> RunOutcome:
    settings.export()
    prepare_dagster_home(settings)
    warnings.filterwarnings("ignore")
    from orchestration.defs.execution import execute_clearance

    outcome: RunOutcome = execute_clearance(settings, config, as_of_date, verbose)
    return outcome


def serve_ui(settings: Settings, port: int) -> int:
    """Serve Dagster's web server and daemon on the loopback address until told to end; 0 then, else how they ended by
    themselves. Raises ``AnotherUi``."""
    settings.export()
    prepare_dagster_home(settings)
    workspace = settings.dagster_home / f"workspace_{settings.state}.yaml"
    workspace.write_text(WORKSPACE_YAML.format(name=location_name(settings)))
    tools = Path(sys.executable).parent
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["PYTHONWARNINGS"] = "ignore"
    arguments = ["dev", "-w", str(workspace), "-h", "127.0.0.1", "-p", str(port)]
    with only_ui(settings.dagster_home / "ui", f"http://127.0.0.1:{port}") as held:
        return serve_until_told([str(tools / "dagster"), *arguments], held)


def location_name(settings: Settings) -> str:
    """What the UI calls these definitions."""
    return f"lookback_{settings.state}"
