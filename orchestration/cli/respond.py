"""The command ``lookback respond``. It prints file names and counts, and names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import (
    ByOption,
    DryRunOption,
    HomeOption,
    StateOption,
    check_file,
    load_command_settings,
    parse_signatory,
)
from orchestration.cli.printing import print_current_holds
from orchestration.filing.documents.formatting import format_day
from orchestration.filing.responses.import_answers import import_answers
from orchestration.law.time_zone import read_today

MOST_DAYS = 10
"""So many days are printed; the rest is counted."""

respond_app = typer.Typer(no_args_is_help=True, help="Import the answers of courts and departments to filed batches.")


@respond_app.command(name="import")
def import_responses(
    file: Annotated[Path, typer.Argument(help="Answer file that came back: workbook (.xlsx) or CSV.")],
    by: ByOption = None,
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Import the answers of a file. Rejected answers go into a file beside it, with the reasons."""
    settings = load_command_settings(home=home, state=state)
    check_file(file, "FILE")
    done = import_answers(
        file,
        ledger=settings.ledger,
        evidence=settings.evidence,
        by=parse_signatory(by),
        today=read_today(settings),
        dry_run=dry_run,
    )
    typer.echo(
        f"{'would import' if dry_run else 'imported'} {done.taken_in:,} answers; {done.known:,} were known before, "
        f"{done.not_answered:,} lines have no answer yet"
    )
    if done.days:
        typer.echo(f"days of these answers: {_format_days(done.days)}")
    for why, count in sorted(done.given_back.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"  {count:,} {'goes' if count == 1 else 'go'} back: {why}")
    if done.file is not None:
        typer.echo(f"What goes back, and what to type: {done.file}")
    print_current_holds(settings)
    if done.given_back:
        raise typer.Exit(Exit.SOME_REFUSED)


def _format_days(days: Mapping[date, int]) -> str:
    """Each day in words, so that a day read another way than it was meant is seen."""
    shown = [f"{format_day(day, 'en')} ({count:,})" for day, count in list(days.items())[:MOST_DAYS]]
    more = f" and {len(days) - MOST_DAYS:,} more days" if len(days) > MOST_DAYS else ""
    return f"{', '.join(shown)}{more}"
