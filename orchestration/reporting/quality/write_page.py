"""Write the quality page from the warehouse, completely or not at all."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.files.atomic import write_whole
from orchestration.reporting.quality.page import render_quality_page
from orchestration.reporting.quality.runs import Run, read_runs
from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import load_suite
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
    write_whole(path, render_quality_page(settings.state, runs, asks))
    return runs[-1]
