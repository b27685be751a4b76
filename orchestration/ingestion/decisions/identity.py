"""Decisions of people on who is who: a small CSV file that survives every re-delivery.

What belongs here: reading and checking the file. What does not: applying the decisions (``int_person_links``).

Columns: ``decision`` (``same`` or ``different``), ``id``, ``other_id``, ``decided_by``, ``decided_on`` (ISO date),
``why``. An id is ``state:<CII>`` or ``issuer:<SUBJECT_ID>``; a CII is written with or without its leading A and zeros.
``same``: the two ids are one person. ``different``: rows with the first id (a state id) *and* the second (an issuer's
id) belong to another person than the rest; or, of two state ids, what looks like one person is two.
Taking a line out of the file takes the decision back.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

COLUMNS = ("decision", "id", "other_id", "decided_by", "decided_on", "why")


class IdentityFileError(ValueError):
    """The decisions file cannot be used. The message names the file, line and what is wrong, never an id."""


@dataclass(frozen=True)
class IdentityDecision:
    """One decision. ``decision_id`` is made of its content; ``id_key`` and ``other_id_key`` are normalised ids."""

    decision_id: str
    decision: str
    id_key: str
    other_id_key: str
    decided_by: str
    decided_on: date
    why: str


def normalize_id(written: str) -> str:
    """``state: A0012345`` → ``state:12345``; ``issuer: 77`` → ``issuer:77``. Raises ``ValueError`` for anything
    else."""
    issuer, colon, number = written.strip().partition(":")
    number = number.strip().upper()
    if not colon or not number:
        raise ValueError
    match issuer.strip().lower():
        case "state":
            number = number.lstrip("A").lstrip("0")
            if not number:
                raise ValueError
            return f"state:{number}"
        case "issuer":
            return f"issuer:{number}"
        case _:
            raise ValueError


def read_identity_decisions(path: Path) -> Sequence[IdentityDecision]:
    """The decisions in ``path``, sorted by content; none where there is no file.

    Raises ``IdentityFileError`` for a wrong header, decision word, id or date, a missing name or reason, an id
    paired with itself, and for lines that contradict each other: the same two ids called both same and different, or
    two called different that others make one over further ids.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise IdentityFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
        decisions = [_parse_decision(path, reader.line_num, row) for row in reader]
    words: dict[frozenset[str], str] = {}
    for decision in decisions:
        pair = frozenset((decision.id_key, decision.other_id_key))
        if words.setdefault(pair, decision.decision) != decision.decision:
            raise IdentityFileError(f"{path.name}: two lines call the same two ids both same and different")
    one = _build_alias_lookup(decisions)
    apart = [(word.id_key, word.other_id_key) for word in decisions if word.decision == "different"]
    # (Of a state id and an issuer's one it is rows with both that are another person's: no word on the two ids.)
    if any(one(id_key) == one(other) for id_key, other in apart if not other.startswith("issuer:")):
        raise IdentityFileError(
            f"{path.name}: a line calls two ids different that other lines call the same over further ids"
        )
    return sorted(set(decisions), key=lambda decision: decision.decision_id)


def _build_alias_lookup(decisions: Sequence[IdentityDecision]) -> Callable[[str], str]:
    """One id for all that are called the same, over whatever others."""
    leads: dict[str, str] = {}

    def first(id_key: str) -> str:
        while id_key in leads:
            id_key = leads[id_key]
        return id_key

    for decision in decisions:
        if decision.decision == "same" and (of := first(decision.id_key)) != (other := first(decision.other_id_key)):
            leads[of] = other
    return first


def _parse_decision(path: Path, line: int, row: dict[str, str]) -> IdentityDecision:
    def wrong(what: str) -> IdentityFileError:
        return IdentityFileError(f"{path.name}, line {line}: {what}")

    word = (row["decision"] or "").strip().lower()
    if word not in ("same", "different"):
        raise wrong("the decision must be same or different")
    try:
        id_key, other_id_key = normalize_id(row["id"] or ""), normalize_id(row["other_id"] or "")
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
