"""The chain over the events: each event's hash covers its content and the hash before it.

An event holds no name, date of birth, number of a person or of a case: lines are known by a hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field

from orchestration.filing.ledger.provenance import NONE

GENESIS = "0" * 64
"""What the first event follows."""

LINE_HASH = "line_hash"
"""Detail of the first event of a line: the hash of its row in the table of lines, so that the chain holds that too."""


class ChainBrokenError(RuntimeError):
    """The ledger is not what was written to it. The message names the number of the event."""


@dataclass(frozen=True)
class NewEvent:
    """What is to be written. ``by``: who answers for it. ``details``: words and hashes, never a person's data.

    ``line_id``, ``batch_id``: None where it is about none. ``run_id``, ``law_version``, ``source_hash``: what it rests
    on (``rests_on``), the word ``none`` where there is none.
    """

    kind: str
    by: str
    line_id: str | None = None
    batch_id: str | None = None
    run_id: str = NONE
    law_version: str = NONE
    source_hash: str = NONE
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """An event as it stands in the ledger: ``event_number`` from 1, ``at`` in UTC to the second, and its two hashes.
    Where a version before 2026-11-26 knew no run, law or source it wrote None.
    """

    event_number: int
    at: str
    kind: str
    by: str
    line_id: str | None
    batch_id: str | None
    run_id: str | None
    law_version: str | None
    source_hash: str | None
    details: str
    previous_hash: str
    hash: str


def format_details(details: Mapping[str, str]) -> str:
    """Details as the one text that is kept and hashed."""
    return json.dumps(dict(details), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def link_event(event_number: int, at: str, event: NewEvent, previous_hash: str) -> Event:
    """``event`` with its place, its time and its hash."""
    details = format_details(event.details)
    content = (
        event_number,
        at,
        event.kind,
        event.by,
        event.line_id,
        event.batch_id,
        event.run_id,
        event.law_version,
        event.source_hash,
        details,
        previous_hash,
    )
    return Event(*content, hash_content(content))


def hash_content(content: tuple[object, ...]) -> str:
    """SHA-256, in hex, of an event's content and the hash before it."""
    text = json.dumps(list(content), separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def check_chain(events: Iterable[Event]) -> str:
    """Walk over the events in their order; the hash of the last. Raises ``ChainBrokenError``."""
    previous, expected_number = GENESIS, 1
    for event in events:
        if event.event_number != expected_number:
            raise ChainBrokenError(
                f"event {expected_number} is missing: event {event.event_number} stands in its place"
            )
        if event.previous_hash != previous:
            raise ChainBrokenError(f"event {event.event_number} does not follow the event before it")
        if hash_content(astuple(event)[:-1]) != event.hash:
            raise ChainBrokenError(f"event {event.event_number} is not what was written")
        previous, expected_number = event.hash, expected_number + 1
    return previous


@dataclass(frozen=True)
class Written:
    """How many lines it was written for, and for how many it stood already."""

    written: int
    known: int
