"""Which charges and arrests the ledger shows as relieved, and which charge a line of it is.

A line that was vacated or denied is not relieved, whatever came before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from orchestration.filing.ledger.store import open_ledger

RELIEVED = frozenset(
    {"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged"},
)
"""States of a line in which its relief has been given."""


def relieved_units(ledger: Path) -> frozenset[tuple[str, str]]:
    """Id of charge or arrest and remedy of each relieved line; none where there is no ledger yet."""
    if not ledger.exists():
        return frozenset()
    with open_ledger(ledger, create=False) as opened:
        states = opened.states()
        remedies = {line.line_id: line.remedy_id for line in opened.lines()}
        return frozenset(
            (unit, remedies[event.line_id])
            for event in opened.events()
            if event.line_id is not None
            and states[event.line_id] in RELIEVED
            and (unit := _unit(json.loads(event.details)))
        )


def unit_of_line(ledger: Path, line_id: str) -> str | None:
    """The charge or arrest that a line of the ledger was proposed for; None where the ledger has no such line."""
    if not ledger.exists():
        return None
    with open_ledger(ledger, create=False) as opened:
        units = [unit for event in opened.events(line_id) if (unit := _unit(json.loads(event.details)))]
    return units[-1] if units else None


def _unit(details: Mapping[str, str]) -> str | None:
    return details.get("charge_id") or details.get("arrest_id")
