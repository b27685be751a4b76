"""What the commands ``lookback scenario …`` do, from their arguments to what is printed.

What belongs here: exit codes and printing. What does not: arguments (``command``), work. dbt is imported when a
scenario is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from orchestration.cli.options import Exit, settings_of_command
from orchestration.files.disk_full import in_words, is_full
from orchestration.law.scenarios.checks import ScenarioNotWhole
from orchestration.law.scenarios.errors import ScenarioInvalid
from orchestration.law.scenarios.registry import (
    NoSuchScenario,
    OtherLawAtHand,
    StaleScenario,
    drop_scenarios,
    scenario_at_hand,
    scenarios_at_hand,
)
from orchestration.law.scenarios.scenario import CURRENT, Scenario
from orchestration.law.scenarios.scenario_file import law_of, read_scenario
from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUse, open_warehouse
from orchestration.warehouse.current_run import GatesNotPassed, NoRunAtHand, check_gates_passed, run_at_hand
from orchestration.warehouse.dbt.runner import StageFailed
from orchestration.warehouse.errors import StepError, no_values_in_errors
from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock
from orchestration.warehouse.run_history import STAGE_ORDER

_FAILURES = (
    *(NoRunAtHand, NoSuchScenario, StaleScenario, GatesNotPassed, OtherLawAtHand, StageFailed, StepError),
    WarehouseInUse,
)

NARROWEST = 112
"""Columns that the tables take: a narrower terminal breaks their lines, and cuts nothing off."""


def run(files: list[Path], state: str, home: Path | None) -> None:
    """Apply a changed law to the facts of the last run, in a schema of its own beside it."""
    settings = settings_of_command(home=home, state=state)
    scenarios = read_scenarios(settings, files)
    with at_work(settings):
        from orchestration.law.scenarios.build import build_scenarios

        for about in build_scenarios(settings, scenarios):
            typer.echo(
                f"{about.name}: {len(about.tables)} tables built beside the run of {about.as_of_date}, "
                f"{about.checks} checks passed"
            )
            for change in about.changes:
                typer.echo(f"  {change}")
    typer.echo(f"To see who gains and who loses: lookback scenario compare {CURRENT} {scenarios[-1].name}")


def compare(first: str, second: str, state: str, home: Path | None, out: Path | None, *, shows_all: bool) -> None:
    """Say who gains relief and who loses it under B, by county, race, sex, age, remedy, section and year."""
    settings = settings_of_command(home=home, state=state)
    from orchestration.reporting.comparison.compare_scenarios import compare as compared
    from orchestration.reporting.comparison.scenario_display import print_comparison
    from orchestration.reporting.comparison.scenario_files import write_comparison

    with at_work(settings), open_warehouse(settings) as connection:
        for name in [name for name in (first, second) if name != CURRENT]:
            scenario_at_hand(connection, name)  # one that is stale is said to be so, whatever became of the run
        check_gates_passed(connection, STAGE_ORDER)
        comparison = compared(connection, settings.state, first, second)
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, NARROWEST)
    folder = write_comparison(comparison, out or settings.scenarios)
    print_comparison(console, comparison, shows_all=shows_all)
    typer.echo(f"Every row as CSV, the chart, and both on one page: {folder}")


def list_scenarios(state: str, home: Path | None) -> None:
    """List the scenarios that the warehouse holds, and which are stale."""
    settings = settings_of_command(home=home, state=state)
    with at_work(settings), open_warehouse(settings) as connection:
        held, found = run_at_hand(connection), scenarios_at_hand(connection)
    for about in found:
        stale = "" if about.run_id == held.run_id else f"; STALE: the warehouse holds another run ({held.run_id})"
        typer.echo(f"{about.name}: {about.reason} (run {about.run_id} as of {about.as_of_date}{stale})")
        for change in about.changes:
            typer.echo(f"  {change}")
    if not found:
        typer.echo("no scenario yet: lookback scenario run FILE")


def drop(names: list[str], state: str, home: Path | None) -> None:
    """Remove scenarios from the warehouse; files of comparisons stay."""
    settings = settings_of_command(home=home, state=state)
    with at_work(settings), open_warehouse(settings) as connection:
        dropped = drop_scenarios(connection, names)
    typer.echo(f"dropped {', '.join(dropped)}")


def read_scenarios(settings: Settings, files: list[Path]) -> list[Scenario]:
    """The scenarios of the files, each of another name. A wrong file is wrong use, and then nothing is done."""
    law = law_of(settings.models, settings.state)
    scenarios: dict[str, Scenario] = {}
    for file in files:
        try:
            scenario = read_scenario(file, law)
        except ScenarioInvalid as error:
            raise typer.BadParameter(str(error)) from None
        if scenario.name in scenarios:
            raise typer.BadParameter(f"expected each scenario once, found {scenario.name} twice ({file.name})")
        scenarios[scenario.name] = scenario
    return list(scenarios.values())


@contextmanager
def at_work(settings: Settings) -> Iterator[None]:
    """Hold the state's lock; what a person can mend is one line on stderr and an exit code."""
    if not settings.warehouse.exists():
        _end(f"no warehouse at {settings.warehouse}: run `lookback run` first", Exit.FAILED)
    try:
        take_run_lock(settings)
        with no_values_in_errors():
            yield
    except AnotherRun as error:
        _end(str(error), Exit.ANOTHER_RUN)
    except ScenarioNotWhole as error:
        _end(str(error), Exit.STOPPED_AT_A_GATE)
    except _FAILURES as error:
        _end(in_words(settings.root, error) if is_full(error, settings.root) else str(error), Exit.FAILED)
    finally:
        let_go_of_run_lock(settings)


def _end(message: str, code: Exit) -> None:
    typer.echo(f"lookback: {message}", err=True)
    raise typer.Exit(code)
