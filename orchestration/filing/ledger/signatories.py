"""Who answers for an event: the name as it stands in the ledger for ever.

What belongs here: what counts as a name, for the commands, the UI and the ledger itself. What does not: who may do what
after whom (``approve``).
"""

from __future__ import annotations

from orchestration.filing.ledger.life_cycle import NotUsable

LONGEST_NAME = 200


def named(by: str) -> str:
    """The name on one line. Raises ``NotUsable`` where there is none, or it is no plain text."""
    name = " ".join(by.split())
    if not name:
        raise NotUsable("who answers for it must be named")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise NotUsable(f"who answers for it must be named in plain text, in at most {LONGEST_NAME} characters")
    return name
