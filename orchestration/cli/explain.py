"""The command ``lookback explain``.

What belongs here: its arguments, its exit codes, where the answer goes. What does not: the answer. Imports happen
inside, and none of Dagster, dbt or Great Expectations: somebody waits. Nothing of a person goes anywhere but to stdout
or ``--out``.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Exit, settings_of_command

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.determinations.explanations.model import Explanation
    from orchestration.settings import Settings


class Format(StrEnum):
    """How an explanation is shown."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def explain(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERSON_OR_CHARGE]",
            help="Id of a person (16 hex digits), of a charge or arrest (32), state:<number> or issuer:<number>; with "
            "--as-filed of a line.",
            show_default=False,
        ),
    ] = None,
    case: Annotated[
        tuple[str, str] | None,
        typer.Option("--case", metavar="COUNTY NUMBER", help="The charges of this court case.", show_default=False),
    ] = None,
    remedy: Annotated[str | None, typer.Option("--remedy", help="This remedy only.")] = None,
    form: Annotated[Format, typer.Option("--format", help="For a terminal, a program, or as a page to print.")] = (
        Format.TEXT
    ),
    whole: Annotated[
        bool,
        typer.Option("--all", help="Fold nothing of the text: each charge, every line. JSON and page always have all."),
    ] = False,
    as_filed: Annotated[
        bool, typer.Option("--as-filed", help="A line as it was filed, by its id: from what was frozen then.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="A file that only you can read, instead of stdout.")] = None,
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
) -> None:
    """Say why the determinations of a person came out as they did: each question of the law, down to file and line."""
    from orchestration.warehouse.run_errors import NotExplained, RunUnderWay, WrongQuestion

    settings = settings_of_command(home=home, state=state)
    if out is not None and out.is_dir():
        raise typer.BadParameter(f"--out must be a file, found the folder {out}")
    try:
        if as_filed:
            words = _words_as_filed(settings, who, form, is_alone=case is None and remedy is None)
            _show(words, out)
            return
        explanation = _explanation(settings, who, case, remedy)
    except WrongQuestion as error:
        raise typer.BadParameter(str(error)) from None
    except NotExplained as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.ANOTHER_RUN if isinstance(error, RunUnderWay) else Exit.FAILED) from None
    if out is None and form is Format.TEXT and sys.stdout.isatty():
        _print_text(explanation, whole=whole)
    else:
        _show(_as_words(explanation, form, whole=whole), out)


def _show(words: str, out: Path | None) -> None:
    if out is not None:
        _write(out, words)
        typer.echo(f"wrote {out}")
    else:
        typer.echo(words.encode(sys.stdout.encoding or "utf-8", "backslashreplace"), nl=False)


def _words_as_filed(settings: Settings, line_id: str | None, form: Format, *, is_alone: bool) -> str:
    """What was frozen of a line, without warehouse or delivery. Wrong use where it is not named alone, by its id."""
    from orchestration.filing.ledger.explain_as_filed import explain_as_filed

    if line_id is None or not is_alone:
        raise typer.BadParameter("--as-filed asks for one line by its id (32 hex digits), and for nothing else")
    filed = explain_as_filed(settings.ledger, settings.evidence, line_id.strip().lower())
    return filed.as_json() if form is Format.JSON else filed.head() + _as_words(filed.explanation, form, whole=True)


def _explanation(settings: Settings, who: str | None, case: tuple[str, str] | None, remedy: str | None) -> Explanation:
    """What is shown; the warehouse is closed again before anything is."""
    from orchestration.determinations.explanations.reader import read_explanation
    from orchestration.determinations.explanations.resolve_person import chosen
    from orchestration.warehouse.open_run import run_shown, warehouse_to_read

    with warehouse_to_read(settings) as connection:
        run = run_shown(connection)
        person = chosen(connection, settings.state, _resolve_line(connection, who), case)
        explanation = read_explanation(connection, settings.state, run, person, remedy)
        return _with_decisions(settings, connection, explanation)


def _resolve_line(connection: DuckDBPyConnection, who: str | None) -> str | None:
    """The charge or arrest of a line of a batch, where its id was typed; any other words as they are."""
    from orchestration.filing.batches.candidates import find_unit

    return find_unit(connection, who.strip().lower()) or who if who else who


def _with_decisions(settings: Settings, connection: DuckDBPyConnection, explanation: Explanation) -> Explanation:
    """With what people decided about the person's lines. Nobody decided anything where there is no ledger."""
    if not settings.ledger.exists():
        return explanation
    from orchestration.filing.batches.duplicate_reports import read_collisions, read_decisions_in_force, show_decisions
    from orchestration.filing.ledger.store import LedgerError, open_ledger
    from orchestration.warehouse.run_errors import NotExplained

    try:
        with open_ledger(settings.ledger, create=False) as ledger:
            decisions = read_decisions_in_force(ledger)
    except LedgerError as error:
        raise NotExplained(str(error)) from None
    if not decisions:
        return explanation
    of_person = read_collisions(connection, explanation.person.person_id)
    return show_decisions(explanation, decisions.values(), {one.collision_id for one in of_person})


def _as_words(explanation: Explanation, form: Format, *, whole: bool) -> str:
    if form is Format.JSON:
        from orchestration.determinations.explanations.as_json import explanation_as_json

        return explanation_as_json(explanation)
    if form is Format.HTML:
        from orchestration.determinations.explanations.as_html import explanation_as_html

        return explanation_as_html(explanation)
    from orchestration.determinations.explanations.as_text import explanation_as_text

    return explanation_as_text(explanation, whole=whole)


def _print_text(explanation: Explanation, *, whole: bool) -> None:
    """To the terminal, in its width and colours (none where NO_COLOR says so)."""
    from rich.console import Console

    from orchestration.determinations.explanations.as_text import print_explanation

    print_explanation(Console(markup=False, highlight=False, emoji=False), explanation, whole=whole)


def _write(path: Path, words: str) -> None:
    """Whole or not at all, and readable by the person who asked alone, whatever stood there before."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(words)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
