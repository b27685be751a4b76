"""The command ``lookback file recheck``: every line ever filed decided again, under the law of then and that of now.

What belongs here: its arguments, and what a person reads at the end. What does not: work (``rechecking``), which is
imported inside: somebody waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import (
    County,
    Home,
    Relief,
    Remedy,
    State,
    holds_now,
    in_a_name,
    in_one_line,
    print_holds,
    selection_of,
)
from orchestration.cli.options import Exit, settings_of_command

recheck_app = typer.Typer()


@recheck_app.command(name="recheck")
def recheck(
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder. Default: <home>/ledger/<state>/rechecks.")
    ] = None,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Decide every line ever filed, or withheld, again, under the law of then and of now. Nothing is withdrawn."""
    from orchestration.filing.monitoring.recheck import recheck_lines, write_recheck
    from orchestration.warehouse.locks import AnotherRun

    settings = settings_of_command(home=home, state=state)
    selection = selection_of(settings, county, relief, remedy)
    with in_one_line():
        try:
            again = recheck_lines(settings, selection)
        except AnotherRun as error:
            typer.echo(f"lookback: {error}", err=True)
            raise typer.Exit(Exit.ANOTHER_RUN) from None
        folder = out or settings.ledger.parent / "rechecks" / f"{again.at_hand}{in_a_name(selection)}"
        files = write_recheck(again.verdicts, folder, again.never_proposed, again.not_as_then())
    for line in again.in_words():
        typer.echo(line)
    typer.echo(f"Files: {folder} ({', '.join(files)})")
    print_holds(holds_now(settings))
