"""The command ``lookback ledger verify``."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.filing.batches.verify import reconcile

HASH = re.compile(r"[0-9A-Fa-f]{64}")

ledger_app = typer.Typer(no_args_is_help=True, help="Verify the ledger of proposals, approvals, filings and answers.")


@ledger_app.command()
def verify(
    noted: Annotated[
        str, typer.Option("--noted", help="Hash of a last event, noted earlier. The ledger must contain it.")
    ] = "",
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Verify the ledger, and that evidence, batch files and warehouse agree with it."""
    settings = load_command_settings(home=home, state=state)
    if noted and not HASH.fullmatch(noted.strip()):
        raise typer.BadParameter("--noted must be the 64 hex digits that an earlier verify printed last")
    found = reconcile(settings, noted.strip().lower())
    for fault in found.faults:
        typer.echo(f"FAULT  {fault}")
    for note in found.notes:
        typer.echo(note)
    for run_id, manifest in found.manifests.items():
        typer.echo(f"run {run_id}, manifest {manifest}")
    typer.echo(f"{found.events:,} events, the last {found.last_hash}; {len(found.faults):,} faults")
    if found.faults:
        raise typer.Exit(Exit.FAILED)
