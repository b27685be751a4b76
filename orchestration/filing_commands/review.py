"""The commands ``lookback file review export | import``.

What belongs here: arguments and what a person reads at the end. What does not: the workbook (``filing.reviewing``),
what a decision does (``filing.deciding``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.command_settings import settings_of_command
from orchestration.filing_commands.options import (
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
    selection_of,
)

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
    from orchestration.explain.opening import warehouse_to_read
    from orchestration.filing.defender_lists import defender_lists_beside
    from orchestration.filing.reviewing.review_lines import WAITS_FOR_A_REVIEWER, read_review_lines
    from orchestration.filing.reviewing.workbooks import review_workbooks
    from orchestration.filing.run_to_file import run_to_file
    from orchestration.filing.unsigned import law_at_hand
    from orchestration.intake.layout import load_layout
    from orchestration.ledger.approve import RunAndSource
    from orchestration.ledger.check import take_into_review
    from orchestration.ledger.store import open_ledger

    settings, name = settings_of_command(home=home, state=state), named(by)
    selection = selection_of(settings, county, relief, remedy)
    if out.suffix != ".xlsx":
        raise typer.BadParameter(f"--out must end with .xlsx, found {out.name!r}")
    with in_one_line(), warehouse_to_read(settings) as connection:
        run, law = run_to_file(connection), law_at_hand(settings)
        counties = load_layout(settings.state).counties
        with open_ledger(settings.ledger, create=False) as ledger:
            states = {line: stands for line, stands in ledger.states().items() if stands in WAITS_FOR_A_REVIEWER}
            lines = read_review_lines(connection, selection, states, law)
            if out.exists():
                raise typer.BadParameter(f"--out must be a new file, found {out}: it may hold decisions")
            same = [line.line for line in lines]
            try:
                with (
                    defender_lists_beside(
                        out, connection, settings.state, run, selection, same, counties
                    ) as for_defenders,
                    review_workbooks(connection, out, lines, max_lines, selection.county_name) as parts,
                ):
                    take_into_review(
                        ledger,
                        [line.line.line_id for line in lines],
                        by=name,
                        of=RunAndSource(run.run_id, run.law_version),
                    )
            except FileExistsError as found:
                raise typer.BadParameter(f"--out must be new, found {found}: it may be handed out") from None
    needing = sum(bool(line.marks) for line in lines)
    where = out if len(parts) == 1 else f"{len(parts):,} workbooks beside each other"
    typer.echo(f"wrote {len(lines):,} lines to {where}: {needing:,} need a human, {len(lines) - needing:,} are clear")
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
    from orchestration.explain.opening import warehouse_to_read
    from orchestration.filing.candidates import Selection
    from orchestration.filing.deciding import bring_decisions
    from orchestration.filing.handed_out import hash_of_files
    from orchestration.filing.objection_notices import write_missing_notices
    from orchestration.filing.reviewing.decisions import read_workbooks
    from orchestration.filing.reviewing.review_lines import read_review_lines
    from orchestration.filing.run_to_file import run_to_file
    from orchestration.filing.unsigned import check_law_of_the_run, law_at_hand
    from orchestration.ledger.approve import RunAndSource
    from orchestration.ledger.store import open_ledger

    settings = settings_of_command(home=home, state=state)
    with in_one_line(), warehouse_to_read(settings) as connection:
        run, law = run_to_file(connection), law_at_hand(settings)
        check_law_of_the_run(settings, run.law_version)
        with open_ledger(settings.ledger, create=False) as ledger:
            states = ledger.states()
        lines = read_review_lines(connection, Selection(), states, law)
        said = read_workbooks(files, lines)
        at_hand = [line.line for line in lines]
        of = RunAndSource(run.run_id, run.law_version, hash_of_files(files))
        done = bring_decisions(settings, said, at_hand, law, one_person_may_do_both=one_person, of=of)
        notices = write_missing_notices(settings, connection, run, at_hand)
    by_rule = sum(one.rule > 0 for one in said)
    typer.echo(f"read {len(said):,} decisions, {by_rule:,} of them by rules")
    typer.echo(
        f"approved {len(done.approved):,}, checked {len(done.checked):,}, objected {len(done.objected):,}, "
        f"left for later {len(done.later):,}, known {len(done.known):,}"
    )
    for why, count in done.reasons():
        typer.echo(f"{count:,} not: {why}")
    if notices.files:
        typer.echo(
            f"wrote {notices.files:,} notices of {len(notices.folders):,} objections, for court and public defender: "
            f"{settings.objections}"
        )
    for why, count in notices.left.items():
        typer.echo(f"{count:,} objections without a notice: {why}")
    print_holds(holds_now(settings))
