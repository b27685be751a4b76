"""The command ``lookback file tell-courts``."""

from __future__ import annotations

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import ByOption, HomeOption, StateOption, load_command_settings, parse_signatory
from orchestration.cli.printing import print_current_holds
from orchestration.filing.batches.further_courts import tell_further_courts
from orchestration.filing.batches.submission_lock import lock_submission
from orchestration.warehouse.open_run import open_warehouse_to_read


def tell_courts(by: ByOption = None, state: StateOption = None, home: HomeOption = None) -> None:
    """Write notices about filed lines to courts that a later list of transferred cases names; each court gets one."""
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    with lock_submission(settings), open_warehouse_to_read(settings) as connection:
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
    print_current_holds(settings)
    if done.held_up:
        raise typer.Exit(Exit.SOME_REFUSED)
