"""The commands ``lookback file told-twice list | decide | take-back``.

What belongs here: arguments and what a person reads. What does not: what is told twice and what a decision does
(``filing.told_twice``). The list shows cases and charges, since a person must compare them; it names no one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.filing_options import By, Home, State, holds_now, in_one_line, named, print_holds
from orchestration.cli.options import settings_of_command

if TYPE_CHECKING:
    from orchestration.filing.batches.duplicate_reports import Collision, Decision

told_twice_app = typer.Typer(
    no_args_is_help=True, help="Convictions that two courts of one transferred case tell: which of them is filed."
)

CollisionId = Annotated[str, typer.Argument(help="Id of the collision, as `lookback file told-twice list` shows it.")]


@told_twice_app.command(name="list")
def show(state: State = "ca", home: Home = None) -> None:
    """Show what is told twice, what was decided, and which decisions hold no longer."""
    from orchestration.filing.batches.duplicate_reports import read_collisions, read_decisions_in_force
    from orchestration.filing.ledger.store import open_ledger
    from orchestration.warehouse.open_run import warehouse_to_read

    settings = settings_of_command(home=home, state=state)
    with in_one_line(), warehouse_to_read(settings) as connection, open_ledger(settings.ledger) as ledger:
        collisions, decisions = read_collisions(connection), read_decisions_in_force(ledger)
    for line in in_words(collisions, decisions):
        typer.echo(line)
    print_holds(holds_now(settings))


def in_words(collisions: Sequence[Collision], decisions: Mapping[str, Decision]) -> Iterator[str]:
    """The list, line by line: what is told twice, what was decided, and which decisions hold no longer."""
    from orchestration.determinations.explanations.wording import visible
    from orchestration.filing.batches.duplicate_reports import find_invalid_decisions

    for collision in collisions:
        decision = decisions.get(collision.collision_id)
        stands = "waits for a decision" if decision is None else f"{_what(decision.court)}, {_who(decision)}"
        yield f"{collision.collision_id}  person {collision.person_id}: {stands}"
        for one in collision.tellings:
            told = (one.case_numbers or "no case number", f"count {one.count_number or 'not told'}", one.section)
            words = (one.county_name, *told, one.charge_text, one.day or "day not known", one.outcome)
            yield visible(f"    {'  '.join(filter(None, words))}")
    for decision in find_invalid_decisions(collisions, decisions):
        yield (
            f"NO LONGER VALID  {decision.collision_id}: {_what(decision.court)}, {_who(decision)}: what it is about is "
            "told otherwise now, or told twice no more; decide again"
        )
    waiting = sum(collision.collision_id not in decisions for collision in collisions)
    yield f"{len(collisions):,} told twice, {waiting:,} wait for a decision"


@told_twice_app.command()
def decide(
    collision: CollisionId,
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays in the ledger for ever: name nobody.")],
    court: Annotated[
        str | None, typer.Option("--court", help="They are one conviction: file it as this county's court tells it.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="They are several convictions: file each.")] = False,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Decide which telling is filed. It counts for what is told now: where facts change, it must be decided again."""
    from orchestration.filing.batches.duplicate_reports import EACH
    from orchestration.filing.batches.duplicate_reports import decide_collision as decide_collision
    from orchestration.filing.batches.submission_lock import lock_submission
    from orchestration.ingestion.deliveries.layout import load_layout
    from orchestration.warehouse.open_run import warehouse_to_read

    settings, name = settings_of_command(home=home, state=state), named(by)
    if each == (court is not None):
        raise typer.BadParameter("say --court COUNTY or --each")
    county = EACH if court is None else load_layout(settings.state).county_named(court)
    if county is None:
        raise typer.BadParameter(f"--court must be a county of the state, found {court!r}")
    why = _plain_text(reason)
    with in_one_line(), lock_submission(settings), warehouse_to_read(settings) as connection:
        is_new = decide_collision(settings, connection, collision.strip().lower(), county, reason=why, by=name)
    stood = "" if is_new else " (that stood already)"
    typer.echo(f"{_what(county)}{stood}; its lines go their way: lookback file propose")


@told_twice_app.command(name="take-back")
def undo(
    collision: CollisionId,
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays in the ledger for ever: name nobody.")],
    state: State = "ca",
    home: Home = None,
) -> None:
    """Take a decision back: its lines wait again. What was filed stays filed."""
    from orchestration.filing.batches.duplicate_reports import take_back_decision
    from orchestration.filing.batches.submission_lock import lock_submission

    settings, name, why = settings_of_command(home=home, state=state), named(by), _plain_text(reason)
    with in_one_line(), lock_submission(settings):
        take_back_decision(settings, collision.strip().lower(), reason=why, by=name)
    typer.echo("taken back: what two courts tell waits for a decision again")


def _plain_text(reason: str) -> str:
    why = " ".join(reason.split())
    if not why or not why.isprintable():
        raise typer.BadParameter("--reason must say why, in plain text")
    return why


def _what(court: str) -> str:
    return f"one conviction, filed as {court} tells it" if court else "several convictions, each is filed"


def _who(decision: Decision) -> str:
    return f"decided by {decision.decided_by} on {decision.decided_on}: {decision.reason}"
