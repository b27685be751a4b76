"""The command ``lookback file encrypt``."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import ByOption, HomeOption, StateOption, load_command_settings, parse_signatory
from orchestration.cli.printing import print_current_holds
from orchestration.filing.batches.encryption import encrypt_filed_batch
from orchestration.filing.batches.submission_lock import lock_submission


def encrypt(
    batch_id: Annotated[str, typer.Argument(metavar="BATCH_ID", help="Id of a filed batch, as `submit` printed it.")],
    recipient: Annotated[str, typer.Option("--recipient", help="Public age key of the county, like age1….")],
    by: ByOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Encrypt the files of a filed batch to its county's public key, and remove the plain files except the manifest."""
    settings = load_command_settings(home=home, state=state)
    with lock_submission(settings):
        done = encrypt_filed_batch(settings, batch_id.strip().lower(), recipient, by=parse_signatory(by))
    typer.echo(f"encrypted {done.now:,} files in {done.folder}; {done.before:,} were encrypted before")
    typer.echo("manifest.json stays plain, since it names no person. Only the county's key opens the other files.")
    print_current_holds(settings)
