"""The command ``lookback status``. It prints counts, ids of runs and holds, and names nobody."""

from __future__ import annotations

import typer

from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings
from orchestration.cli.printing import print_holds
from orchestration.reporting.office_status import read_office_status


def status(state: StateOption = None, home: HomeOption = None) -> None:
    """Show the last run and its gates, what waits for whom, what is due of lists, and the next command."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    found = read_office_status(settings)
    typer.echo(f"Lookback, {settings.state.upper()}, home {settings.root}")
    for place, sentence in enumerate(found.run):
        typer.echo(f"{'Last run' if place == 0 else '':9} {add_home(sentence, settings)}")
    for place, one in enumerate(found.waiting):
        typer.echo(
            f"{'Waiting' if place == 0 else '':9} {one.what}; on {one.on_whom}: {add_home(one.command, settings)}"
        )
    for place, due in enumerate(found.due):
        typer.echo(f"{'Due' if place == 0 else '':9} {due.day}: {due.words}: {add_home(due.command, settings)}")
    print_holds(found.holds)
    typer.echo(f"{'Next':9} {add_home(found.next_command, settings)}")
