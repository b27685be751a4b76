"""Holds: lines they match are neither approved nor filed until they are released.

A hold matches a county, a law row (the reason or citation of a line), a person, a remedy, or everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.life_cycle import RequestError
from orchestration.filing.ledger.provenance import NONE, hash_words
from orchestration.filing.ledger.store import Ledger

SET, LIFTED = "held", "hold_lifted"
HOLD_EVENTS = (SET, LIFTED)
KINDS = ("all", "county", "law_row", "person", "remedy")


@dataclass(frozen=True)
class Hold:
    """One hold: id, kind, value, reason, and who set it."""

    hold_id: str
    by_what: str
    which: str
    reason: str
    set_by: str


@dataclass(frozen=True)
class KnownLaw:
    """The rows that this version of the law has, as ``table key``, and of each remedy those of its provision."""

    rows: frozenset[str]
    provisions: Mapping[str, frozenset[str]]

    def holds_more(self, row: str, remedy_id: str) -> bool:
        """Return whether a hold on a row that this law does not have reaches a remedy: the provision of a remedy that
        the row names, or else all of the state."""
        if row in self.rows:
            return False
        named = {*row.split()} & self.provisions.keys()
        return not named or any(remedy_id in self.provisions[one] for one in named)


@dataclass(frozen=True)
class Held:
    """Values of one line that holds are matched against. ``law``: what the state's law has now, where it is at hand."""

    county_name: str
    remedy_id: str
    law_rows: frozenset[str]
    person_ids: frozenset[str]
    law: KnownLaw | None = None


def build_hold_event(by_what: str, which: str, reason: str, by: str, law_version: str = NONE) -> NewEvent:
    """Build the event that sets a hold, under the current law.

    Raises:
        RequestError: The kind is unknown, or the reason is missing.
    """
    if by_what not in KINDS:
        raise RequestError(f"a hold must be by one of {', '.join(KINDS)}, not by {by_what!r}")
    if not reason.strip():
        raise RequestError("a hold needs a reason (--reason)")
    source = hash_words(by_what, which, reason)
    hold_id = source[:12]
    details = {"hold_id": hold_id, "by_what": by_what, "which": which, "reason": reason}
    return NewEvent(SET, by, law_version=law_version, source_hash=source, details=details)


def build_lift_event(hold_id: str, reason: str, by: str, law_version: str = NONE) -> NewEvent:
    """Build the event that releases a hold."""
    details = {"hold_id": hold_id, "reason": reason}
    source = hash_words(hold_id, reason)
    return NewEvent(LIFTED, by, law_version=law_version, source_hash=source, details=details)


def read_holds_in_force(ledger: Ledger) -> list[Hold]:
    """Read the holds that were set and not released, in the order they were set."""
    in_force: dict[str, Hold] = {}
    for event in ledger.events(kinds=HOLD_EVENTS, of_no_line=True):
        details = json.loads(event.details)
        if event.kind == SET:
            in_force[details["hold_id"]] = Hold(
                details["hold_id"], details["by_what"], details["which"], details["reason"], event.by
            )
        else:
            in_force.pop(details["hold_id"], None)
    return list(in_force.values())


def find_hold_over(held: Held, holds: Iterable[Hold]) -> Hold | None:
    """Return the first hold that matches a line; None if there is none."""
    for hold in holds:
        if (
            hold.by_what == "all"
            or (hold.by_what == "county" and hold.which == held.county_name)
            or (hold.by_what == "remedy" and hold.which == held.remedy_id)
            or (hold.by_what == "law_row" and _is_over_row(hold.which, held))
            or (hold.by_what == "person" and hold.which in held.person_ids)
        ):
            return hold
    return None


def _is_over_row(row: str, held: Held) -> bool:
    """Return whether a hold on a row of the law is over a line: it rests on the row, or nobody can tell any more."""
    return row in held.law_rows or (held.law is not None and held.law.holds_more(row, held.remedy_id))
