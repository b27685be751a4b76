"""The commands ``lookback scenario …``. What they do is imported inside: somebody waits for ``--help``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from orchestration.cli.options import Exit, settings_of_command

if TYPE_CHECKING:
    from orchestration.law.scenarios.scenario import Scenario
    from orchestration.settings import Settings

scenario_app = typer.Typer(
    no_args_is_help=True, help="What if the law were another? Over the same facts; files nothing."
)

State = Annotated[str, typer.Option("--state")]
Home = Annotated[Path | None, typer.Option("--home", help="The home of the run. Default: data/.")]
NARROWEST = 112
"""Columns that the tables take: a narrower terminal breaks their lines, and cuts nothing off."""


@scenario_app.command()
def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files, built one after the other.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Apply a changed law to the facts of the last run, in a schema of its own beside it."""
    settings = settings_of_command(home=home, state=state)
    scenarios = _read_scenarios(settings, files)
    with _hold_warehouse(settings):
        from orchestration.law.scenarios.build import build_scenarios

        for about in build_scenarios(settings, scenarios):
            typer.echo(
                f"{about.name}: {len(about.tables)} tables built beside the run of {about.as_of_date}, "
                f"{about.checks} checks passed"
            )
            for change in about.changes:
                typer.echo(f"  {change}")
    typer.echo(f"To see who gains and who loses: lookback scenario compare current {scenarios[-1].name}")


@scenario_app.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario, or current: the law of the run.")],
    second: Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")],
    state: State = "ca",
    home: Home = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for CSV, chart and page. Default: <home>/scenarios/<state>.")
    ] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Print groups in which nothing differs too.")] = False,
) -> None:
    """Say who gains relief and who loses it under B, by county, remedy and race, and which figures change."""
    from rich.console import Console

    from orchestration.law.scenarios.registry import find_scenario
    from orchestration.law.scenarios.scenario import CURRENT
    from orchestration.reporting.comparison.compare_scenarios import compare_scenarios
    from orchestration.reporting.comparison.scenario_files import write_comparison
    from orchestration.reporting.comparison.terminal import print_scenarios
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.current_run import check_gates_passed
    from orchestration.warehouse.run_history import STAGE_ORDER

    settings = settings_of_command(home=home, state=state)
    with _hold_warehouse(settings), open_warehouse(settings) as connection:
        for name in [name for name in (first, second) if name != CURRENT]:
            find_scenario(connection, name)  # (a stale one is reported as such, whatever became of the run)
        check_gates_passed(connection, STAGE_ORDER)
        comparison = compare_scenarios(connection, settings.state, first, second)
    folder = write_comparison(comparison, out or settings.scenarios)
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, NARROWEST)
    print_scenarios(console, comparison, shows_all=shows_all)
    typer.echo(f"Every row as CSV, the chart, and both on one page: {folder}")


@scenario_app.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Scenarios. Default: all of the current run.")
    ] = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Count the figures of the run and of scenarios again with the ledger as it is now, and say which change."""
    from orchestration.filing.ledger.store import LedgerUnusable
    from orchestration.law.scenarios.build import refresh_metrics
    from orchestration.law.scenarios.registry import find_scenario, list_scenarios
    from orchestration.law.scenarios.scenario import CURRENT
    from orchestration.reporting.comparison.compare_scenarios import compare_scenarios
    from orchestration.reporting.comparison.scenario_files import format_headlines
    from orchestration.reporting.metrics import compute
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.current_run import check_gates_passed, run_at_hand
    from orchestration.warehouse.run_history import STAGE_ORDER

    settings = settings_of_command(home=home, state=state)
    with _hold_warehouse(settings):
        with open_warehouse(settings) as connection:
            current = run_at_hand(connection)
            check_gates_passed(connection, STAGE_ORDER)
            here = [about.name for about in list_scenarios(connection) if about.run_id == current.run_id]
            wanted = [find_scenario(connection, name).name for name in dict.fromkeys(names or here)]
        if not wanted:
            typer.echo("no scenario of the current run: lookback scenario run FILE")
            return
        try:
            compute.refresh_metrics(settings)
        except LedgerUnusable as error:
            _fail(str(error), Exit.FAILED)
        for name in wanted:
            refresh_metrics(settings, name)
            with open_warehouse(settings) as connection:
                comparison = compare_scenarios(connection, settings.state, CURRENT, name)
            typer.echo(f"{name}:")
            for figure, before, after, change in format_headlines(comparison):
                typer.echo(f"  {figure}: {before} now, {after} ({change})")
    typer.echo(f"With every county and group: lookback scenario compare {CURRENT} {wanted[-1]}")
    typer.echo("Internal: small numbers are shown.")


@scenario_app.command(name="list")
def list_all(state: State = "ca", home: Home = None) -> None:
    """List the scenarios that the warehouse holds, and which are stale."""
    from orchestration.law.scenarios.registry import list_scenarios
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.current_run import run_at_hand

    settings = settings_of_command(home=home, state=state)
    with _hold_warehouse(settings), open_warehouse(settings) as connection:
        held, found = run_at_hand(connection), list_scenarios(connection)
    for about in found:
        stale = "" if about.run_id == held.run_id else f"; STALE: the warehouse holds another run ({held.run_id})"
        typer.echo(f"{about.name}: {about.reason} (run {about.run_id} as of {about.as_of_date}{stale})")
        for change in about.changes:
            typer.echo(f"  {change}")
    if not found:
        typer.echo("no scenario yet: lookback scenario run FILE")


@scenario_app.command()
def drop(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Scenarios to remove.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Remove scenarios from the warehouse; files of comparisons stay."""
    from orchestration.law.scenarios.registry import drop_scenarios
    from orchestration.warehouse.connection import open_warehouse

    settings = settings_of_command(home=home, state=state)
    with _hold_warehouse(settings), open_warehouse(settings) as connection:
        dropped = drop_scenarios(connection, names)
    typer.echo(f"dropped {', '.join(dropped)}")


def _read_scenarios(settings: Settings, files: list[Path]) -> list[Scenario]:
    """Read the files, each a scenario of another name. A wrong file is wrong use, and then nothing is done."""
    from orchestration.law.input_files import InputFileError
    from orchestration.law.scenarios.scenario_file import read_law, read_scenario

    law = read_law(settings.models, settings.state)
    scenarios: dict[str, Scenario] = {}
    for file in files:
        try:
            scenario = read_scenario(file, law)
        except InputFileError as error:
            raise typer.BadParameter(str(error)) from None
        if scenario.name in scenarios:
            raise typer.BadParameter(f"expected each scenario once, found {scenario.name} twice ({file.name})")
        scenarios[scenario.name] = scenario
    return list(scenarios.values())


@contextmanager
def _hold_warehouse(settings: Settings) -> Iterator[None]:
    """Hold the state's lock; what a person can mend is one line on stderr and an exit code."""
    from orchestration.files.disk_full import in_words, is_full
    from orchestration.law.scenarios.checks import ScenarioCheckError
    from orchestration.law.scenarios.registry import OtherLawError, StaleScenarioError, UnknownScenarioError
    from orchestration.warehouse.connection import WarehouseInUse
    from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand
    from orchestration.warehouse.dbt.runner import StageFailed
    from orchestration.warehouse.errors import StepError, no_values_in_errors
    from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock

    failures = (
        *(UnknownScenarioError, StaleScenarioError, OtherLawError),
        *(NoRunAtHand, GatesNotPassed, StageFailed, StepError, WarehouseInUse),
    )
    if not settings.warehouse.exists():
        _fail(f"no warehouse at {settings.warehouse}: run `lookback run` first", Exit.FAILED)
    try:
        take_run_lock(settings)
        with no_values_in_errors():
            yield
    except AnotherRun as error:
        _fail(str(error), Exit.ANOTHER_RUN)
    except ScenarioCheckError as error:
        _fail(str(error), Exit.STOPPED_AT_A_GATE)
    except failures as error:
        _fail(in_words(settings.root, error) if is_full(error, settings.root) else str(error), Exit.FAILED)
    finally:
        let_go_of_run_lock(settings)


def _fail(message: str, code: Exit) -> NoReturn:
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
