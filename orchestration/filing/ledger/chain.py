"""Hash chain over the events: the hash of each covers its content and the hash before it.

An event holds no name, date of birth, person number or case number: a line is identified by a hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field

from orchestration.filing.ledger.provenance import NONE

GENESIS = "0" * 64
"""The hash before the first event."""

LINE_HASH = "line_hash"
"""Detail of a line's first event: the hash of its row in ``lines``, which the chain thereby protects."""

WHO = ("account", "host", "key", "act")
"""Details of every event: who acted (``people.Actor``). Versions before 2026-11-30 did not record them."""


class ChainBrokenError(RuntimeError):
    """The ledger was changed. The message has the number of the event."""


@dataclass(frozen=True)
class NewEvent:
    """An event to be written. ``by``: person responsible. ``details``: words and hashes, never personal data.

    ``line_id``, ``batch_id``: None if it concerns none. ``run_id``, ``law_version``, ``source_hash``: its provenance
    (``provenance``), ``none`` if there is none.
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
    """An event of the ledger: ``event_number`` from 1, ``at`` in UTC to the second, and its two hashes.

    Versions before 2026-11-26 wrote None for an unknown run, law or source.
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

    @property
    def said(self) -> str:
        """The details without who acted: the same act of two people says the same."""
        return format_details({name: value for name, value in json.loads(self.details).items() if name not in WHO})


def format_details(details: Mapping[str, str]) -> str:
    """Format details as the text that is stored and hashed."""
    return json.dumps(dict(details), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def link_event(event_number: int, at: str, event: NewEvent, previous_hash: str) -> Event:
    """Give ``event`` its number, time and hash."""
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
    """Compute the SHA-256, in hex, of an event's content and the hash before it."""
    text = json.dumps(list(content), separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def check_chain(events: Iterable[Event]) -> str:
    """Check the events in order and return the hash of the last.

    Raises:
        ChainBrokenError: An event is missing or was changed.
    """
    previous, expected_number = GENESIS, 1
    for event in events:
        if event.event_number != expected_number:
            raise ChainBrokenError(f"event {expected_number} is missing: event {event.event_number} is in its place")
        if event.previous_hash != previous:
            raise ChainBrokenError(f"event {event.event_number} does not follow the event before it")
        if hash_content(astuple(event)[:-1]) != event.hash:
            raise ChainBrokenError(f"event {event.event_number} was changed after it was written")
        previous, expected_number = event.hash, expected_number + 1
    return previous


@dataclass(frozen=True)
class WriteCounts:
    """For how many lines an event was written, and for how many it existed before."""

    written: int
    known: int
