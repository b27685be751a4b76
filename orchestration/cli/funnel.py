"""The command ``lookback funnel``.

What belongs here: arguments, exit codes. What does not: work (the modules beside this one), which is imported inside.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command


class Format(StrEnum):
    """How the funnel is written."""

    TERMINAL = "terminal"
    JSON = "json"
    CSV = "csv"


def funnel(
    county: Annotated[str | None, typer.Option("--county", help="This county alone (terminal only).")] = None,
    form: Annotated[Format, typer.Option("--format", help="terminal, json or csv.")] = Format.TERMINAL,
    to_publish: Annotated[
        bool, typer.Option("--after-the-cell-rules", help="Small counts withheld, and others: may be published.")
    ] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day to count to. Default: today.")] = None,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")] = None,
) -> None:
    """Say where every conviction stands on its way to relief, how many, and how long they have waited there."""
    from rich.console import Console

    from orchestration.cli.respond import day, in_one_line
    from orchestration.law.time_zone import today
    from orchestration.reporting.disclosure.complementary import CannotProtect
    from orchestration.reporting.metrics.funnel_display import as_csv, as_json, print_funnel
    from orchestration.reporting.metrics.funnel_reader import read_funnel
    from orchestration.reporting.releases.funnel import published

    settings = settings_of_command(home=home, state=state)
    until = day(as_of, "--as-of") if as_of else today(settings)
    with in_one_line():
        found = read_funnel(settings, until)
    if to_publish:
        try:
            found = published(found)
        except CannotProtect as error:
            typer.echo(f"lookback: nothing was written: {error}", err=True)
            raise typer.Exit(Exit.STOPPED_AT_A_GATE) from None
    if form is Format.TERMINAL:
        name = county.strip().upper() if county else None
        known = sorted({count.place for count in found.counts})
        if name is not None and name not in known:
            raise typer.BadParameter(f"--county must be one of {', '.join(known)}, found {county!r}")
        print_funnel(Console(soft_wrap=True, highlight=False), found, name)
    else:
        typer.echo({Format.JSON: as_json, Format.CSV: as_csv}[form](found), nl=False)
