"""The day an event of a line tells of, and the first day on which what follows it can have happened.

Days are those of the state's offices.
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
    | {"withdrawn", "proposed_again"}
)
"""What this office does itself, on the day it is written. What is only learnt here (``recorded``, read in a delivery)
happened on a day of its own: the day it was written says nothing about what follows."""

BEFORE_US = "relieved_elsewhere"
"""What may be older than all that the ledger knows of a line: relief that others gave before it was filed."""


def find_day(ledger: Ledger, event: Event) -> str:
    """The day of what the event tells: its own, or that on which this office did it; empty where neither is known."""
    said = json.loads(event.details)
    own: str = said.get("answered_on") or said.get("on") or ""
    return own or (ledger.day_of(event).isoformat() if event.kind in DONE_HERE else "")


def find_earliest_day(ledger: Ledger, events: Iterable[Event], relief_by: str) -> str:
    """The first day on which what follows the events of a line can have happened; empty where it can on any."""
    steps = read_life_cycle(relief_by)
    return max((find_day(ledger, event) for event in events if steps[event.kind].to_state is not None), default="")


def is_day(text: str) -> bool:
    """Whether a text is a day like ``2026-06-01``, and written like that: days are compared as they are written."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
