"""The commands ``lookback scenario run | compare | list | drop``.

What belongs here: arguments. What does not: what they do (``at_work``), which is imported inside: somebody waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

scenario_app = typer.Typer(
    no_args_is_help=True, help="What if the law were another? Over the same facts; files nothing."
)

State = Annotated[str, typer.Option("--state")]
Home = Annotated[Path | None, typer.Option("--home", help="Where the run lies. Default: data/.")]


@scenario_app.command()
def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files, built one after the other.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Apply a changed law to the facts of the last run, in a schema of its own beside it."""
    from orchestration.cli import scenario_actions as at_work

    at_work.run(files, state, home)


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
    """Say who gains relief and who loses it under B, by county, race, sex, age, remedy, section and year."""
    from orchestration.cli import scenario_actions as at_work

    at_work.compare(first, second, state, home, out, shows_all=shows_all)


@scenario_app.command(name="list")
def list_scenarios(state: State = "ca", home: Home = None) -> None:
    """List the scenarios that the warehouse holds, and which are stale."""
    from orchestration.cli import scenario_actions as at_work

    at_work.list_scenarios(state, home)


@scenario_app.command()
def drop(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Scenarios to remove.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Remove scenarios from the warehouse; files of comparisons stay."""
    from orchestration.cli import scenario_actions as at_work

    at_work.drop(names, state, home)
