"""Which of two tellings of one conviction is filed: what a person decided, as events of the ledger, and taken back.

What belongs here: these events and which decisions are in force. What does not: which convictions are told twice
(``marts.duplicate_reports``), what a decision does to a line (``filing.told_twice``). A decision is about a collision
as it was told that day: its id is made of all that was compared, so that other facts are another collision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.life_cycle import NotUsable
from orchestration.filing.ledger.provenance import NONE, NOTHING_KNOWN, RestsOn
from orchestration.filing.ledger.store import Ledger

DECIDED, TAKEN_BACK = "told_twice_decided", "told_twice_taken_back"
TOLD_TWICE_EVENTS = (DECIDED, TAKEN_BACK)
EACH = ""
"""Instead of a court: these are several convictions, and each is filed."""


@dataclass(frozen=True)
class Decision:
    """``court``: the county whose telling is filed, ``EACH`` where every one is. ``charge_ids``: what it is about, so
    that a decision can be shown when the collision is told otherwise. ``of``: the run that told it twice,
    and its law."""

    collision_id: str
    court: str
    charge_ids: tuple[str, ...]
    reason: str
    decided_by: str
    decided_on: str
    of: RestsOn = NOTHING_KNOWN


def decided_event(
    collision_id: str, court: str, charge_ids: Sequence[str], *, reason: str, by: str, of: RestsOn = NOTHING_KNOWN
) -> NewEvent:
    """The event of a decision. ``of``: the run that tells it twice, and its law. Raises ``NotUsable`` where nobody
    answers for it or nothing is said."""
    if not reason.strip() or not by.strip():
        raise NotUsable("a decision says why, and who answers for it")
    about = {"collision_id": collision_id, "court": court, "charge_ids": " ".join(sorted(charge_ids))}
    return _event(DECIDED, by, collision_id, of, {**about, "reason": reason})


def taken_back_event(collision_id: str, *, reason: str, by: str, of: RestsOn = NOTHING_KNOWN) -> NewEvent:
    """The event that takes a decision back. ``of``: what that rested on. Raises ``NotUsable`` as above."""
    if not reason.strip() or not by.strip():
        raise NotUsable("a decision is taken back with a reason, by somebody who answers for it")
    return _event(TAKEN_BACK, by, collision_id, of, {"collision_id": collision_id, "reason": reason})


def _event(kind: str, by: str, collision_id: str, of: RestsOn, details: Mapping[str, str]) -> NewEvent:
    return NewEvent(kind, by, run_id=of.run_id, law_version=of.law_version, source_hash=collision_id, details=details)


def decisions_in_force(ledger: Ledger) -> dict[str, Decision]:
    """By collision, what was decided last and not taken back."""
    found: dict[str, Decision] = {}
    for event in ledger.events(kinds=TOLD_TWICE_EVENTS, of_no_line=True):
        said = json.loads(event.details)
        if event.kind == DECIDED:
            found[said["collision_id"]] = Decision(
                said["collision_id"],
                said["court"],
                tuple(said["charge_ids"].split()),
                said["reason"],
                event.by,
                ledger.day_of(event).isoformat(),
                RestsOn(event.run_id or NONE, event.law_version or NONE),
            )
        else:
            found.pop(said["collision_id"], None)
    return found
