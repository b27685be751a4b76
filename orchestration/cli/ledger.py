"""The command ``lookback ledger verify``.

What belongs here: its arguments, what it prints, its exit code. What does not: the proof (``ledger.verify``,
``filing.agreement``).
"""

from __future__ import annotations

import re
from typing import Annotated

import typer

from orchestration.cli.filing_options import Home, State, in_one_line
from orchestration.cli.options import Exit, settings_of_command

HASH = re.compile(r"[0-9A-Fa-f]{64}")

ledger_app = typer.Typer(no_args_is_help=True, help="The ledger of what was proposed, approved, filed and answered.")


@ledger_app.callback()
def about_the_ledger() -> None:
    """The ledger of what was proposed, approved, filed and answered."""


@ledger_app.command()
def verify(
    noted: Annotated[
        str, typer.Option("--noted", help="Hash of a last event that you wrote down before: the ledger must have it.")
    ] = "",
    state: State = "ca",
    home: Home = None,
) -> None:
    """Prove that the ledger is what was written, and that evidence, batch files and warehouse agree with it."""
    from orchestration.filing.ledger.verify import reconcile

    settings = settings_of_command(home=home, state=state)
    if noted and not HASH.fullmatch(noted.strip()):
        raise typer.BadParameter("--noted must be the 64 hex digits that verify ended with")
    with in_one_line():
        found = reconcile(settings, noted.strip().lower())
    for fault in found.faults:
        typer.echo(f"FAULT  {fault}")
    for note in found.notes:
        typer.echo(note)
    typer.echo(f"{found.events:,} events, the last {found.last_hash}; {len(found.faults):,} faults")
    if found.faults:
        raise typer.Exit(Exit.FAILED)
