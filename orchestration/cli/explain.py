"""The command ``lookback explain``.

Data of a person goes nowhere but to stdout or ``--out``. Nothing of Dagster, dbt or Great Expectations is imported:
somebody waits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from duckdb import DuckDBPyConnection
from rich.console import Console

from orchestration.cli.options import HomeOption, StateOption, load_settings_of_states
from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_json import format_json
from orchestration.determinations.explanations.as_text import format_text, print_explanation
from orchestration.determinations.explanations.model import OUTCOMES, Explanation, Subject
from orchestration.determinations.explanations.reader import read_explanation
from orchestration.determinations.explanations.resolve_person import resolve_person
from orchestration.files.atomic import write_private
from orchestration.filing.batches.candidates import find_unit
from orchestration.filing.batches.duplicate_reports import read_collisions, read_decisions_in_force, show_decisions
from orchestration.filing.ledger.explain_as_filed import explain_as_filed
from orchestration.filing.ledger.store import LedgerError, open_ledger
from orchestration.law.questions.under_defaults import UnderDefaults, read_under_defaults
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown
from orchestration.warehouse.run_errors import ExplanationError, WrongQuestionError

Found = TypeVar("Found")


class Format(StrEnum):
    """Form of an explanation."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def explain(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERSON_OR_CHARGE]",
            help="Id of a person (16 hex digits), a charge or an arrest (32), the state's id of a person, or "
            "issuer:<number>; with --as-filed, id of a line.",
            show_default=False,
        ),
    ] = None,
    case: Annotated[
        tuple[str, str] | None,
        typer.Option("--case", metavar="COUNTY NUMBER", help="The charges of this court case.", show_default=False),
    ] = None,
    remedy: Annotated[str | None, typer.Option("--remedy", help="Only this remedy.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text; json for a program; html to print.")] = (Format.TEXT),
    whole: Annotated[
        bool,
        typer.Option(
            "--all", help="Show each charge with its elements and every line in the text. JSON and HTML always do."
        ),
    ] = False,
    as_filed: Annotated[
        bool,
        typer.Option("--as-filed", help="Explain a line, by its id, as it was filed."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write instead of stdout. Only you can read it.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Explain each determination of a person: each question of the law, down to file and line.

    If no state is named, each state of the home is searched.
    """
    if out is not None and out.is_dir():
        raise typer.BadParameter(f"--out must be a file, found the folder {out}")
    states = load_settings_of_states(home, state)
    if as_filed:
        is_alone = case is None and remedy is None
        _show(_find_in_one(states, lambda settings: _format_as_filed(settings, who, form, is_alone=is_alone)), out)
        return
    explanation = _find_in_one(states, lambda settings: _read(settings, who, case, remedy))
    if out is None and form is Format.TEXT and sys.stdout.isatty():
        # uses the terminal's width and colours; none if NO_COLOR is set
        print_explanation(Console(markup=False, highlight=False, emoji=False), explanation, whole=whole)
    else:
        _show(_format(explanation, form, whole=whole), out)


def _find_in_one(states: Iterable[Settings], find: Callable[[Settings], Found]) -> Found:
    """Return what is found in the one state that has it.

    Raises:
        WrongQuestionError: Several states have it.
        ExplanationError, LedgerError: As ``find`` raises for the last state, if none has it.
    """
    found, errors = dict[str, Found](), list[Exception]()
    for settings in states:
        try:
            found[settings.state] = find(settings)
        except (ExplanationError, LedgerError) as error:
            errors.append(error)
    if len(found) > 1:
        raise WrongQuestionError(f"{' and '.join(found)} have it: name one with --state")
    if not found:
        raise errors[-1]
    return next(iter(found.values()))


def _show(words: str, out: Path | None) -> None:
    if out is not None:
        write_private(out, words.encode())
        typer.echo(f"wrote {out}")
    else:
        typer.echo(words.encode(sys.stdout.encoding or "utf-8", "backslashreplace"), nl=False)


def _format_as_filed(settings: Settings, line_id: str | None, form: Format, *, is_alone: bool) -> str:
    """Format the frozen text of a line, without warehouse or delivery."""
    if line_id is None or not is_alone:
        raise typer.BadParameter("--as-filed takes one line id (32 hex digits) and no other filter")
    filed = explain_as_filed(settings.ledger, settings.evidence, line_id.strip().lower())
    return filed.as_json() if form is Format.JSON else filed.head() + _format(filed.explanation, form, whole=True)


def _read(settings: Settings, who: str | None, case: tuple[str, str] | None, remedy: str | None) -> Explanation:
    """Read the explanation, and close the warehouse before it is shown."""
    with open_warehouse_to_read(settings) as connection:
        run = read_run_shown(connection)
        person = resolve_person(connection, settings.state, _resolve_line(connection, who), case)
        explanation = read_explanation(connection, settings.state, run, person, remedy)
        return _add_decisions(settings, connection, _add_defaults(connection, explanation))


def _resolve_line(connection: DuckDBPyConnection, who: str | None) -> str | None:
    """Map the id of a line to its charge or arrest; return other words unchanged."""
    return find_unit(connection, who.strip().lower()) or who if who else who


def _add_defaults(connection: DuckDBPyConnection, explanation: Explanation) -> Explanation:
    """Say beside each determination what it would be under the defaults of undecided questions, if that was asked."""
    kept = {
        (one.remedy_id, one.unit_id): _describe_defaults(one)
        for one in read_under_defaults(connection, explanation.person.person_id)
    }

    def add(subject: Subject) -> Subject:
        unit = subject.charge_id or subject.arrest_id or ""
        shown = [
            replace(one, answer=" ".join(part for part in (one.answer, kept.get((one.remedy_id, unit))) if part))
            for one in subject.determinations
        ]
        return replace(subject, determinations=shown)

    return replace(explanation, subjects=[add(one) for one in explanation.subjects]) if kept else explanation


def _describe_defaults(kept: UnderDefaults) -> str:
    answered = f"the default for {' or '.join(kept.questions)}" if kept.questions else "several defaults together"
    comes_to = OUTCOMES.get(kept.after, "still waiting") + (f" (not before {kept.day})" if kept.day else "")
    return f"Under {answered} it would be {comes_to}; counsel has not decided, and nothing counts it so."


def _add_decisions(settings: Settings, connection: DuckDBPyConnection, explanation: Explanation) -> Explanation:
    """Add decisions about the person's lines, if there is a ledger."""
    if not settings.ledger.exists():
        return explanation
    with open_ledger(settings.ledger, create=False) as ledger:
        decisions = read_decisions_in_force(ledger)
    if not decisions:
        return explanation
    of_person = read_collisions(connection, explanation.person.person_id)
    return show_decisions(explanation, decisions.values(), {one.collision_id for one in of_person})


def _format(explanation: Explanation, form: Format, *, whole: bool) -> str:
    if form is Format.JSON:
        return format_json(explanation)
    if form is Format.HTML:
        return format_html(explanation)
    return format_text(explanation, whole=whole)
