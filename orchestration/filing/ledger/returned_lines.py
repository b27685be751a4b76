"""Lines that came back from a court or the department, and whose name somebody has yet to decide about.

A line that came back because the name differs is neither approved nor filed until somebody confirms that it is of the
person.
"""

from __future__ import annotations

import json

from orchestration.filing.ledger.store import NAME_CONFIRMED, RETURNED, Ledger

NAME_DIFFERS = "name_differs"
DECIDE_NAME = "lookback file event name-confirmed LINE --ground WORDS"
NAME_UNDECIDED = f"came back because the name differs: compare the names, then {DECIDE_NAME}, or withdraw it"
"""Why a line waits for a decision about the name, and how it is recorded."""


def find_undecided_names(ledger: Ledger) -> set[str]:
    """Find the lines that came back because the name differs, and that nobody has confirmed since."""
    undecided: set[str] = set()
    for event in ledger.events(kinds=[RETURNED, NAME_CONFIRMED]):
        if event.line_id is not None:
            differs = event.kind == RETURNED and json.loads(event.details).get("answer") == NAME_DIFFERS
            (undecided.add if differs else undecided.discard)(event.line_id)
    return undecided
