"""The commands ``lookback petition`` and ``lookback notice``.

What belongs here: their arguments, exit codes, and where the files go. What does not: what they say. Imports happen
inside: somebody waits. Nothing of a person goes anywhere but to ``--out``, readable by who asked alone, and no file is
called after a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command

if TYPE_CHECKING:
    from orchestration.settings import Settings

Out = Annotated[Path, typer.Option("--out", help="Folder to write to; only you can read the files.")]


class Language(StrEnum):
    """What a notice is written in."""

    EN = "en"
    ES = "es"


def petition(
    line_or_charge: Annotated[
        str,
        typer.Argument(metavar="LINE_OR_CHARGE", help="Id of a line of the ledger, a charge or an arrest (32 hex)."),
    ],
    out: Out,
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
) -> None:
    """Prepare the petitions that one person could file in the case of a charge, or about an arrest."""
    settings = settings_of_command(home=home, state=state)
    with _what_can_be_mended(out):
        files = _petitions(settings, line_or_charge)
        if not files:
            why = "no petition whose form is known is found for this charge, or the relief it would ask for was given"
            typer.echo(f"lookback: {why}", err=True)
            raise typer.Exit(Exit.FAILED)
        _write(out, files)


def notice(
    person: Annotated[
        str,
        typer.Argument(metavar="PERSON", help="Id of a person (16 hex digits), state:<number> or issuer:<number>."),
    ],
    out: Out,
    language: Annotated[Language, typer.Option("--language", help="English or Spanish.")] = Language.EN,
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
) -> None:
    """Write a notice in plain words for one person who asked: what was cleared, what it means, what it does not do."""
    settings = settings_of_command(home=home, state=state)
    with _what_can_be_mended(out):
        _write(out, {f"notice_{language.value}.pdf": _notice(settings, person, language.value)})


def _petitions(settings: Settings, typed: str) -> dict[str, bytes]:
    from orchestration.determinations.explanations.resolve_person import chosen
    from orchestration.filing.batches.candidates import find_unit
    from orchestration.filing.documents.content import PetitionContent
    from orchestration.filing.documents.for_one_person import build_petition_pdf
    from orchestration.filing.documents.individual import (
        find_unit_of_line,
        read_arrest_petition_lines,
        read_petition_lines,
        read_relieved_units,
    )
    from orchestration.warehouse.open_run import run_shown, warehouse_to_read

    line_id = typed.strip().lower()
    with warehouse_to_read(settings) as connection:
        run = run_shown(connection)
        asked = find_unit_of_line(settings.ledger, line_id) or find_unit(connection, line_id) or typed
        person = chosen(connection, settings.state, asked, None)
        if person.only is None:
            raise typer.BadParameter("a petition is asked for by the id of a line or charge or arrest (32 hex digits)")
        given = read_relieved_units(settings.ledger)
        by_form = read_petition_lines(connection, person, given)
        by_form |= read_arrest_petition_lines(connection, settings.state, person, given)
    return {
        f"petition_{form.lower().replace('-', '_')}_{min(person.only)[:12]}.pdf": build_petition_pdf(
            PetitionContent(settings.state, form, run.as_of_date, run.law_version, tuple(lines))
        )
        for form, lines in sorted(by_form.items())
    }


def _notice(settings: Settings, typed: str, language: str) -> bytes:
    from orchestration.determinations.explanations.resolve_person import chosen
    from orchestration.filing.documents.content import NoticeContent
    from orchestration.filing.documents.for_one_person import build_notice_pdf
    from orchestration.filing.documents.individual import read_notice_entries, read_person_row, read_relieved_units
    from orchestration.warehouse.open_run import run_shown, warehouse_to_read

    with warehouse_to_read(settings) as connection:
        run = run_shown(connection)
        person = chosen(connection, settings.state, typed, None)
        told = read_person_row(connection, person)
        entries = read_notice_entries(connection, person, read_relieved_units(settings.ledger))
    return build_notice_pdf(
        NoticeContent(
            settings.state,
            told["person_name"] or "",
            run.as_of_date,
            told["data_as_of"],
            run.law_version,
            tuple(entries),
        ),
        language,
    )


@contextmanager
def _what_can_be_mended(out: Path) -> Iterator[None]:
    """What a user can mend becomes one line and an exit code."""
    from orchestration.filing.documents.templates import TemplateError
    from orchestration.filing.ledger.store import LedgerError
    from orchestration.warehouse.run_errors import NotExplained, RunUnderWay, WrongQuestion

    if out.exists() and not out.is_dir():
        raise typer.BadParameter(f"--out must be a folder, found the file {out}")
    try:
        yield
    except WrongQuestion as error:
        raise typer.BadParameter(str(error)) from None
    except (NotExplained, TemplateError, LedgerError) as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.ANOTHER_RUN if isinstance(error, RunUnderWay) else Exit.FAILED) from None


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Each file whole or not at all, and readable by the person who asked alone."""
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        partial = out / f".{name}.partial"
        partial.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            partial.replace(out / name)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        typer.echo(f"wrote {out / name}")
