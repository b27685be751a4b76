"""Write the quality page from the warehouse, completely or not at all."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.files.atomic import write_atomic
from orchestration.reporting.metrics.waiting import list_sentences, read_waiting
from orchestration.reporting.quality.page import render_quality_page
from orchestration.reporting.quality.runs import Run, read_runs
from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.quality_gates.wordings import read_unknown_wordings
from orchestration.warehouse.run_history import STAGE_ORDER


class NoRunError(LookupError):
    """The warehouse holds no run."""


def write_quality_page(connection: duckdb.DuckDBPyConnection, settings: Settings, path: Path) -> Run:
    """Write the page of the last run to ``path``, and return that run.

    Raises:
        NoRunError: The warehouse holds no run.
    """
    runs = read_runs(connection)
    if not runs:
        raise NoRunError("the warehouse holds no run: run `lookback run` first")
    asks = {gate: load_suite(settings.expectations, gate, settings.state).asks for gate in STAGE_ORDER}
    path.parent.mkdir(parents=True, exist_ok=True)
    reached_staging = runs[-1].state_of("staging") != "not reached"
    unknown = read_unknown_wordings(connection, settings.state) if reached_staging else []
    has_findings = runs[-1].state_of("marts") != "not reached"
    waits = [*list_sentences(read_waiting(settings, connection))] if has_findings else []
    write_atomic(path, render_quality_page(settings.state, runs, asks, unknown, waits))
    return runs[-1]
