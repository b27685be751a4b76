"""The command ``lookback find``. Data of people goes to stdout alone, and each search is logged."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, add_home, load_settings_of_states
from orchestration.determinations.explanations.access_log import log_search
from orchestration.determinations.explanations.find_people import PersonFound, find_people
from orchestration.files.days import read_days
from orchestration.law.time_zone import read_today
from orchestration.settings import Settings, list_states
from orchestration.warehouse.open_run import open_warehouse_to_read
from orchestration.warehouse.run_errors import ExplanationError, WrongQuestionError

MOST_SHOWN = 20
"""So many people are shown; the rest is counted."""


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]",
            help="LAST, FIRST or FIRST LAST; case, accents and hyphens do not matter.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="The name, instead of NAME.")] = None,
    birth_date: Annotated[
        str | None, typer.Option("--birth-date", help="Like 1983-08-16 or 8/16/1983. Others than this are left out.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Find the ids of people by name and birth date, in each state of the home if none is named.

    The home keeps a log of who searched and whom it showed.
    """
    if bool(words) == (name is not None):
        raise typer.BadParameter("give a NAME")
    asked = " ".join(words) if words else name or ""
    searched, errors = 0, list[ExplanationError]()
    for settings in load_settings_of_states(home, state):
        try:
            searched += _search(settings, asked, birth_date)
        except WrongQuestionError:
            raise
        except ExplanationError as error:
            errors.append(error)
            typer.echo(f"lookback: {settings.state.upper()} was not searched: {error}", err=True)
    if not searched:
        raise errors[-1]


def _search(settings: Settings, name: str, birth_date: str | None) -> int:
    """Search one state, print whom it shows, and return how many states were searched: 1."""
    born = None if birth_date is None else _parse_birth_date(settings, birth_date)
    with open_warehouse_to_read(settings) as connection:
        found = find_people(connection, name, born)
    asked_for = "name" if born is None else "name and birth date"
    log_search(settings.access_log, asked_for, [one.person_id for one in found])
    who = "1 person fits" if len(found) == 1 else f"{len(found):,} people fit"
    where = f" in {settings.state.upper()}" if len(list_states(settings.root)) > 1 else ""
    unknown = sum(one.born_earliest is None for one in found)
    beside = f", {unknown:,} of them with no birth date on record" if born is not None and unknown else ""
    typer.echo(f"{who} this {asked_for}{where}{beside}")
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
    return 1


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
