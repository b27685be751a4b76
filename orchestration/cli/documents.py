"""The commands ``lookback petition`` and ``lookback notice``.

Personal data goes only to ``--out``, readable by its owner only; no file is named after a person.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import CommandError
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.determinations.explanations.blockers import collect_answers
from orchestration.determinations.explanations.reader import read_explanation
from orchestration.determinations.explanations.resolve_person import resolve_person
from orchestration.files.atomic import write_private
from orchestration.filing.batches.candidates import find_unit
from orchestration.filing.documents.content import NoticeContent, PetitionContent
from orchestration.filing.documents.for_one_person import build_notice_pdf, build_petition_pdf
from orchestration.filing.documents.individual import (
    find_unit_of_line,
    read_arrest_petition_lines,
    read_notice_entries,
    read_person_row,
    read_petition_lines,
    read_relieved_units,
)
from orchestration.filing.documents.notice_words import read_notice_words
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

Out = Annotated[Path, typer.Option("--out", help="Folder to write to. Only you can read the files.")]


class Language(StrEnum):
    """Languages of a notice."""

    EN = "en"
    ES = "es"


def petition(
    line_or_charge: Annotated[
        str,
        typer.Argument(metavar="LINE_OR_CHARGE", help="Id of a line of the ledger, a charge or an arrest (32 hex)."),
    ],
    out: Out,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write the petitions that one person could file in the case of a charge, or about an arrest."""
    settings = load_command_settings(home=home, state=state)
    _check_folder(out)
    files = _build_petitions(settings, line_or_charge)
    if not files:
        raise CommandError("no known petition form fits this charge, or its relief was already given")
    _write(out, files)


def notice(
    person: Annotated[
        str,
        typer.Argument(metavar="PERSON", help="Id of a person (16 hex digits), the state's id, or issuer:<number>."),
    ],
    out: Out,
    language: Annotated[Language, typer.Option("--language", help="English or Spanish.")] = Language.EN,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write a notice in plain words for one person: what was cleared, and what that means."""
    settings = load_command_settings(home=home, state=state)
    _check_folder(out)
    _write(out, {f"notice_{language.value}.pdf": _build_notice(settings, person, language.value)})


def _build_petitions(settings: Settings, typed: str) -> dict[str, bytes]:
    line_id = typed.strip().lower()
    with open_warehouse_to_read(settings) as connection:
        run = read_run_shown(connection)
        asked = find_unit_of_line(settings.ledger, line_id) or find_unit(connection, line_id) or typed
        person = resolve_person(connection, settings.state, asked, None)
        if person.only is None:
            raise typer.BadParameter("give the id of a line, charge or arrest (32 hex digits)")
        given = read_relieved_units(settings.ledger)
        by_form = read_petition_lines(connection, person, given)
        by_form |= read_arrest_petition_lines(connection, settings.state, person, given)
    return {
        f"petition_{form.lower().replace('-', '_')}_{min(person.only)[:12]}.pdf": build_petition_pdf(
            PetitionContent(settings.state, form, run.as_of_date, run.law_version, tuple(lines))
        )
        for form, lines in sorted(by_form.items())
    }


def _build_notice(settings: Settings, typed: str, language: str) -> bytes:
    with open_warehouse_to_read(settings) as connection:
        run = read_run_shown(connection)
        person = resolve_person(connection, settings.state, typed, None)
        row = read_person_row(connection, person)
        explanation = read_explanation(connection, settings.state, run, replace(person, only=None), None)
        given = read_relieved_units(settings.ledger)
        entries = read_notice_entries(connection, person, given, collect_answers(explanation))
    return build_notice_pdf(
        NoticeContent(
            settings.state,
            row["person_name"] or "",
            run.as_of_date,
            row["data_as_of"],
            run.law_version,
            tuple(entries),
            settings.office,
            settings.contacts,
            read_notice_words(settings.models, settings.state, run.as_of_date),
        ),
        language,
    )


def _check_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise typer.BadParameter(f"--out must be a folder, found the file {out}")


def _write(out: Path, files: dict[str, bytes]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_private(out / name, content)
        typer.echo(f"wrote {out / name}")
