"""The command ``lookback figures``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from orchestration.cli.options import Exit, settings_of_command

_STATE = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
_HOME = Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")]


def figures(
    state: _STATE = "ca",
    home: _HOME = None,
    population: Annotated[
        Path | None,
        typer.Option("--population", help="CSV of residents (county, race, sex, age_band, residents): adds rates."),
    ] = None,
) -> None:
    """Count the run at hand and the ledger together: levels, what is left of records, disparity, gap, reports."""
    from orchestration.files.publish_dir import OutputConflictError
    from orchestration.filing.ledger.store import LedgerError
    from orchestration.reporting.metrics.compute import Refused, population_of, produce
    from orchestration.reporting.metrics.external import NOT_COMPARED, ExternalInvalid
    from orchestration.reporting.metrics.residents import PopulationInvalid
    from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand, check_gates_passed
    from orchestration.warehouse.open_run import warehouse_to_read
    from orchestration.warehouse.run_errors import NotExplained
    from orchestration.warehouse.run_history import STAGE_ORDER

    settings = settings_of_command(home=home, state=state)
    try:
        residents = population_of(settings, population) if population is not None else None
    except PopulationInvalid as error:
        raise typer.BadParameter(str(error)) from None
    try:
        with warehouse_to_read(settings) as connection:
            check_gates_passed(connection, STAGE_ORDER)
            done = produce(settings, connection, STAGE_ORDER, residents)
    except (NoRunAtHand, GatesNotPassed) as error:
        _fail(str(error), Exit.STOPPED_AT_A_GATE)
    except Refused as error:
        _fail(f"nothing was written: {error}", Exit.STOPPED_AT_A_GATE)
    except (NotExplained, LedgerError, OutputConflictError, ExternalInvalid) as error:
        _fail(str(error), Exit.FAILED)
    for headline in done.headlines:
        if headline.entry.viewer in ("none", "after_dismissal_and_sealing") and headline.count:
            typer.echo(headline.sentence)
    if any(one.verdict == NOT_COMPARED for one in done.compared):
        typer.echo("All of it is synthetic: no published figure of a real programme is compared with it.")
    if done.facts.allowances:
        typer.echo(f"Allowed for this run: {done.facts.allowances}.")
    typer.echo(f"{len(done.headlines)} headline figures, each the sum of its parts; ledger event {done.facts.event}")
    typer.echo(f"Restricted, small numbers are not suppressed: {done.folder}")


def _fail(message: str, code: Exit) -> NoReturn:
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
