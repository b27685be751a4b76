"""The command ``lookback compare``."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.determinations.snapshots.store import find_run
from orchestration.files.atomic import write_atomic
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs
from orchestration.reporting.comparison.disclose import round_comparison
from orchestration.reporting.comparison.files import format_csv, format_html, format_json
from orchestration.reporting.comparison.terminal import print_comparison


class Format(StrEnum):
    """Output formats of a comparison."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def compare(
    first: Annotated[
        str, typer.Argument(metavar="[RUN_A]", help="Id of a run, or its beginning; or previous, last.")
    ] = "previous",
    second: Annotated[str, typer.Argument(metavar="[RUN_B]", help="Run to compare it with.")] = "last",
    figure: Annotated[str | None, typer.Option("--figure", help="Only this headline, in every county.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text, json, csv or html.")] = Format.TEXT,
    to_publish: Annotated[
        bool,
        typer.Option("--after-the-cell-rules", help="Statewide, rounded, small counts withheld: may be published."),
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead of printing.")] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Explain why each headline changed from one run to another, by cause. The causes add up to the change."""
    settings = load_command_settings(home=home, state=state)
    if out is not None and form is Format.TEXT:
        raise typer.BadParameter("--out needs --format json, csv or html")
    runs = [find_run(settings, name) for name in (first, second)]
    comparison = compare_runs(settings.state, *runs)
    if figure is not None:
        known = list(dict.fromkeys(bridge.headline.figure for bridge in comparison.bridges))
        if figure not in known:
            raise typer.BadParameter(f"--figure must be one of {', '.join(known)}, found {figure!r}")
        comparison = replace(comparison, bridges=tuple(comparison.of(figure)))
    if to_publish:
        comparison = round_comparison(comparison)
    _show(comparison, form, figure, out)


def _show(comparison: Comparison, form: Format, figure: str | None, out: Path | None) -> None:
    if form is Format.TEXT:
        print_comparison(Console(soft_wrap=True, highlight=False), comparison, figure)
        return
    writers = {Format.JSON: format_json, Format.CSV: format_csv, Format.HTML: format_html}
    text = writers[form](comparison)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_atomic(out, text)
    typer.echo(f"wrote {out}")
