"""The commands ``lookback file review``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import (
    ByOption,
    CountyOption,
    HomeOption,
    OnePersonOption,
    ReliefOption,
    RemedyOption,
    StateOption,
    add_home,
    build_selection,
    check_file,
    load_command_settings,
    parse_signatory,
)
from orchestration.cli.printing import print_current_holds, print_refused
from orchestration.filing.review.exporting import export_for_review
from orchestration.filing.review.importing import import_workbooks
from orchestration.warehouse.open_run import open_warehouse_to_read

MOST_LINES = 50_000
"""Each line has a link to its timeline, and Excel drops the links of a sheet after the 65,530th."""

review_app = typer.Typer(no_args_is_help=True, help="Export lines to reviewers' workbooks, and import their decisions.")


@review_app.command(name="export")
def export_lines(
    out: Annotated[Path, typer.Option("--out", help="Workbook to write. Only you can read it; it names people.")],
    by: ByOption = None,
    max_lines: Annotated[
        int,
        typer.Option(
            "--max-lines", min=1, max=MOST_LINES, help="With more lines than this, write a workbook for each county."
        ),
    ] = 10_000,
    county: CountyOption = None,
    relief: ReliefOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write a workbook of the lines that wait for review, and a list of them for each county's public defender."""
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    selection = build_selection(settings, county, relief, remedy)
    if out.suffix != ".xlsx":
        raise typer.BadParameter(f"--out must end with .xlsx, found {out.name!r}")
    with open_warehouse_to_read(settings) as connection:
        try:
            done = export_for_review(settings, connection, selection, out, by=name, max_lines=max_lines)
        except FileExistsError as found:
            raise typer.BadParameter(
                f"--out must be new, found {found}: it may hold decisions or may have been sent"
            ) from None
    parts, for_defenders = done.parts, done.for_defenders
    where = out if len(parts) == 1 else f"{len(parts):,} workbooks in {out.parent}"
    clear = done.lines - done.need_a_human
    typer.echo(f"wrote {done.lines:,} lines to {where}: {done.need_a_human:,} need a human, {clear:,} are clear")
    for part in parts if len(parts) > 1 else ():
        typer.echo(f"{len(part.lines):>9,} lines  {part.path}")
    many = "county" if for_defenders.counties == 1 else "counties"
    typer.echo(f"for public defenders, also today, {for_defenders.counties:,} {many}: {for_defenders.folder}")
    if for_defenders.lines_without_county:
        typer.echo(f"{for_defenders.lines_without_county:,} lines have no known county and are on no defender's list")
    then = "decide in the sheets Lines and Rules, then import all workbooks: lookback file review import FILE..."
    typer.echo(add_home(then, settings))
    print_current_holds(settings)


@review_app.command(name="import")
def import_decisions(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbook with decisions, or all workbooks of an export.")
    ],
    one_person: OnePersonOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Import decisions, and write notices of objections. Refused decisions are counted by reason. Several workbooks are
    imported together or not at all."""
    settings = load_command_settings(home=home, state=state)
    for file in files:
        check_file(file, "FILE")
    with open_warehouse_to_read(settings) as connection:
        brought = import_workbooks(settings, connection, files, one_person_may_do_both=one_person)
    done, notices = brought.outcome, brought.notices
    typer.echo(f"read {brought.decisions:,} decisions, {brought.by_rules:,} of them by rules")
    typer.echo(
        f"approved {len(done.approved):,}, checked {len(done.checked):,}, objected {len(done.objected):,}, "
        f"postponed {len(done.later):,}, known before {len(done.known):,}"
    )
    print_refused(settings, done.refused)
    for rule in brought.idle_rules:
        typer.echo(f"{rule} decides about no line: none matches, or earlier rules decided them all")
    if notices.files:
        typer.echo(
            f"wrote {notices.files:,} notices of {len(notices.folders):,} objections, for court and public defender: "
            f"{settings.objections}"
        )
    for why, count in notices.left.items():
        typer.echo(f"{count:,} objections without a notice: {why}")
    print_current_holds(settings)
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)
