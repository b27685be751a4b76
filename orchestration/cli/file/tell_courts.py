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
    """Write notices about filed lines to courts named by a later list of transferred cases, once for each court."""
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    with lock_submission(settings), open_warehouse_to_read(settings) as connection:
        done = tell_further_courts(settings, connection, by=name)
    for notices_id, lines, courts in done.notices:
        typer.echo(f"notified {courts:,} courts of {lines:,} lines: {settings.further_notices / notices_id}")
    if done.notices:
        typer.echo("give the department the letter and further_courts.csv of each folder: by law it notifies courts")
    for reason, lines in sorted(done.held_up.items()):
        typer.echo(f"{lines:,} lines not notified: held: {reason}")
    if not done.notices and not done.held_up:
        typer.echo("every court named by a list is notified")
    if done.left:
        typer.echo(f"{done.left:,} lines not notified: their evidence was destroyed, or two are indistinguishable")
    print_current_holds(settings)
    if done.held_up:
        raise typer.Exit(Exit.SOME_REFUSED)
