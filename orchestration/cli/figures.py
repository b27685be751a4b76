"""The command ``lookback figures``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.reporting.metrics.compute import Refused, population_of, produce
from orchestration.reporting.metrics.external import NOT_COMPARED
from orchestration.warehouse.current_run import NoRunAtHand, check_gates_passed
from orchestration.warehouse.open_run import warehouse_to_read
from orchestration.warehouse.run_history import STAGE_ORDER


def figures(
    state: StateOption = "ca",
    home: HomeOption = None,
    population: Annotated[
        Path | None,
        typer.Option("--population", help="CSV of residents (county, race, sex, age_band, residents), to add rates."),
    ] = None,
) -> None:
    """Compute the figures of the current run and the ledger: levels, remaining records, disparity, gap, reports."""
    settings = load_command_settings(home=home, state=state)
    residents = population_of(settings, population) if population is not None else None
    with (
        end_with(Exit.STOPPED_AT_A_GATE, NoRunAtHand),
        end_with(Exit.STOPPED_AT_A_GATE, *Refused, prefix="nothing was written: "),
        warehouse_to_read(settings) as connection,
    ):
        check_gates_passed(connection, STAGE_ORDER)
        done = produce(settings, connection, STAGE_ORDER, residents)
    for headline in done.headlines:
        if headline.entry.viewer in ("none", "after_dismissal_and_sealing") and headline.count:
            typer.echo(headline.sentence)
    if any(one.verdict == NOT_COMPARED for one in done.compared):
        typer.echo("All of it is synthetic: no published figure of a real programme is compared with it.")
    if done.facts.allowances:
        typer.echo(f"Allowed for this run: {done.facts.allowances}.")
    typer.echo(f"{len(done.headlines)} headline figures, each the sum of its parts; ledger event {done.facts.event}")
    typer.echo(f"Restricted, small numbers are not suppressed: {done.folder}")
