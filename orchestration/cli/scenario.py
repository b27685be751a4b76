"""The commands ``lookback scenario``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings
from orchestration.cli.progress import show_steps
from orchestration.cli.warehouse import check_warehouse
from orchestration.law.scenarios import registry
from orchestration.law.scenarios.build import build_scenarios, refresh_metrics
from orchestration.law.scenarios.scenario import CURRENT, Scenario, build_schema_name
from orchestration.law.scenarios.scenario_file import read_law, read_scenario
from orchestration.reporting.comparison.compare_scenarios import compare_scenarios
from orchestration.reporting.comparison.scenario_files import format_headlines, write_comparison
from orchestration.reporting.comparison.terminal import print_scenarios
from orchestration.reporting.figures import refresh_metrics as refresh_run_metrics
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import GatesNotPassedError, check_gates_passed, read_current_run
from orchestration.warehouse.errors import redact_errors
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock
from orchestration.warehouse.run_history import STAGE_ORDER
from orchestration.warehouse.shards.build import remove_beside

scenario_app = typer.Typer(no_args_is_help=True, help="Apply a changed law to the same facts. Scenarios file nothing.")

NARROWEST = 112
"""Columns of the tables. On a narrower terminal their lines wrap, and nothing is cut off."""


@scenario_app.command()
def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files, built one after another.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Apply a changed law to the facts of the last run, in a schema of its own."""
    settings = load_command_settings(home=home, state=state)
    scenarios = _read_scenarios(settings, files)
    with hold_run_lock(settings), show_steps(settings, "scenario"):
        for about in build_scenarios(settings, scenarios):
            typer.echo(
                f"{about.name}: {len(about.tables)} tables built over the run of {about.as_of_date}, "
                f"{about.checks} checks passed"
            )
            for change in about.changes:
                typer.echo(f"  {change}")
    then = f"To see gains and losses: lookback scenario compare {CURRENT} {scenarios[-1].name}"
    typer.echo(add_home(then, settings))


@scenario_app.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario, or current: the law of the run.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Scenario to compare it with.")],
    state: StateOption = None,
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for CSV, chart and page. Default: <home>/scenarios/<state>.")
    ] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Also print groups without a difference.")] = False,
) -> None:
    """Show who gains or loses relief under B, by county, remedy and race, and which figures change."""
    settings = load_command_settings(home=home, state=state)
    with hold_run_lock(settings), open_warehouse(settings) as connection:
        for name in [name for name in (first, second) if name != CURRENT]:
            registry.find_scenario(connection, name)  # report a stale scenario first
        check_gates_passed(connection, STAGE_ORDER)
        comparison = compare_scenarios(connection, settings.state, first, second)
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, NARROWEST)
    folder = write_comparison(comparison, out or settings.scenarios)
    print_scenarios(console, comparison, shows_all=shows_all)
    typer.echo(f"Every row as CSV, the chart, and both on one page: {folder}")


@scenario_app.command(name="list")
def list_scenarios(state: StateOption = None, home: HomeOption = None) -> None:
    """List the scenarios in the warehouse, and which are stale."""
    settings = load_command_settings(home=home, state=state)
    with hold_run_lock(settings), open_warehouse(settings) as connection:
        held, found = read_current_run(connection), registry.list_scenarios(connection)
    for about in found:
        stale = "" if about.run_id == held.run_id else f"; STALE: the warehouse holds another run ({held.run_id})"
        typer.echo(f"{about.name}: {about.reason} (run {about.run_id} as of {about.as_of_date}{stale})")
        for change in about.changes:
            typer.echo(f"  {change}")
    if not found:
        typer.echo(add_home("no scenario yet: lookback scenario run FILE", settings))


@scenario_app.command()
def drop(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Scenarios to remove.")],
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Remove scenarios from the warehouse. Files of comparisons stay."""
    settings = load_command_settings(home=home, state=state)
    with hold_run_lock(settings), open_warehouse(settings) as connection:
        dropped = registry.drop_scenarios(connection, names)
        for name in dropped:
            remove_beside(settings, connection, build_schema_name(name))
    typer.echo(f"dropped {', '.join(dropped)}")


@scenario_app.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Scenarios. Default: all of the current run.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Recompute the figures of the run and of scenarios with the current ledger, and show which change."""
    settings = load_command_settings(home=home, state=state)
    with hold_run_lock(settings):
        with open_warehouse(settings) as connection:
            held = read_current_run(connection)
            check_gates_passed(connection, STAGE_ORDER)
            here = [about.name for about in registry.list_scenarios(connection) if about.run_id == held.run_id]
            wanted = [registry.find_scenario(connection, name).name for name in dict.fromkeys(names or here)]
        if not wanted:
            typer.echo(add_home("no scenario of the current run: lookback scenario run FILE", settings))
            return
        refresh_run_metrics(settings)
        for name in wanted:
            refresh_metrics(settings, name)
            with open_warehouse(settings) as connection:
                comparison = compare_scenarios(connection, settings.state, CURRENT, name)
            typer.echo(f"{name}:")
            for figure, before, after, change in format_headlines(comparison):
                typer.echo(f"  {figure}: {before} now, {after} ({change})")
    typer.echo(add_home(f"Every county and group: lookback scenario compare {CURRENT} {wanted[-1]}", settings))
    typer.echo("Internal: small numbers are shown.")


def _read_scenarios(settings: Settings, files: Sequence[Path]) -> list[Scenario]:
    law = read_law(settings.models, settings.state)
    scenarios: dict[str, Scenario] = {}
    for file in files:
        scenario = read_scenario(file, law)
        if scenario.name in scenarios:
            raise typer.BadParameter(f"expected each scenario once, found {scenario.name} twice ({file.name})")
        scenarios[scenario.name] = scenario
    return list(scenarios.values())


@contextmanager
def hold_run_lock(settings: Settings) -> Iterator[None]:
    """Hold the state's run lock, and keep values out of libraries' error messages."""
    check_warehouse(settings)
    try:
        acquire_run_lock(settings)
        with end_with(Exit.FAILED, GatesNotPassedError), redact_errors():
            yield
    finally:
        release_run_lock(settings)
