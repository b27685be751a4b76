"""What two courts of one transferred case tell of perhaps one conviction, and which of them a person has filed.

What belongs here: what a decision does to the lines of a collision, deciding and taking back. What does not: which
charges collide (``explain.told_twice``), the events (``ledger.told_twice``), the command
(``filing_commands.told_twice``). Without a decision no line of a collision is proposed or filed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from orchestration.filing.batches.candidates import FilingLine, court_key
from orchestration.filing.batches.duplicates_of_run import Collision, collisions_at_hand
from orchestration.filing.ledger.duplicate_decisions import (
    EACH,
    Decision,
    decided_event,
    decisions_in_force,
    taken_back_event,
)
from orchestration.filing.ledger.life_cycle import NotPossible, NotUsable
from orchestration.filing.ledger.proposals import BEFORE_FILING, OVER
from orchestration.filing.ledger.provenance import RestsOn
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.open_run import run_shown


@dataclass(frozen=True)
class Standing:
    """What decisions do to charges and arrests of collisions: ``free`` go their way, ``left_to`` are told by the court
    of another county, which a person chose. Whatever is in neither waits for a person."""

    free: frozenset[str]
    left_to: Mapping[str, str]


def standing_of(collisions: Iterable[Collision], decisions: Mapping[str, Decision]) -> Standing:
    """What the decisions do. A charge or arrest of several collisions is free where it is in each of them."""
    waiting: set[str] = set()
    free: set[str] = set()
    left_to: dict[str, str] = {}
    for collision in collisions:
        decision = decisions.get(collision.collision_id)
        chosen = [
            telling for telling in collision.tellings if decision and decision.court in (EACH, telling.county_name)
        ]
        here = {unit for telling in chosen for unit in telling.units}
        others = {unit for telling in collision.tellings for unit in telling.units} - here
        free |= here
        if decision is None:
            waiting |= others
        else:
            left_to |= dict.fromkeys(others, decision.court)
    return Standing(
        frozenset(free - waiting - left_to.keys()), {unit: to for unit, to in left_to.items() if unit not in waiting}
    )


def with_decisions(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, lines: Sequence[FilingLine]
) -> list[FilingLine]:
    """The lines as decisions leave them: what waits for none is told twice no more."""
    if not any(line.candidate.is_told_twice for line in lines):
        return list(lines)
    standing = standing_of(collisions_at_hand(connection), decisions_in_force(ledger))
    return [
        replace(
            line,
            candidate=replace(
                line.candidate,
                is_told_twice=line.unit_id not in standing.free,
                left_to_court=standing.left_to.get(line.unit_id, ""),
            ),
        )
        if line.candidate.is_told_twice
        else line
        for line in lines
    ]


def decisions_that_hold(connection: duckdb.DuckDBPyConnection, ledger: Ledger) -> list[Decision]:
    """Decisions about collisions that are told as they were decided, by id."""
    decisions = decisions_in_force(ledger)
    if not decisions:
        return []
    known = {collision.collision_id for collision in collisions_at_hand(connection)}
    return [decision for id_, decision in sorted(decisions.items()) if id_ in known]


def no_longer_valid(collisions: Iterable[Collision], decisions: Mapping[str, Decision]) -> list[Decision]:
    """Decisions about what is told otherwise now, or is told twice no more."""
    known = {collision.collision_id for collision in collisions}
    return [decision for id_, decision in sorted(decisions.items()) if id_ not in known]


def decide(
    settings: Settings, connection: duckdb.DuckDBPyConnection, collision_id: str, court: str, *, reason: str, by: str
) -> bool:
    """Write that the telling of ``court`` (a county; ``EACH``: every one) is filed; False where that stood already.

    Raises ``NotPossible`` for a collision that is none, a court that tells nothing of it, where something else was
    decided before, and where another court's telling is filed already.
    """
    collision = next((one for one in collisions_at_hand(connection) if one.collision_id == collision_id), None)
    if collision is None:
        raise NotUsable(f"the run at hand has no collision {collision_id!r}: lookback file told-twice list")
    if court != EACH and court not in collision.courts:
        raise NotUsable(f"a court of the collision is one of {', '.join(collision.courts)}, not {court!r}")
    run = run_shown(connection)
    of = RestsOn(run.run_id, run.law_version)
    event = decided_event(collision_id, court, collision.charge_ids(), reason=reason, by=by, of=of)
    with open_ledger(settings.ledger) as ledger, ledger.writing() as writing:
        before = decisions_in_force(ledger).get(collision_id)
        if before is not None:
            if before.court == court:
                return False
            raise NotPossible(f"it was decided otherwise before: lookback file told-twice take-back {collision_id}")
        if court != EACH and (filed := _filed_elsewhere(connection, ledger, collision, court)):
            raise NotPossible(f"line {filed[0]}, which another court tells, is filed: the conviction would be, twice")
        writing.append([event])
    return True


def take_back(settings: Settings, collision_id: str, *, reason: str, by: str) -> None:
    """Take the decision back: its lines wait again. Raises ``NotPossible`` where none is in force."""
    with open_ledger(settings.ledger, create=False) as ledger, ledger.writing() as writing:
        decision = decisions_in_force(ledger).get(collision_id)
        if decision is None:
            raise NotUsable(f"no decision on a collision {collision_id!r} is in force: lookback file told-twice list")
        writing.append([taken_back_event(collision_id, reason=reason, by=by, of=decision.of)])


def _filed_elsewhere(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, collision: Collision, court: str
) -> list[str]:
    """Lines of the other tellings that are with a court or the department, or were answered."""
    here = {unit for one in collision.tellings if one.county_name == court for unit in one.units}
    others = {unit for one in collision.tellings for unit in one.units} - here
    counts = _count_ids(connection, others)
    states = ledger.states()
    return [
        line.line_id
        for line in ledger.lines()
        if line.count_id in counts and states[line.line_id] not in BEFORE_FILING | OVER
    ]


def _count_ids(connection: duckdb.DuckDBPyConnection, units: Collection[str]) -> set[str]:
    rows = fetch_dicts(
        connection,
        "select * from marts.counts_on_record where unit_id in (select unnest(?::varchar[]))",
        [sorted(units)],
    )
    return {court_key(row, relief="").count_id for row in rows}
