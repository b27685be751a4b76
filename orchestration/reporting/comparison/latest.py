"""What changed since the run before, for whoever shows the last run: a page of a release, the terminal.

What belongs here: which run is the one before. What does not: comparing (``comparing``), what may be shown
(``published``).
"""

from __future__ import annotations

from orchestration.determinations.snapshots.store import kept_order, read_run
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs
from orchestration.settings import Settings


def since_the_run_before(settings: Settings, run_id: str, event: int | None = None) -> Comparison | None:
    """From the run that was kept before ``run_id`` to it; None where either is not kept. Small counts stand in it.
    ``event``: the one up to which the levels of ``run_id`` are those to compare; None: as they were counted last.

    Raises ``NoSuchRun`` where one of both was kept by another version.
    """
    order = kept_order(settings)
    place = order.index(run_id) if run_id in order else 0
    if place == 0:
        return None
    first, second = read_run(settings.kept / order[place - 1]), read_run(settings.kept / order[place], event)
    return compare_runs(settings.state, first, second)
