"""The commands ``lookback law status`` and ``lookback law unsigned``.

What belongs here: arguments, and which form is printed. What does not: what is printed (``status``, ``waiting``).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command
from orchestration.law import status as law_status
from orchestration.law import unsigned_rows as law_waiting
from orchestration.law.packs import rule_pack_of
from orchestration.law.register import Pack, read_pack
from orchestration.law.signatures import Signature, SignaturesInvalid, overtaken, signatures_at_hand, unsigned
from orchestration.law.tables import LawRow, law_rows
from orchestration.law.usage import counts_of_the_last_run
from orchestration.law.version import law_version
from orchestration.settings import Settings

law_app = typer.Typer(no_args_is_help=True, help="How far the law is built, and what counsel has still to sign.")


class StatusForm(StrEnum):
    """Forms of the status."""

    TEXT = "text"
    JSON = "json"


class RowsForm(StrEnum):
    """Forms of a list of rows."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@law_app.command()
def status(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[
        Path | None, typer.Option("--home", help="Where what was signed in this installation lies.")
    ] = None,
    form: Annotated[StatusForm, typer.Option("--format", help="text or json.")] = StatusForm.TEXT,
) -> None:
    """Say provision by provision what is complete, and who has signed it."""
    settings = settings_of_command(home=home, state=state)
    pack, rows, signatures = _law_of(settings)
    found = law_status.Status(
        pack,
        rule_pack_of(settings.models, state, settings.signatures)["use"],
        rows,
        unsigned(rows, signatures),
        overtaken(rows, signatures, pack.provisions),
        signatures,
    )
    typer.echo(law_status.as_text(found) if form is StatusForm.TEXT else law_status.as_json(found))


@law_app.command(name="unsigned")
def unsigned_rows(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            help="Where the run lies whose determinations are counted, and what was signed in this installation.",
        ),
    ] = None,
    form: Annotated[RowsForm, typer.Option("--format", help="text, json or csv.")] = RowsForm.TEXT,
    shows_all: Annotated[bool, typer.Option("--all", help="Show rows that decided nothing too.")] = False,
) -> None:
    """List the rows of the law that wait for counsel, those first that most determinations wait on."""
    settings = settings_of_command(home=home, state=state)
    pack, rows, signatures = _law_of(settings)
    found = law_waiting.waiting(
        unsigned(rows, signatures),
        overtaken(rows, signatures, pack.provisions),
        counts_of_the_last_run(settings),
        law_version(settings.models, state, None),
    )
    if form is RowsForm.TEXT:
        typer.echo(law_waiting.as_text(found, shows_all=shows_all))
    else:
        typer.echo(law_waiting.as_json(found) + "\n" if form is RowsForm.JSON else law_waiting.as_csv(found), nl=False)


def _law_of(settings: Settings) -> tuple[Pack, list[LawRow], list[Signature]]:
    try:
        pack = read_pack(settings.models, settings.state)
        signatures = signatures_at_hand(settings.models, settings.state, settings.signatures)
    except SignaturesInvalid as error:
        raise typer.BadParameter(str(error)) from None
    except LookupError as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.FAILED) from None
    return pack, law_rows(settings.models, settings.state, pack.row_keys), signatures
