"""The quality page as a file: read from the warehouse, written whole or not at all.

What belongs here: the way from settings to a file. What does not: figures (``runs``) and form (``page``).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.files.atomic import write_atomic
from orchestration.reporting.quality.page import quality_page
from orchestration.reporting.quality.runs import Run, read_runs
from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.quality_gates.wordings import read_unknown_wordings
from orchestration.warehouse.run_history import STAGE_ORDER


class NoRunError(LookupError):
    """The warehouse remembers no run: there is nothing to show."""


def write_quality_page(connection: duckdb.DuckDBPyConnection, settings: Settings, path: Path) -> Run:
    """Write the page of the last run to ``path``. Returns that run; raises ``NoRunError``."""
    runs = read_runs(connection)
    if not runs:
        raise NoRunError("no run is known to this warehouse: run `lookback run` first")
    asks = {gate: load_suite(settings.expectations, gate, settings.state).asks for gate in STAGE_ORDER}
    path.parent.mkdir(parents=True, exist_ok=True)
    reached_staging = runs[-1].state_of("staging") != "not reached"
    unknown = read_unknown_wordings(connection, settings.state) if reached_staging else []
    write_atomic(path, quality_page(settings.state, runs, asks, unknown))
    return runs[-1]
