"""The command ``lookback respond``: answers of courts and departments come back.

What belongs here: arguments and what a person reads at the end. What does not: work (the modules beside this one). What
is printed names files and counts, and nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import By, Home, State, holds_now, named, print_holds
from orchestration.cli.options import Exit, check_file, settings_of_command
from orchestration.law.time_zone import today

respond_app = typer.Typer(no_args_is_help=True, help="What courts and departments answered to batches that were filed.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]


@respond_app.command(name="import")
def import_responses(
    file: Annotated[Path, typer.Argument(help="The answer file that came back: CSV, or a workbook (.xlsx).")],
    by: By,
    dry_run: DryRun = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take in the answers of a file, all that can stand at once; what cannot goes back into a file beside it."""
    from orchestration.filing.responses.import_answers import import_answers

    settings = settings_of_command(home=home, state=state)
    check_file(file, "FILE")
    with in_one_line():
        done = import_answers(
            file,
            ledger=settings.ledger,
            evidence=settings.evidence,
            by=named(by),
            today=today(settings),
            dry_run=dry_run,
        )
    typer.echo(
        f"{'would take' if dry_run else 'took'} in {done.taken_in:,} answers; {done.known:,} were known, "
        f"{done.not_answered:,} lines are not answered yet"
    )
    for why, count in sorted(done.given_back.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"  {count:,} go back: {why}")
    if done.file is not None:
        typer.echo(f"What goes back: {done.file}")
    print_holds(holds_now(settings))
    if done.given_back:
        raise typer.Exit(Exit.SOME_REFUSED)


@contextmanager
def in_one_line() -> Iterator[None]:
    """What a user can mend, said in one line: as for other commands about filing, and files that cannot be read."""
    from orchestration.cli.filing_options import in_one_line as of_filing
    from orchestration.files.tables import TableFileError

    try:
        with of_filing():
            yield
    except TableFileError as error:
        raise typer.BadParameter(str(error)) from None
    except FileExistsError as error:
        raise typer.BadParameter(f"{error.filename}: is there already, with other content") from None


def day(text: str, option: str) -> date:
    """A day that was typed; another word is wrong use."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} must be a date like 2026-06-01, found {text!r}") from None
