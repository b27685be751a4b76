"""The command ``lookback file encrypt``.

What belongs here: its arguments, what is wrong use, what a person reads at the end. What does not: encrypting
(``filing.encrypting``).
"""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.filing_options import By, Home, State, holds_now, in_one_line, named, print_holds
from orchestration.cli.options import Exit, settings_of_command

encrypt_app = typer.Typer()


@encrypt_app.command()
def encrypt(
    batch_id: Annotated[str, typer.Argument(metavar="BATCH_ID", help="A filed batch, as `submit` told it.")],
    recipient: Annotated[str, typer.Option("--recipient", help="The county's public key of age, like age1….")],
    by: By,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Encrypt the files of a filed batch to its county's public key and remove the plain ones, all but the manifest."""
    from orchestration.filing.batches.encryption import ChangedBatchError, WrongBatchError, encrypt_filed_batch
    from orchestration.filing.batches.submission_lock import lock_submission
    from orchestration.filing.documents.encryption import KeyFileError

    settings = settings_of_command(home=home, state=state)
    with in_one_line(), lock_submission(settings):
        try:
            done = encrypt_filed_batch(settings, batch_id.strip().lower(), recipient, by=named(by))
        except (KeyFileError, WrongBatchError) as error:
            raise typer.BadParameter(str(error)) from None
        except ChangedBatchError as error:
            typer.echo(f"lookback: {error}", err=True)
            raise typer.Exit(Exit.FAILED) from None
    typer.echo(f"encrypted {done.now:,} files in {done.folder}; {done.before:,} were encrypted before")
    typer.echo("manifest.json stays plain: it names no person. The key that opens the others is the county's alone.")
    print_holds(holds_now(settings))
