"""The run whose lines may be proposed and filed: whole, and through every gate.

What belongs here: this question. What does not: what it is asked for (``proposing``, ``submit``).
"""

from __future__ import annotations

import duckdb

from orchestration.explain.explanation import RunShown
from orchestration.explain.opening import run_shown
from orchestration.warehouse.run_at_hand import GatesNotPassed


def run_to_file(connection: duckdb.DuckDBPyConnection) -> RunShown:
    """The run that made the determinations. Raises ``GatesNotPassed`` unless it passed every gate."""
    run = run_shown(connection)
    if waiting := [gate.gate for gate in run.gates if gate.ended != "passed"]:
        raise GatesNotPassed(
            f"nothing of the run of {run.as_of_date} may be handed out: not passed, or not asked, at the "
            f"{', '.join(waiting)} gate; run `lookback run` again"
        )
    return run
