"""The commands ``lookback file review export | import``.

What belongs here: arguments and what a person reads at the end. What does not: the workbook (``filing.reviewing``),
what a decision does (``filing.deciding``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import (
    MOST_NAMED,
    By,
    County,
    Home,
    Relief,
    Remedy,
    State,
    holds_now,
    in_one_line,
    named,
    print_holds,
    print_where_to_sign,
    selection_of,
)
from orchestration.cli.options import Exit, check_file, settings_of_command

MOST_LINES = 50_000
"""Each line has a link to its timeline, and the format drops those behind the 65,530th of a sheet."""

review_app = typer.Typer(no_args_is_help=True, help="Lines given to a reviewer in a workbook, and taken back.")


@review_app.command(name="export")
def export_lines(
    out: Annotated[Path, typer.Option("--out", help="The workbook to write, for its owner alone. It names people.")],
    by: By,
    max_lines: Annotated[
        int,
        typer.Option(
            "--max-lines", min=1, max=MOST_LINES, help="With more lines than this, workbooks for each county."
        ),
    ] = 10_000,
    county: County = None,
    relief: Relief = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Write a workbook of the lines that wait for a reviewer, and the same lines for each county's public defender."""
    from orchestration.filing.review.exporting import export_for_review
    from orchestration.warehouse.open_run import warehouse_to_read

    settings, name = settings_of_command(home=home, state=state), named(by)
    selection = selection_of(settings, county, relief, remedy)
    if out.suffix != ".xlsx":
        raise typer.BadParameter(f"--out must end with .xlsx, found {out.name!r}")
    with in_one_line(), warehouse_to_read(settings) as connection:
        try:
            done = export_for_review(settings, connection, selection, out, by=name, max_lines=max_lines)
        except FileExistsError as found:
            raise typer.BadParameter(
                f"--out must be new, found {found}: it may hold decisions, or may be handed out"
            ) from None
    parts, for_defenders = done.parts, done.for_defenders
    where = out if len(parts) == 1 else f"{len(parts):,} workbooks beside each other"
    clear = done.lines - done.need_a_human
    typer.echo(f"wrote {done.lines:,} lines to {where}: {done.need_a_human:,} need a human, {clear:,} are clear")
    for part in parts if len(parts) > 1 else ():
        typer.echo(f"{len(part.lines):>9,} lines  {part.path}")
    many = "county" if for_defenders.counties == 1 else "counties"
    typer.echo(f"for public defenders, today, {for_defenders.counties:,} {many}: {for_defenders.folder}")
    if for_defenders.lines_without_county:
        typer.echo(f"{for_defenders.lines_without_county:,} lines are of no county of the state: on no such list")
    typer.echo("decide in the sheets Lines and Rules, then, for all workbooks: lookback file review import FILE...")
    print_holds(holds_now(settings))


@review_app.command(name="import")
def import_decisions(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The workbook with decisions; or all those of an export.")
    ],
    one_person: Annotated[
        bool, typer.Option("--one-person", help="For demonstrations: who proposed may approve.")
    ] = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take the decisions of workbooks into the ledger, and write the notices of objections; what cannot stand is
    counted with why. Of several workbooks, all are taken in or none."""
    from orchestration.filing.review.importing import import_decisions_of
    from orchestration.warehouse.open_run import warehouse_to_read

    settings = settings_of_command(home=home, state=state)
    for file in files:
        check_file(file, "FILE")
    with in_one_line(), warehouse_to_read(settings) as connection:
        brought = import_decisions_of(settings, connection, files, one_person_may_do_both=one_person)
    done, notices = brought.outcome, brought.notices
    typer.echo(f"read {brought.decisions:,} decisions, {brought.by_rules:,} of them by rules")
    typer.echo(
        f"approved {len(done.approved):,}, checked {len(done.checked):,}, objected {len(done.objected):,}, "
        f"left for later {len(done.later):,}, known {len(done.known):,}"
    )
    for why, count in done.reasons():
        lines = sorted(line_id for line_id, of_line in done.refused.items() if of_line == why)
        more = f" and {count - MOST_NAMED:,} more" if count > MOST_NAMED else ""
        typer.echo(f"{count:,} not: {why} ({', '.join(lines[:MOST_NAMED])}{more})")
    print_where_to_sign(done.reasons())
    for rule in brought.idle_rules:
        typer.echo(f"{rule} decides about no line: none of the workbook fits, or others decided before it")
    if notices.files:
        typer.echo(
            f"wrote {notices.files:,} notices of {len(notices.folders):,} objections, for court and public defender: "
            f"{settings.objections}"
        )
    for why, count in notices.left.items():
        typer.echo(f"{count:,} objections without a notice: {why}")
    print_holds(holds_now(settings))
    if done.refused:
        raise typer.Exit(Exit.SOME_REFUSED)
