"""The command ``lookback funnel``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import AsOfOption, HomeOption, StateOption, load_command_settings, parse_day
from orchestration.law.time_zone import today
from orchestration.reporting.disclosure.complementary import CannotProtect
from orchestration.reporting.metrics.funnel_display import as_csv, as_json, print_funnel
from orchestration.reporting.metrics.funnel_reader import read_funnel
from orchestration.reporting.releases.funnel import published


class Format(StrEnum):
    """How the funnel is written."""

    TERMINAL = "terminal"
    JSON = "json"
    CSV = "csv"


def funnel(
    county: Annotated[str | None, typer.Option("--county", help="Only this county (terminal only).")] = None,
    form: Annotated[Format, typer.Option("--format", help="terminal, json or csv.")] = Format.TERMINAL,
    to_publish: Annotated[
        bool, typer.Option("--after-the-cell-rules", help="Small counts withheld: may be published.")
    ] = False,
    as_of: AsOfOption = None,
    state: StateOption = "ca",
    home: HomeOption = None,
) -> None:
    """Show how many convictions are at each step on the way to relief, and how long they have waited there."""
    settings = load_command_settings(home=home, state=state)
    until = parse_day(as_of, "--as-of") if as_of else today(settings)
    found = read_funnel(settings, until)
    if to_publish:
        with end_with(Exit.STOPPED_AT_A_GATE, CannotProtect, prefix="nothing was written: "):
            found = published(found)
    if form is Format.TERMINAL:
        name = county.strip().upper() if county else None
        known = sorted({count.place for count in found.counts})
        if name is not None and name not in known:
            raise typer.BadParameter(f"--county must be one of {', '.join(known)}, found {county!r}")
        print_funnel(Console(soft_wrap=True, highlight=False), found, name)
    else:
        typer.echo({Format.JSON: as_json, Format.CSV: as_csv}[form](found), nl=False)
