"""The command ``lookback file tell-courts``.

What belongs here: arguments and what a person reads. What does not: which courts are told (``filing.further_courts``).
"""

from __future__ import annotations

import typer

from orchestration.cli.filing_options import By, Home, State, holds_now, in_one_line, named, print_holds
from orchestration.cli.options import Exit, settings_of_command

further_courts_app = typer.Typer()


@further_courts_app.command(name="tell-courts")
def tell(by: By, state: State = "ca", home: Home = None) -> None:
    """Write notices to courts that a later list of transferred cases names, of lines filed before; each court once."""
    from orchestration.filing.batches.further_courts import tell_further_courts
    from orchestration.filing.batches.submission_lock import lock_submission
    from orchestration.warehouse.open_run import warehouse_to_read

    settings, name = settings_of_command(home=home, state=state), named(by)
    with in_one_line(), lock_submission(settings), warehouse_to_read(settings) as connection:
        done = tell_further_courts(settings, connection, by=name)
    for notices_id, lines, courts in done.notices:
        typer.echo(f"told {courts:,} courts of {lines:,} lines: {settings.further_notices / notices_id}")
    if done.notices:
        typer.echo("hand the letter and further_courts.csv in each folder to the department: it notifies courts by law")
    for reason, lines in sorted(done.held_up.items()):
        typer.echo(f"{lines:,} lines tell no further court: held: {reason}")
    if not done.notices and not done.held_up:
        typer.echo("every court that a list names was told")
    if done.left:
        typer.echo(f"{done.left:,} lines tell no further court: their evidence was destroyed, or two are alike")
    print_holds(holds_now(settings))
    if done.held_up:
        raise typer.Exit(Exit.SOME_REFUSED)
