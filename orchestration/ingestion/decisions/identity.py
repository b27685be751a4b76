"""Decisions on which records are one person, in a CSV file that is kept when a state delivers again.

Columns: ``decision`` (``same`` or ``different``), ``id``, ``other_id``, ``decided_by``, ``decided_on`` (ISO date),
``why``. An id is ``state:<number>`` or ``issuer:<number>``, as the state's layout says. ``same``:
both ids are one person. ``different`` for a state id and an issuer's id: rows with both belong to another person than
the rest; for two state ids: one apparent person is two. Removing a line withdraws the decision.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.ingestion.layouts.layout import Notation

COLUMNS = ("decision", "id", "other_id", "decided_by", "decided_on", "why")


class IdentityFileError(ValueError):
    """The decisions file cannot be used. The message has file, line and fault, never an id."""


@dataclass(frozen=True)
class IdentityDecision:
    """One decision. ``decision_id`` is a hash of its content; ``id_key`` and ``other_id_key`` are normalized ids."""

    decision_id: str
    decision: str
    id_key: str
    other_id_key: str
    decided_by: str
    decided_on: date
    why: str


def read_identity_decisions(path: Path, notation: Notation) -> Sequence[IdentityDecision]:
    """Read the decisions in ``path``, sorted by id; none if the file does not exist.

    Raises:
        IdentityFileError: A line is invalid, or lines contradict each other, directly or through further ids.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise IdentityFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
        decisions = [_parse_decision(path, reader.line_num, row, notation) for row in reader]
    words: dict[frozenset[str], str] = {}
    for decision in decisions:
        pair = frozenset((decision.id_key, decision.other_id_key))
        if words.setdefault(pair, decision.decision) != decision.decision:
            raise IdentityFileError(f"{path.name}: two lines decide both same and different for the same two ids")
    one = _build_alias_lookup(decisions)
    apart = [(word.id_key, word.other_id_key) for word in decisions if word.decision == "different"]
    # For a state id and an issuer's id, ``different`` is about rows with both, not about the two ids.
    if any(one(id_key) == one(other) for id_key, other in apart if not other.startswith("issuer:")):
        raise IdentityFileError(
            f"{path.name}: a line decides different for two ids that other lines make the same through further ids"
        )
    return sorted(set(decisions), key=lambda decision: decision.decision_id)


def _build_alias_lookup(decisions: Sequence[IdentityDecision]) -> Callable[[str], str]:
    """Return a function that maps every id to one id of its group of ``same`` ids."""
    leads: dict[str, str] = {}

    def first(id_key: str) -> str:
        while id_key in leads:
            id_key = leads[id_key]
        return id_key

    for decision in decisions:
        if decision.decision == "same" and (of := first(decision.id_key)) != (other := first(decision.other_id_key)):
            leads[of] = other
    return first


def _parse_decision(path: Path, line: int, row: dict[str, str], notation: Notation) -> IdentityDecision:
    def wrong(what: str) -> IdentityFileError:
        return IdentityFileError(f"{path.name}, line {line}: {what}")

    word = (row["decision"] or "").strip().lower()
    if word not in ("same", "different"):
        raise wrong("the decision must be same or different")
    try:
        id_key, other_id_key = (notation.normalize_id(row[name] or "") for name in ("id", "other_id"))
    except ValueError:
        raise wrong("an id must be written state:<number> or issuer:<number>") from None
    if id_key == other_id_key:
        raise wrong("the two ids are the same id")
    if word == "different" and id_key.startswith("issuer:") and other_id_key.startswith("state:"):
        id_key, other_id_key = other_id_key, id_key
    try:
        decided_on = date.fromisoformat((row["decided_on"] or "").strip())
    except ValueError:
        raise wrong("decided_on must be a date like 2026-03-01") from None
    decided_by, why = (row["decided_by"] or "").strip(), (row["why"] or "").strip()
    if not decided_by or not why:
        raise wrong("decided_by and why must be filled in")
    content = "|".join((word, id_key, other_id_key, decided_by, decided_on.isoformat(), why))
    decision_id = hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:16]
    return IdentityDecision(decision_id, word, id_key, other_id_key, decided_by, decided_on, why)
