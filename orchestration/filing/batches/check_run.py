"""The run whose lines may be proposed and filed: whole, through every gate, of a day that has come, and the latest
one."""

from __future__ import annotations

import duckdb

from orchestration.law.time_zone import read_today
from orchestration.settings import Settings
from orchestration.warehouse.current_run import GatesNotPassedError
from orchestration.warehouse.open_run import RunShown, read_run_shown


class WrongRunError(GatesNotPassedError):
    """The run at hand is of a day that has not come, or of an earlier day than a run that this home knows: people would
    be filed before the law gives them the relief, or although a newer delivery says otherwise."""


def check_run(settings: Settings, connection: duckdb.DuckDBPyConnection) -> RunShown:
    """The run that made the determinations. Raises ``GatesNotPassedError`` unless it passed every gate,
    ``WrongRunError``
    where its day lies in the future, or before that of another run of this home (of one whose day has come)."""
    run = read_run_shown(connection)
    if waiting := [gate.gate for gate in run.gates if gate.ended != "passed"]:
        raise GatesNotPassedError(
            f"nothing of the run of {run.as_of_date} may be handed out: not passed, or not asked, at the "
            f"{', '.join(waiting)} gate; run `lookback run` again"
        )
    day = read_today(settings)
    if run.as_of_date > day:
        raise WrongRunError(
            f"nothing of the run of {run.as_of_date} may be handed out: that day has not come (today is {day}), and "
            "what the law gives then it does not give now; run `lookback run` with a day that has come"
        )
    ((latest,),) = connection.execute(
        "select max(as_of_date) from quality.runs where as_of_date <= ?", [day]
    ).fetchall()
    if latest is not None and latest > run.as_of_date:
        raise WrongRunError(
            f"nothing of the run of {run.as_of_date} may be handed out: this home has seen a run of {latest}, and "
            f"deliveries cut after {run.as_of_date} are not looked at in this one; run `lookback run` with "
            f"{latest} or a later day"
        )
    return run
