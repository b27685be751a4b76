"""The command ``lookback funnel``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings
from orchestration.reporting.metrics.funnel import (
    format_csv,
    format_disclosure,
    format_json,
    print_funnel,
    read_funnel,
)
from orchestration.reporting.metrics.ledger_tables import read_last_event
from orchestration.reporting.metrics.store import read_facts
from orchestration.warehouse.open_run import open_warehouse_to_read


class Format(StrEnum):
    """Output formats of the funnel."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def funnel(
    county: Annotated[str | None, typer.Option("--county", help="Only this county (with --format text only).")] = None,
    form: Annotated[Format, typer.Option("--format", help="text, json or csv.")] = Format.TEXT,
    to_publish: Annotated[
        bool, typer.Option("--after-the-cell-rules", help="Rounded, and small counts withheld: may be published.")
    ] = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Show how many convictions are at each step on the way to relief, as ``lookback figures`` last counted them."""
    settings = load_command_settings(home=home, state=state)
    with open_warehouse_to_read(settings) as connection:
        found, facts = read_funnel(connection, is_published=to_publish), read_facts(connection)
    newer = read_last_event(settings) - facts["event"]
    if newer:
        told = f"The ledger has {newer:,} newer events; run `lookback figures` to count them."
        typer.echo(add_home(told, settings), err=True)
    disclosure = format_disclosure(is_published=to_publish)
    if form is Format.TEXT:
        name = county.strip().upper() if county else None
        known = sorted(found["place"].unique())
        if name is not None and name not in known:
            raise typer.BadParameter(f"--county must be one of {', '.join(known)}, found {county!r}")
        print_funnel(Console(soft_wrap=True, highlight=False), found, facts, disclosure, name)
    else:
        typer.echo({Format.JSON: format_json, Format.CSV: format_csv}[form](found, facts, disclosure), nl=False)
