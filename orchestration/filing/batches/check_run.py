"""Checks that lines of a run may be filed: it passed every gate, its as-of date has come, no later run exists, and its
files are as the run wrote them."""

from __future__ import annotations

import duckdb

from orchestration.determinations.snapshots.store import read_manifest_hash
from orchestration.law.time_zone import read_today
from orchestration.settings import Settings
from orchestration.warehouse.current_run import GatesNotPassedError
from orchestration.warehouse.open_run import RunShown, read_run_shown
from orchestration.warehouse.shards.build import check_shards


class WrongRunError(GatesNotPassedError):
    """The run's as-of date is in the future, or before that of another run: people might be filed too early, or against
    a newer delivery."""


def check_run(settings: Settings, connection: duckdb.DuckDBPyConnection) -> RunShown:
    """Return the run that made the determinations.

    Raises:
        GatesNotPassedError: The run did not pass every gate.
        WrongRunError: The as-of date is in the future, or before that of another run of this home.
        DamagedFileError: A file of the run is not as the run wrote it.
    """
    run = read_run_shown(connection)
    if waiting := [gate.gate for gate in run.gates if gate.ended != "passed"]:
        raise GatesNotPassedError(
            f"the run of {run.as_of_date} may not be filed: it has not passed the "
            f"{', '.join(waiting)} gate; run `lookback run` again"
        )
    day = read_today(settings)
    if run.as_of_date > day:
        raise WrongRunError(
            f"the run of {run.as_of_date} may not be filed: its date is in the future (today is {day}); "
            "run `lookback run --as-of DAY --deliveries FOLDER` with a day that has come"
        )
    ((latest,),) = connection.execute(
        "select max(as_of_date) from quality.runs where as_of_date <= ?", [day]
    ).fetchall()
    if latest is not None and latest > run.as_of_date:
        raise WrongRunError(
            f"the run of {run.as_of_date} may not be filed: this home has a run of {latest}, and this run lacks "
            f"deliveries cut after {run.as_of_date}; run `lookback run --as-of {latest} --deliveries FOLDER`, "
            "or for a later date"
        )
    check_shards(settings, connection, read_manifest_hash(settings, run.run_id))
    return run
