"""``lookback --version``: what is asked before any command.

What belongs here: the option. What does not: what it says (``software``).
"""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command
from orchestration.settings import PROJECT_ROOT


def _say_versions(is_asked: bool) -> None:
    if is_asked:
        from orchestration.law.signatures import SignaturesInvalid
        from orchestration.law.software import versions

        try:
            typer.echo(versions(PROJECT_ROOT, settings_of_command()))
        except SignaturesInvalid as error:
            raise typer.BadParameter(str(error)) from None
        raise typer.Exit(Exit.DONE)


def of_every_command(
    _: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_say_versions,
            is_eager=True,
            help="Say which version and commit this is, and which law lies with it.",
        ),
    ] = False,
) -> None:
    """What is asked of Lookback before any command."""
