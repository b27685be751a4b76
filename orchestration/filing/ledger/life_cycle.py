"""The life of a line: which event may follow which state (``life_cycle.csv``), and who answers for an event.

A state is never stored: it is what the events of a line, in their order, make of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("life_cycle.csv")
ANY_STATE = frozenset[str]()
"""An event without states before it may happen in every state, and leaves it as it is; a first event makes the line."""

FIRST = "proposed"


class TransitionError(ValueError):
    """The event cannot follow the state the line is in. The message names event and state, no person."""


class RequestError(TransitionError):
    """What was asked for can follow no state: it names a line, hold or word there is none of, or says too little."""


@dataclass(frozen=True)
class Step:
    """One event of a life: the states it may follow and the state it leads to (None: the same)."""

    event: str
    from_states: frozenset[str]
    to_state: str | None


@cache
def read_life_cycle(relief_by: str) -> Mapping[str, Step]:
    """The steps of a kind of relief, by event. Raises ``TransitionError`` for a kind that is not in the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["relief_by"] == relief_by]
    if not rows:
        raise TransitionError(f"no life of a line is known for relief by {relief_by!r}")
    return {
        row["event"]: Step(row["event"], frozenset(row["from_states"].split()), row["to_state"] or None) for row in rows
    }


def find_next_state(relief_by: str, state: str | None, event: str) -> str:
    """The state after ``event``; ``state`` is None where the line has none yet. Raises ``TransitionError``."""
    steps = read_life_cycle(relief_by)
    step = steps.get(event)
    if step is None:
        raise TransitionError(f"relief by {relief_by} knows no event {event!r}")
    if state is None:
        if event != FIRST:
            raise TransitionError(f"{event} cannot be the first event of a line")
        return FIRST
    if event == FIRST or (step.from_states != ANY_STATE and state not in step.from_states):
        raise TransitionError(f"{event} cannot follow the state {state}")
    return step.to_state or state


def find_state_after(relief_by: str, events: Iterable[str]) -> str:
    """The state that a line's events, in their order, make. Raises ``TransitionError``."""
    state: str | None = None
    for event in events:
        state = find_next_state(relief_by, state, event)
    if state is None:
        raise TransitionError("a line without events has no state")
    return state


LONGEST_NAME = 200


def check_name(by: str) -> str:
    """The name on one line. Raises ``RequestError`` where there is none, or it is no plain text."""
    name = " ".join(by.split())
    if not name:
        raise RequestError("who answers for it must be named")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise RequestError(f"who answers for it must be named in plain text, in at most {LONGEST_NAME} characters")
    return name
