"""The command ``lookback figures``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.progress import show_steps
from orchestration.files.steps import report_step
from orchestration.reporting.figures import produce_figures
from orchestration.reporting.metrics.external import count_verdicts
from orchestration.reporting.metrics.residents import read_population
from orchestration.reporting.metrics.run_screen import (
    build_outcomes_table,
    build_records_table,
    read_outcomes,
    read_records,
)
from orchestration.reporting.metrics.store import format_event, list_viewers
from orchestration.reporting.metrics.summary import read_run_figures
from orchestration.warehouse.current_run import NoCurrentRunError, check_gates_passed, is_synthetic
from orchestration.warehouse.dbt.runner import StageFailedError
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock
from orchestration.warehouse.open_run import open_warehouse_to_read
from orchestration.warehouse.run_history import STAGE_ORDER

_TOLD_OF_RECORDS = "after_dismissal_and_sealing"


def figures(
    state: StateOption = None,
    home: HomeOption = None,
    population: Annotated[
        Path | None,
        typer.Option("--population", help="CSV of residents (county, race, sex, age_band, residents), to add rates."),
    ] = None,
) -> None:
    """Compute and write the figures of the current run and the ledger."""
    settings = load_command_settings(home=home, state=state)
    residents = read_population(population, settings.state) if population is not None else None
    with end_with(Exit.STOPPED_AT_A_GATE, NoCurrentRunError), open_warehouse_to_read(settings) as connection:
        check_gates_passed(connection, STAGE_ORDER)
    try:
        acquire_run_lock(settings)
        with (
            end_with(Exit.STOPPED_AT_A_GATE, StageFailedError, prefix="nothing was written: "),
            show_steps(settings, "figures"),
            report_step("figures"),
        ):
            done = produce_figures(settings, residents)
    finally:
        release_run_lock(settings)
    console = Console(soft_wrap=True, highlight=False)
    with open_warehouse_to_read(settings) as connection:
        whole = read_run_figures(connection).filter(pl.col("group_by") == "all")
        console.print(build_outcomes_table(whole.rows(named=True), read_outcomes(connection, settings)))
        console.print(build_records_table(read_records(connection)))
        if is_synthetic(connection):
            typer.echo("All of it is synthetic: every person is invented.")
    for sentence in _select_sentences(done.headlines):
        typer.echo(sentence)
    for sentence in done.accepted:
        typer.echo(sentence)
    verdicts = count_verdicts(done.compared)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items() if count)
    typer.echo(f"Published figures of others beside ours: {told} (external.csv)")
    if done.facts["allowances"]:
        typer.echo(f"Overrides and refused files of this run: {done.facts['allowances']}.")
    event = format_event(done.facts["event"], done.facts["event_on"])
    typer.echo(f"{len(done.headlines)} headline figures, as of {event}")
    typer.echo(f"Restricted: small numbers are shown: {done.folder}")


def _select_sentences(headlines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Select the sentences about people that count somebody; of a felony both viewers', if either counts somebody."""
    of_people = [one for one in headlines if one["unit"] == "people"]
    counted = {(one["metric"], one["variant"].partition("/")[0]) for one in of_people if one["count"]}
    told = []
    for one in of_people:
        basis, _, viewer = one["variant"].partition("/")
        if viewers := list_viewers(one["metric"]):
            is_told = viewer in viewers.values() and (one["metric"], basis) in counted
        else:
            is_told = bool(one["count"]) and viewer in ("", _TOLD_OF_RECORDS)
        if is_told:
            told.append(one["sentence"])
    return told
