"""The day an event reports, and the first day on which its successor can have happened.

Days are those of the state's time zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.store import Ledger

DONE_HERE = frozenset(
    {"proposed", "taken_into_review", "checked", "approved", "objected", "filing_begun", "filed"}
    | {"order_begun", "order_asked"}
    | {"withdrawn", "proposed_again"}
)
"""Events that this office performs on the day it records them. An event it only learns of (``recorded``, read in a
delivery) has a day of its own, and the day of recording limits nothing."""

BEFORE_US = "relieved_elsewhere"
"""Relief by others before the line was filed: it may be older than every event of the line."""


def find_day(ledger: Ledger, event: Event) -> str:
    """Return the day of the event: as reported, or as performed by this office; empty if unknown."""
    said = json.loads(event.details)
    own: str = said.get("answered_on") or said.get("on") or ""
    return own or (ledger.day_of(event).isoformat() if event.kind in DONE_HERE else "")


def find_earliest_day(ledger: Ledger, events: Iterable[Event], relief_by: str) -> str:
    """Return the first day on which the next event can have happened; empty if there is no limit."""
    steps = read_life_cycle(relief_by)
    return max((find_day(ledger, event) for event in events if steps[event.kind].to_state is not None), default="")


def is_day(text: str) -> bool:
    """Return whether the text is a day written like ``2026-06-01``, since days are compared as text."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
