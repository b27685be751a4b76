"""The commands ``lookback review`` and ``lookback claims``.

What belongs here: arguments and what a person reads at the end. What does not: work (the modules beside this one). None
of it needs Dagster, dbt or Great Expectations; the warehouse is opened for ``review export`` alone. What is printed
names files, lines and counts, and nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Exit, check_file, settings_of_command
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.ingestion.decisions.claims import ClaimWords

review_app = typer.Typer(no_args_is_help=True, help="Questions that wait for a person, and what people answered.")
claims_app = typer.Typer(no_args_is_help=True, help="What people, or their lawyers, say against their records.")

State = Annotated[str, typer.Option("--state", help="Lower-case postal code.")]
Home = Annotated[Path | None, typer.Option("--home", help="Where everything is written. Default: data/.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]


@review_app.command(name="export")
def export_review(
    out: Annotated[Path, typer.Option("--out", help="The file to write, for its owner alone. It names people.")],
    fact: Annotated[str | None, typer.Option("--fact", help="Only questions about this fact.")] = None,
    county: Annotated[str | None, typer.Option("--county", help="Only questions about this county.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Write open questions to a file that a reviewer fills in: those first that free a person by one answer."""
    from orchestration.determinations.review_queue.questions import export_questions
    from orchestration.warehouse.open_run import run_shown, warehouse_to_read
    from orchestration.warehouse.run_errors import NotExplained, RunUnderWay

    settings = settings_of_command(home=home, state=state)
    if fact is not None and fact not in _known_facts(settings):
        raise typer.BadParameter(f"--fact must be one of {', '.join(sorted(_known_facts(settings)))}, found {fact!r}")
    place = None if county is None else " ".join(county.upper().split())
    if place is not None and place not in _places(settings):
        raise typer.BadParameter(f"--county must be a county of the state, found {county!r}")
    try:
        with warehouse_to_read(settings) as connection:
            run_shown(connection)
            exported = export_questions(connection, out, fact, place, limit)
    except FileExistsError:
        raise typer.BadParameter(f"--out must be a new file, found {out}: it may hold answers") from None
    except NotExplained as error:
        typer.echo(f"lookback: {error}", err=True)
        raise typer.Exit(Exit.ANOTHER_RUN if isinstance(error, RunUnderWay) else Exit.FAILED) from None
    typer.echo(f"wrote {exported.written:,} of {exported.fitting:,} questions to {out}; fill in value (yes or no),")
    typer.echo("established_by, established_on and why, then: lookback review import")
    if exported.without_id:
        typer.echo(f"{exported.without_id:,} more are about people without an id on record: no line can name them")


@review_app.command(name="import")
def import_review(
    file: Annotated[Path, typer.Argument(help="A filled-in file of questions, or lines of a facts file.")],
    dry_run: DryRun = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take a reviewer's answers into the facts file; the next run uses them."""
    _answers(file, "import", dry_run, settings_of_command(home=home, state=state))


@review_app.command(name="withdraw")
def withdraw_review(
    file: Annotated[Path, typer.Argument(help="The file that was imported.")],
    dry_run: DryRun = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take the answers of a file out of the facts file again."""
    _answers(file, "withdraw", dry_run, settings_of_command(home=home, state=state))


@claims_app.command(name="import")
def import_claims_file(
    file: Annotated[Path, typer.Argument(help="Claims, or answers to claims (docs/how-to/record-a-claim.md).")],
    dry_run: DryRun = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take claims, and answers to claims, into the claims file; from the next run on they hold what they are about."""
    _claims(file, "import", dry_run, settings_of_command(home=home, state=state))


@claims_app.command(name="withdraw")
def withdraw_claims_file(
    file: Annotated[Path, typer.Argument(help="The file that was imported.")],
    dry_run: DryRun = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take the claims and answers of a file out of the claims file again."""
    _claims(file, "withdraw", dry_run, settings_of_command(home=home, state=state))


@claims_app.command(name="list")
def list_claims(
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day to be overdue on, like 2026-06-01.")] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Also those that were answered.")] = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """List open claims by the day an answer is due. It names nobody: the claims file does."""
    from orchestration.ingestion.decisions.claims import ClaimsInvalid, read_claims

    settings = settings_of_command(home=home, state=state)
    day = _date(as_of) if as_of is not None else None
    try:
        claims = read_claims(settings.claims, _claim_words(settings), _places(settings))
    except ClaimsInvalid as error:
        raise typer.BadParameter(str(error)) from None
    is_open = [claim for claim in claims if claim.outcome is None]
    overdue = [claim for claim in is_open if day is not None and claim.due_on < day]
    for claim in sorted(claims if is_all else is_open, key=lambda claim: (claim.due_on, claim.claim_id)):
        status = claim.outcome or ("overdue" if claim in overdue else "open")
        where = claim.county_name or "(the person)"
        typer.echo(f"{claim.due_on}  {status:9}  {claim.claim:20}  {claim.claimed_by:7}  {where:16}  {claim.claim_id}")
    told = f", {len(overdue):,} overdue on {day}" if day is not None else ""
    typer.echo(f"{len(is_open):,} open{told}, {len(claims) - len(is_open):,} answered. Who: {settings.claims}")


def _answers(file: Path, what: str, dry_run: bool, settings: Settings) -> None:
    from orchestration.determinations.review_queue.answers import AnswersInvalid, import_answers, withdraw_answers
    from orchestration.ingestion.decisions.facts import EstablishedFactsInvalid

    check_file(file, "FILE")
    work = {"import": import_answers, "withdraw": withdraw_answers}[what]
    try:
        taken = work(file, settings.established_facts, _known_facts(settings), _places(settings), dry_run=dry_run)
    except (AnswersInvalid, EstablishedFactsInvalid) as error:
        raise typer.BadParameter(str(error)) from None
    where, there = {"import": ("to", "were there already"), "withdraw": ("out of", "were not there")}[what]
    typer.echo(
        f"{_done(what, dry_run)} {taken.changed:,} answers {where} {settings.established_facts}; "
        f"{taken.unchanged:,} {there}, {taken.unanswered:,} questions without an answer"
    )


def _claims(file: Path, what: str, dry_run: bool, settings: Settings) -> None:
    from orchestration.ingestion.decisions.claims import ClaimsInvalid
    from orchestration.ingestion.decisions.import_claims import import_claims, withdraw_claims

    check_file(file, "FILE")
    work = {"import": import_claims, "withdraw": withdraw_claims}[what]
    try:
        taken = work(file, settings.claims, _claim_words(settings), _places(settings), dry_run=dry_run)
    except ClaimsInvalid as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(
        f"{_done(what, dry_run)} {taken.claims:,} claims and {taken.answers:,} answers "
        f"{'to' if what == 'import' else 'out of'} {settings.claims}; {taken.unchanged:,} lines changed nothing"
    )


def _done(what: str, dry_run: bool) -> str:
    words: Mapping[tuple[str, bool], str] = {
        ("import", False): "added",
        ("import", True): "would add",
        ("withdraw", False): "took",
        ("withdraw", True): "would take",
    }
    return words[what, dry_run]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"--as-of must be a date like 2026-06-01, found {text!r}") from None


def _known_facts(settings: Settings) -> Mapping[str, str]:
    from orchestration.ingestion.decisions.facts import read_known_facts

    return read_known_facts(settings.known_facts)


def _claim_words(settings: Settings) -> ClaimWords:
    from orchestration.ingestion.decisions.claims import read_claim_words

    return read_claim_words(settings.law_table("claims"), settings.law_table("parameters"))


def _places(settings: Settings) -> list[str]:
    from orchestration.ingestion.decisions.subjects import OTHER_PLACES
    from orchestration.ingestion.deliveries.layout import load_layout

    return [*load_layout(settings.state).counties, *OTHER_PLACES]
