"""Life cycle of a line: which event may follow which state (``life_cycle.csv``), and who is responsible for an event.

A state is never stored: it is computed from the line's events in order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("life_cycle.csv")
ANY_STATE = frozenset[str]()
"""An event with no preceding states is allowed in every state and leaves it as it is."""

FIRST = "proposed"


class TransitionError(ValueError):
    """The event cannot follow the line's state. The message has event and state, no person."""


class RequestError(TransitionError):
    """The request is invalid in every state: it names an unknown line, hold or word, or lacks a value."""


@dataclass(frozen=True)
class Step:
    """One event of a life cycle: the states it may follow, and the state it leads to (None: unchanged)."""

    event: str
    from_states: frozenset[str]
    to_state: str | None


@cache
def read_life_cycle(relief_by: str) -> Mapping[str, Step]:
    """Read the life cycle of a kind of relief, by event.

    Raises:
        TransitionError: The table has no such kind.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["relief_by"] == relief_by]
    if not rows:
        raise TransitionError(f"relief by {relief_by!r} has no life cycle")
    return {
        row["event"]: Step(row["event"], frozenset(row["from_states"].split()), row["to_state"] or None) for row in rows
    }


def find_next_state(relief_by: str, state: str | None, event: str) -> str:
    """Return the state after ``event``. ``state`` is None before the first event.

    Raises:
        TransitionError: The event cannot follow the state.
    """
    steps = read_life_cycle(relief_by)
    step = steps.get(event)
    if step is None:
        raise TransitionError(f"relief by {relief_by} has no event {event!r}")
    if state is None:
        if event != FIRST:
            raise TransitionError(f"{event} cannot be the first event of a line")
        return FIRST
    if event == FIRST or (step.from_states != ANY_STATE and state not in step.from_states):
        raise TransitionError(f"{event} cannot follow the state {state}")
    return step.to_state or state


def find_state_after(relief_by: str, events: Iterable[str]) -> str:
    """Compute the state from a line's events in order.

    Raises:
        TransitionError: An event cannot follow the state before it.
    """
    state: str | None = None
    for event in events:
        state = find_next_state(relief_by, state, event)
    if state is None:
        raise TransitionError("a line without events has no state")
    return state


LONGEST_NAME = 200


def check_name(by: str) -> str:
    """Return the name on one line.

    Raises:
        RequestError: It is empty or no plain text.
    """
    name = " ".join(by.split())
    if not name:
        raise RequestError("give the name of the person responsible (--by)")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise RequestError(
            f"the name of the person responsible must be plain text of at most {LONGEST_NAME} characters"
        )
    return name
