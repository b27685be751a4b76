"""The command ``lookback compare``.

What belongs here: arguments, exit codes. What does not: work (the modules beside this one), which is imported inside:
somebody waits.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command
from orchestration.files.atomic import write_whole

if TYPE_CHECKING:
    from orchestration.reporting.comparison.compare_runs import Comparison


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
        bool, typer.Option("--after-the-cell-rules", help="Statewide alone, small counts withheld: may be published.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write, instead of the terminal.")] = None,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="Where the runs lie. Default: data/.")] = None,
) -> None:
    """Say why each headline changed from one run to another: a sum that adds up, by cause."""
    from dataclasses import replace

    from orchestration.determinations.snapshots.store import NoSuchRun, find_run
    from orchestration.reporting.comparison.compare_runs import compare_runs
    from orchestration.reporting.comparison.disclose import published
    from orchestration.reporting.comparison.headlines import headlines
    from orchestration.reporting.disclosure.complementary import CannotProtect

    settings = settings_of_command(home=home, state=state)
    if out is not None and form is Format.TERMINAL:
        raise typer.BadParameter("--out needs --format json, csv or html")
    try:
        runs = [find_run(settings, name) for name in (first, second)]
    except NoSuchRun as error:
        raise typer.BadParameter(str(error.args[0])) from None
    known = [headline.figure for headline in headlines(*runs)]
    if figure is not None and figure not in known:
        raise typer.BadParameter(f"--figure must be one of {', '.join(known)}, found {figure!r}")
    comparison = compare_runs(state, *runs)
    if to_publish:
        try:
            comparison = published(comparison)
        except CannotProtect as error:
            typer.echo(f"lookback: nothing was written: {error}", err=True)
            raise typer.Exit(Exit.STOPPED_AT_A_GATE) from None
    if figure is not None:
        comparison = replace(comparison, bridges=tuple(comparison.of(figure)))
    _show(comparison, form, figure, out)


def _show(comparison: Comparison, form: Format, figure: str | None, out: Path | None) -> None:
    from rich.console import Console

    from orchestration.reporting.comparison.files import as_csv, as_json
    from orchestration.reporting.comparison.page import what_changed_page
    from orchestration.reporting.comparison.terminal import print_comparison

    if form is Format.TERMINAL:
        print_comparison(Console(soft_wrap=True, highlight=False), comparison, figure)
        return
    writers = {Format.JSON: as_json, Format.CSV: as_csv, Format.HTML: what_changed_page}
    told = writers[form](comparison)
    if out is None:
        typer.echo(told, nl=False)
        return
    write_whole(out, told)
    typer.echo(f"wrote {out}")
