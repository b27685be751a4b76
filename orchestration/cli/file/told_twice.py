"""The commands ``lookback file told-twice``.

The list shows cases and charges, since a person must compare them, but no names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from orchestration.cli.options import (
    ByOption,
    HomeOption,
    StateOption,
    add_home,
    load_command_settings,
    parse_county,
    parse_reason,
    parse_signatory,
)
from orchestration.cli.printing import print_current_holds
from orchestration.determinations.explanations.wording import escape_control_characters
from orchestration.filing.batches.duplicate_reports import (
    EACH,
    Collision,
    Decision,
    find_invalid_decisions,
    read_collisions,
    read_decisions_in_force,
    take_back_decision,
)
from orchestration.filing.batches.duplicate_reports import decide_collision as decide_collision
from orchestration.filing.batches.submission_lock import lock_submission
from orchestration.filing.ledger.store import open_ledger
from orchestration.warehouse.open_run import open_warehouse_to_read

told_twice_app = typer.Typer(
    no_args_is_help=True, help="Decide which report is filed if two courts of a transferred case report a conviction."
)

ReasonOption = Annotated[str, typer.Option("--reason", help="Reason. The ledger keeps it forever: name nobody.")]
CollisionId = Annotated[
    str, typer.Argument(help="Id of the duplicate report, as `lookback file told-twice list` prints it.")
]


@told_twice_app.command(name="list")
def show(state: StateOption = None, home: HomeOption = None) -> None:
    """List duplicate reports, decisions about them, and decisions that are no longer valid."""
    settings = load_command_settings(home=home, state=state)
    with open_warehouse_to_read(settings) as connection, open_ledger(settings.ledger) as ledger:
        collisions, decisions = read_collisions(connection), read_decisions_in_force(ledger)
    for line in format_duplicates(collisions, decisions):
        typer.echo(line)
    print_current_holds(settings)


def format_duplicates(collisions: Sequence[Collision], decisions: Mapping[str, Decision]) -> Iterator[str]:
    """Format the list, line by line."""
    for collision in collisions:
        decision = decisions.get(collision.collision_id)
        stands = (
            "waits for a decision"
            if decision is None
            else f"{_format_decision(decision.court)}, {_format_signature(decision)}"
        )
        yield f"{collision.collision_id}  person {collision.person_id}: {stands}"
        for one in collision.tellings:
            told = (one.case_numbers or "no case number", f"count {one.count_number or 'unknown'}", one.section)
            words = (one.county_name, *told, one.charge_text, one.day or "unknown date", one.outcome)
            yield escape_control_characters(f"    {'  '.join(filter(None, words))}")
    for decision in find_invalid_decisions(collisions, decisions):
        was = f"{_format_decision(decision.court)}, {_format_signature(decision)}"
        yield f"NO LONGER VALID  {decision.collision_id}: {was}: the reports have changed or are gone; decide again"
    waiting = sum(collision.collision_id not in decisions for collision in collisions)
    yield f"{len(collisions):,} duplicate reports, {waiting:,} wait for a decision"


@told_twice_app.command()
def decide(
    collision: CollisionId,
    reason: ReasonOption,
    by: ByOption = None,
    court: Annotated[
        str | None, typer.Option("--court", help="One conviction: file it as this county's court reports it.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Several convictions: file each.")] = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Decide which report is filed. If the facts change, it must be decided again."""
    settings, name = load_command_settings(home=home, state=state), parse_signatory(by)
    if each == (court is not None):
        raise typer.BadParameter("give --court COUNTY or --each")
    county = EACH if court is None else parse_county(settings, court, "--court")
    why = parse_reason(reason)
    with lock_submission(settings), open_warehouse_to_read(settings) as connection:
        is_new = decide_collision(settings, connection, collision.strip().lower(), county, reason=why, by=name)
    stood = "" if is_new else " (decided before)"
    typer.echo(add_home(f"{_format_decision(county)}{stood}; next: lookback file propose", settings))


@told_twice_app.command(name="take-back")
def take_decision_back(
    collision: CollisionId,
    reason: ReasonOption,
    by: ByOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Take a decision back. Its lines wait again; filed lines stay filed."""
    settings, name, why = load_command_settings(home=home, state=state), parse_signatory(by), parse_reason(reason)
    with lock_submission(settings):
        take_back_decision(settings, collision.strip().lower(), reason=why, by=name)
    typer.echo("taken back: the duplicate report waits for a decision again")


def _format_decision(court: str) -> str:
    return f"one conviction, filed as {court} reports it" if court else "separate convictions, each filed"


def _format_signature(decision: Decision) -> str:
    return f"decided by {decision.decided_by} on {decision.decided_on}: {decision.reason}"
