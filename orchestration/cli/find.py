"""The command ``lookback find``. Data of people goes to stdout alone, and each search is logged."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, add_home, load_command_settings
from orchestration.determinations.explanations.access_log import log_search
from orchestration.determinations.explanations.find_people import PersonFound, find_people
from orchestration.filing.responses.answer_days import read_days
from orchestration.law.time_zone import read_today
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read

MOST_SHOWN = 20
"""So many people are shown; the rest is counted."""


def find(
    name: Annotated[
        str,
        typer.Option("--name", help="LAST, FIRST or FIRST LAST; case, accents and hyphens do not matter."),
    ],
    birth_date: Annotated[
        str | None, typer.Option("--birth-date", help="Like 1983-08-16 or 8/16/1983. Others than this are left out.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Find the ids of people by name and birth date. The home keeps a log of who searched and whom it showed."""
    settings = load_command_settings(home=home, state=state)
    born = None if birth_date is None else _parse_birth_date(settings, birth_date)
    with open_warehouse_to_read(settings) as connection:
        found = find_people(connection, name, born)
    asked_for = "name" if born is None else "name and birth date"
    log_search(settings.access_log, asked_for, [one.person_id for one in found])
    who = "1 person fits" if len(found) == 1 else f"{len(found):,} people fit"
    unknown = sum(one.born_earliest is None for one in found)
    beside = f", {unknown:,} of them with no birth date on record" if born is not None and unknown else ""
    typer.echo(f"{who} this {asked_for}{beside}")
    for one in found[:MOST_SHOWN]:
        typer.echo(_format_person(one))
    if len(found) > MOST_SHOWN:
        typer.echo(f"and {len(found) - MOST_SHOWN:,} more: say --birth-date or a given name too")
    if found:
        typer.echo(add_home(f"Next: lookback explain {found[0].person_id if len(found) == 1 else 'ID'}", settings))
    else:
        typer.echo(
            add_home("Next: search by the last name alone, or by an id: lookback explain state:NUMBER", settings)
        )


def _format_person(one: PersonFound) -> str:
    charges = "1 charge" if one.charges == 1 else f"{one.charges:,} charges"
    return f"  {one.person_id}  {' / '.join(one.names)}  {one.describe_birth()}  {charges}"


def _parse_birth_date(settings: Settings, text: str) -> date:
    """Parse the day.

    Raises:
        BadParameter: it is no day that has come, or its year has two digits: of which century?
    """
    day = read_days([text])[text]
    if not isinstance(day, str) or not re.search(r"\d{4}", text) or date.fromisoformat(day) > read_today(settings):
        raise typer.BadParameter("--birth-date must be a day that has come, like 1983-08-16 or 8/16/1983")
    return date.fromisoformat(day)
