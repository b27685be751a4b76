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
_TOLD_OF_RECORDS = "after_dismissal_and_sealing"


def figures(
    state: _STATE = "ca",
    home: _HOME = None,
    population: Annotated[
        Path | None,
        typer.Option("--population", help="CSV of residents (county, race, sex, age_band, residents): adds rates."),
    ] = None,
) -> None:
    """Count the current run and the ledger together: refreshes marts.metrics and writes the figures."""
    from orchestration.files.publish_dir import OtherBytesBefore
    from orchestration.filing.ledger.store import LedgerUnusable
    from orchestration.reporting.metrics.compute import Refused, produce_figures
    from orchestration.reporting.metrics.external import NOT_COMPARED, ExternalInvalid
    from orchestration.reporting.metrics.residents import PopulationInvalid, read_population
    from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand, check_gates_passed
    from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock
    from orchestration.warehouse.open_run import warehouse_to_read
    from orchestration.warehouse.run_errors import NotExplained
    from orchestration.warehouse.run_history import STAGE_ORDER

    settings = settings_of_command(home=home, state=state)
    try:
        residents = read_population(population, state) if population is not None else None
    except PopulationInvalid as error:
        raise typer.BadParameter(str(error)) from None
    try:
        with warehouse_to_read(settings) as connection:
            check_gates_passed(connection, STAGE_ORDER)
        take_run_lock(settings)
        done = produce_figures(settings, residents)
    except AnotherRun as error:
        _fail(str(error), Exit.ANOTHER_RUN)
    except (NoRunAtHand, GatesNotPassed) as error:
        _fail(str(error), Exit.STOPPED_AT_A_GATE)
    except Refused as error:
        _fail(f"nothing was written: {error}", Exit.STOPPED_AT_A_GATE)
    except (NotExplained, LedgerUnusable, OtherBytesBefore, ExternalInvalid) as error:
        _fail(str(error), Exit.FAILED)
    finally:
        let_go_of_run_lock(settings)
    for headline in done.headlines:
        if (
            headline["unit"] == "people"
            and headline["count"]
            and (not headline["variant"] or headline["variant"].endswith(_TOLD_OF_RECORDS))
        ):
            typer.echo(headline["sentence"])
    if any(one.verdict == NOT_COMPARED for one in done.compared):
        typer.echo("All of it is synthetic: no published figure of a real programme is compared with it.")
    if done.facts["allowances"]:
        typer.echo(f"Allowed for this run: {done.facts['allowances']}.")
    typer.echo(f"{len(done.headlines)} headline figures; ledger event {done.facts['event']}")
    typer.echo(f"Restricted, small numbers are not suppressed: {done.folder}")


def _fail(message: str, code: Exit) -> NoReturn:
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
