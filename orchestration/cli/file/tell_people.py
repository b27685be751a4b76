"""The command ``lookback file tell-people``. It prints counts, and names nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import (
    CountyOption,
    HomeOption,
    ReliefOption,
    RemedyOption,
    StateOption,
    build_selection,
    load_command_settings,
    parse_day,
)
from orchestration.filing.monitoring.people_notices import INDEX, write_people_notices


def tell_people(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to. Only you can read the files.")],
    since: Annotated[
        str, typer.Option("--since", help="Relief given on this day or later, like 2026-06-01. Default: all.")
    ] = "",
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write a notice for each person and relief that was given, in English and Spanish. Nothing is sent."""
    settings = load_command_settings(home=home, state=state)
    if out.exists() and not out.is_dir():
        raise typer.BadParameter(f"--out must be a folder, found the file {out}")
    selection = build_selection(settings, county, relief, remedy)
    done = write_people_notices(settings, out, selection, parse_day(since, "--since") if since else None)
    typer.echo(f"notices for {done.people:,} people, {done.notices:,} in each language: {out} ({INDEX})")
    if done.dead:
        typer.echo(f"{done.dead:,} lines without a notice: the person's death is on record")
    if done.destroyed:
        typer.echo(f"{done.destroyed:,} lines without a notice: their evidence was destroyed by order")
