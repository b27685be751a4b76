"""The command ``lookback funnel``.

What belongs here: arguments, exit codes. What does not: work.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import settings_of_command


class Format(StrEnum):
    """How the funnel is written."""

    TERMINAL = "terminal"
    JSON = "json"
    CSV = "csv"


def funnel(
    county: Annotated[str | None, typer.Option("--county", help="This county alone (terminal only).")] = None,
    form: Annotated[Format, typer.Option("--format", help="terminal, json or csv.")] = Format.TERMINAL,
    to_publish: Annotated[
        bool, typer.Option("--after-the-cell-rules", help="Rounded, and small counts withheld: may be published.")
    ] = False,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="Where everything lies. Default: data/.")] = None,
) -> None:
    """Show where every conviction stands on its way to relief, as `lookback figures` last counted it."""
    from rich.console import Console

    from orchestration.cli.respond import in_one_line
    from orchestration.reporting.metrics.funnel import (
        format_csv,
        format_disclosure,
        format_json,
        print_funnel,
        read_funnel,
    )
    from orchestration.reporting.metrics.ledger_tables import read_last_event
    from orchestration.reporting.metrics.store import read_facts
    from orchestration.warehouse.open_run import warehouse_to_read

    settings = settings_of_command(home=home, state=state)
    with in_one_line(), warehouse_to_read(settings) as connection:
        found, facts = read_funnel(connection, is_published=to_publish), read_facts(connection)
        newer = read_last_event(settings) - facts["event"]
    disclosure = format_disclosure(is_published=to_publish)
    if newer:
        typer.echo(f"The ledger has {newer:,} newer events: `lookback figures` counts them.", err=True)
    if form is Format.TERMINAL:
        name = county.strip().upper() if county else None
        known = sorted(found["place"].unique())
        if name is not None and name not in known:
            raise typer.BadParameter(f"--county must be one of {', '.join(known)}, found {county!r}")
        print_funnel(Console(soft_wrap=True, highlight=False), found, facts, disclosure, name)
    else:
        typer.echo({Format.JSON: format_json, Format.CSV: format_csv}[form](found, facts, disclosure), nl=False)
