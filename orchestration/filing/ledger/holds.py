"""Holds: nothing of what they name is approved or filed until they are lifted.

A hold is by county, by row of the law (the reason or citation a line rests on), by person, or over everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.filing.ledger.chain import Event, NewEvent
from orchestration.filing.ledger.life_cycle import RequestError
from orchestration.filing.ledger.provenance import NONE, hash_words

SET, LIFTED = "held", "hold_lifted"
HOLD_EVENTS = (SET, LIFTED)
KINDS = ("all", "county", "law_row", "person", "remedy")


@dataclass(frozen=True)
class Hold:
    """One hold: its id, what it is by, which one, why, and who set it."""

    hold_id: str
    by_what: str
    which: str
    reason: str
    set_by: str


@dataclass(frozen=True)
class Held:
    """What a hold can be about, of one line."""

    county_name: str
    remedy_id: str
    law_rows: frozenset[str]
    person_ids: frozenset[str]


def build_hold_event(by_what: str, which: str, reason: str, by: str, law_version: str = NONE) -> NewEvent:
    """The event that sets a hold, under the law at hand. Raises ``RequestError`` for a hold by something else, or
    without a reason."""
    if by_what not in KINDS:
        raise RequestError(f"a hold is by one of {', '.join(KINDS)}, not by {by_what!r}")
    if not reason.strip():
        raise RequestError("a hold says why")
    source = hash_words(by_what, which, reason)
    hold_id = source[:12]
    details = {"hold_id": hold_id, "by_what": by_what, "which": which, "reason": reason}
    return NewEvent(SET, by, law_version=law_version, source_hash=source, details=details)


def build_lift_event(hold_id: str, reason: str, by: str, law_version: str = NONE) -> NewEvent:
    """The event that lifts a hold."""
    details = {"hold_id": hold_id, "reason": reason}
    source = hash_words(hold_id, reason)
    return NewEvent(LIFTED, by, law_version=law_version, source_hash=source, details=details)


def find_holds_in_force(events: Iterable[Event]) -> list[Hold]:
    """The holds that were set and not lifted, in the order they were set."""
    in_force: dict[str, Hold] = {}
    for event in events:
        if event.kind not in (SET, LIFTED):
            continue
        details = json.loads(event.details)
        if event.kind == SET:
            in_force[details["hold_id"]] = Hold(
                details["hold_id"], details["by_what"], details["which"], details["reason"], event.by
            )
        else:
            in_force.pop(details["hold_id"], None)
    return list(in_force.values())


def find_hold_over(held: Held, holds: Iterable[Hold]) -> Hold | None:
    """The first hold that a line stands under; None where there is none."""
    for hold in holds:
        if (
            hold.by_what == "all"
            or (hold.by_what == "county" and hold.which == held.county_name)
            or (hold.by_what == "remedy" and hold.which == held.remedy_id)
            or (hold.by_what == "law_row" and hold.which in held.law_rows)
            or (hold.by_what == "person" and hold.which in held.person_ids)
        ):
            return hold
    return None
