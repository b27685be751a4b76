"""The commands ``lookback law``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.law import status as law_status
from orchestration.law import unsigned_rows as law_waiting
from orchestration.law.packs import read_pack_status
from orchestration.law.register import Pack, read_pack
from orchestration.law.signatures import Signature, read_all_signatures, select_overtaken, select_unsigned
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.law.usage import read_usage_counts
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings

law_app = typer.Typer(no_args_is_help=True, help="Show which law is implemented and what counsel has yet to sign.")


class StatusForm(StrEnum):
    """Output formats of the status."""

    TEXT = "text"
    JSON = "json"


class RowsForm(StrEnum):
    """Output formats of a list of rows."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@law_app.command()
def status(
    state: StateOption = "ca",
    home: HomeOption = None,
    form: Annotated[StatusForm, typer.Option("--format", help="text or json.")] = StatusForm.TEXT,
) -> None:
    """Show which provisions are complete and who signed them."""
    settings = load_command_settings(home=home, state=state)
    pack, rows, signatures = _read_law(settings)
    found = law_status.Status(
        pack,
        read_pack_status(settings.models, state, settings.signatures)["use"],
        rows,
        select_unsigned(rows, signatures),
        select_overtaken(rows, signatures, pack.provisions),
        signatures,
    )
    typer.echo(law_status.format_text(found) if form is StatusForm.TEXT else law_status.format_json(found))


@law_app.command(name="unsigned")
def unsigned_rows(
    state: StateOption = "ca",
    home: HomeOption = None,
    form: Annotated[RowsForm, typer.Option("--format", help="text, json or csv.")] = RowsForm.TEXT,
    shows_all: Annotated[bool, typer.Option("--all", help="Also show rows that decided nothing.")] = False,
) -> None:
    """List the rows of the law that wait for counsel, the most needed first."""
    settings = load_command_settings(home=home, state=state)
    pack, rows, signatures = _read_law(settings)
    found = law_waiting.list_waiting(
        select_unsigned(rows, signatures),
        select_overtaken(rows, signatures, pack.provisions),
        read_usage_counts(settings),
        compute_law_version(settings.models, state, None),
    )
    if form is RowsForm.TEXT:
        typer.echo(law_waiting.format_text(found, shows_all=shows_all))
    else:
        typer.echo(
            law_waiting.format_json(found) + "\n" if form is RowsForm.JSON else law_waiting.format_csv(found), nl=False
        )


def _read_law(settings: Settings) -> tuple[Pack, list[LawRow], list[Signature]]:
    with end_with(Exit.FAILED, LookupError):
        pack = read_pack(settings.models, settings.state)
        signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    return pack, read_law_rows(settings.models, settings.state, pack.row_keys), signatures
