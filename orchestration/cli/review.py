"""The commands ``lookback review`` and ``lookback claims``.

They print file names, line numbers and counts, and name nobody.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import (
    DryRunOption,
    HomeOption,
    StateOption,
    add_home,
    check_file,
    load_command_settings,
    parse_day,
)
from orchestration.cli.progress import show_steps
from orchestration.determinations.review_queue.answers import import_answers, withdraw_answers
from orchestration.determinations.review_queue.questions import export_questions
from orchestration.ingestion.decisions.claims import ClaimVocabulary, read_claim_words, read_claims
from orchestration.ingestion.decisions.facts import read_known_facts
from orchestration.ingestion.decisions.import_claims import import_claims, withdraw_claims
from orchestration.ingestion.decisions.subjects import OTHER_PLACES
from orchestration.ingestion.layouts.layout import Notation, load_layout
from orchestration.law.time_zone import read_today
from orchestration.settings import Settings
from orchestration.warehouse.dbt.on_demand import STEP, ensure_on_demand
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

review_app = typer.Typer(no_args_is_help=True, help="Export questions that wait for a person, and import the answers.")
claims_app = typer.Typer(
    no_args_is_help=True, help="Import and list what people, or their lawyers, claim about their records."
)


@review_app.command(name="export")
def export_review(
    out: Annotated[
        Path,
        typer.Option("--out", help="File to write, CSV or (.xlsx) a workbook. Only you can read it; it names people."),
    ],
    fact: Annotated[str | None, typer.Option("--fact", help="Only questions about this fact.")] = None,
    county: Annotated[str | None, typer.Option("--county", help="Only questions about this county.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Write at most this many questions.")] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write open questions to a file that a reviewer fills in. Questions that would clear a person by themselves come
    first. The first export after a run works out what each answer would change."""
    settings = load_command_settings(home=home, state=state)
    if fact is not None and fact not in _read_known_facts(settings):
        raise typer.BadParameter(
            f"--fact must be one of {', '.join(sorted(_read_known_facts(settings)))}, found {fact!r}"
        )
    place = None if county is None else " ".join(county.upper().split())
    if place is not None and place not in (*_load_notation(settings).counties, *OTHER_PLACES):
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    with show_steps(settings, STEP):
        ensure_on_demand(settings)
    with open_warehouse_to_read(settings) as connection:
        read_run_shown(connection)
        try:
            exported = export_questions(connection, settings.state, out, fact, place, limit)
        except FileExistsError:
            raise typer.BadParameter(f"--out must be a new file, found {out}: it may hold answers") from None
    typer.echo(f"wrote {exported.written:,} of {exported.fitting:,} questions to {out}; fill in value (yes or no),")
    then = f"lookback review import {shlex.quote(str(out.absolute()))}"
    typer.echo(add_home(f"established_by, established_on and why, then: {then}", settings))
    if exported.without_id:
        typer.echo(f"{exported.without_id:,} more are left out: their people have no id on record")


@review_app.command(name="import")
def import_review(
    file: Annotated[Path, typer.Argument(help="Answered questions, CSV or workbook, or rows of a facts file.")],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Add a reviewer's answers to the facts file. The next run uses them."""
    _change_facts(file, "import", dry_run, load_command_settings(home=home, state=state))


@review_app.command(name="withdraw")
def withdraw_review(
    file: Annotated[Path, typer.Argument(help="File that was imported.")],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Remove the answers of a file from the facts file."""
    _change_facts(file, "withdraw", dry_run, load_command_settings(home=home, state=state))


@claims_app.command(name="import")
def import_claims_file(
    file: Annotated[Path, typer.Argument(help="Claims, or answers to claims (docs/how-to/record-a-claim.md).")],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Add claims, and answers to claims, to the claims file. From the next run on, an open claim holds its line."""
    _change_claims(file, "import", dry_run, load_command_settings(home=home, state=state))


@claims_app.command(name="withdraw")
def withdraw_claims_file(
    file: Annotated[Path, typer.Argument(help="File that was imported.")],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Remove the claims and answers of a file from the claims file."""
    _change_claims(file, "withdraw", dry_run, load_command_settings(home=home, state=state))


@claims_app.command(name="list")
def list_claims(
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Mark claims that are overdue on this day, like 2026-06-01.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Also list answered claims.")] = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """List open claims by the day an answer is due. The list names nobody; the claims file does."""
    settings = load_command_settings(home=home, state=state)
    day = parse_day(as_of, "--as-of") if as_of is not None else None
    claims = read_claims(settings.claims, _read_claim_words(settings), _load_notation(settings))
    is_open = [claim for claim in claims if claim.outcome is None]
    overdue = [claim for claim in is_open if day is not None and claim.due_on < day]
    for claim in sorted(claims if is_all else is_open, key=lambda claim: (claim.due_on, claim.claim_id)):
        status = claim.outcome or ("overdue" if claim in overdue else "open")
        where = claim.county_name or "(the person)"
        typer.echo(f"{claim.due_on}  {status:9}  {claim.claim:20}  {claim.claimed_by:7}  {where:16}  {claim.claim_id}")
    told = f", {len(overdue):,} overdue on {day}" if day is not None else ""
    typer.echo(f"{len(is_open):,} open{told}, {len(claims) - len(is_open):,} answered. Who: {settings.claims}")


def _change_facts(file: Path, what: str, dry_run: bool, settings: Settings) -> None:
    check_file(file, "FILE")
    read = (file, settings.established_facts, _read_known_facts(settings), _load_notation(settings))
    if what == "import":
        taken = import_answers(*read, read_today(settings), dry_run=dry_run)
    else:
        taken = withdraw_answers(*read, dry_run=dry_run)
    where, there = {"import": ("to", "were there before"), "withdraw": ("out of", "were not there")}[what]
    typer.echo(
        f"{_format_action(what, dry_run)} {taken.changed:,} answers {where} {settings.established_facts}; "
        f"{taken.unchanged:,} {there}, {taken.unanswered:,} questions without an answer"
    )


def _change_claims(file: Path, what: str, dry_run: bool, settings: Settings) -> None:
    check_file(file, "FILE")
    work = {"import": import_claims, "withdraw": withdraw_claims}[what]
    taken = work(file, settings.claims, _read_claim_words(settings), _load_notation(settings), dry_run=dry_run)
    typer.echo(
        f"{_format_action(what, dry_run)} {taken.claims:,} claims and {taken.answers:,} answers "
        f"{'to' if what == 'import' else 'out of'} {settings.claims}; {taken.unchanged:,} lines changed nothing"
    )


def _format_action(what: str, dry_run: bool) -> str:
    words: Mapping[tuple[str, bool], str] = {
        ("import", False): "added",
        ("import", True): "would add",
        ("withdraw", False): "took",
        ("withdraw", True): "would take",
    }
    return words[what, dry_run]


def _read_known_facts(settings: Settings) -> Mapping[str, str]:
    return read_known_facts(settings.models, settings.state)


def _read_claim_words(settings: Settings) -> ClaimVocabulary:
    return read_claim_words(settings.law_table("claims"), settings.law_table("parameters"))


def _load_notation(settings: Settings) -> Notation:
    return load_layout(settings.state).notation
