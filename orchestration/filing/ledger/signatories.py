"""Who answers for an event: the name as it stands in the ledger for ever."""

from __future__ import annotations

from orchestration.filing.ledger.life_cycle import RequestError

LONGEST_NAME = 200


def check_name(by: str) -> str:
    """The name on one line. Raises ``RequestError`` where there is none, or it is no plain text."""
    name = " ".join(by.split())
    if not name:
        raise RequestError("who answers for it must be named")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise RequestError(f"who answers for it must be named in plain text, in at most {LONGEST_NAME} characters")
    return name
