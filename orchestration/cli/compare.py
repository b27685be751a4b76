"""The command ``lookback compare``. What it does is imported inside: somebody waits for ``--help``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import settings_of_command
from orchestration.files.atomic import write_whole


class Format(StrEnum):
    """How a comparison is written."""

    TERMINAL = "terminal"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def compare(
    first: Annotated[
        str, typer.Argument(metavar="[RUN_A]", help="A run's id or its beginning; previous, last.")
    ] = "previous",
    second: Annotated[str, typer.Argument(metavar="[RUN_B]", help="The run it is compared with.")] = "last",
    figure: Annotated[str | None, typer.Option("--figure", help="This headline alone, in every county.")] = None,
    form: Annotated[Format, typer.Option("--format", help="terminal, json, csv or html.")] = Format.TERMINAL,
    to_publish: Annotated[
        bool, typer.Option("--after-the-cell-rules", help="Statewide alone, rounded, small counts withheld.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write, instead of the terminal.")] = None,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="The home of the runs. Default: data/.")] = None,
) -> None:
    """Say why each headline changed from one run to another: a sum that adds up, by cause."""
    from dataclasses import replace

    from rich.console import Console

    from orchestration.determinations.snapshots.store import UnknownRunError, find_run
    from orchestration.reporting.comparison import files
    from orchestration.reporting.comparison.compare_runs import compare_runs
    from orchestration.reporting.comparison.disclose import round_comparison
    from orchestration.reporting.comparison.terminal import print_comparison

    settings = settings_of_command(home=home, state=state)
    if out is not None and form is Format.TERMINAL:
        raise typer.BadParameter("--out needs --format json, csv or html")
    try:
        runs = [find_run(settings, name) for name in (first, second)]
        comparison = compare_runs(state, *runs)
    except UnknownRunError as error:
        raise typer.BadParameter(str(error.args[0])) from None
    if figure is not None:
        known = list(dict.fromkeys(bridge.headline.figure for bridge in comparison.bridges))
        if figure not in known:
            raise typer.BadParameter(f"--figure must be one of {', '.join(known)}, found {figure!r}")
        comparison = replace(comparison, bridges=tuple(comparison.of(figure)))
    if to_publish:
        comparison = round_comparison(comparison)
    if form is Format.TERMINAL:
        print_comparison(Console(soft_wrap=True, highlight=False), comparison, figure)
        return
    formats = {Format.JSON: files.format_json, Format.CSV: files.format_csv, Format.HTML: files.format_html}
    text = formats[form](comparison)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text)
        typer.echo(f"wrote {out}")
