"""Provenance of an event: run, law version and source hash, with their meaning for each kind of event.

If one does not apply, the event has the word ``none``, and the table says why.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

NONE = "none"
"""Value of a run, law version or hash that does not apply."""

COLUMNS = ("run_id", "law_version", "source_hash")


@dataclass(frozen=True)
class Provenance:
    """Run, law version and source hash."""

    run_id: str = NONE
    law_version: str = NONE
    source_hash: str = NONE


NOTHING_KNOWN = Provenance()


@dataclass(frozen=True)
class LineProvenances:
    """Provenance of several lines' events: ``shared``, and each line's own source if that has none."""

    shared: Provenance
    sources: Mapping[str, str]

    def of(self, line_id: str) -> Provenance:
        """Return the provenance of the line's event."""
        if self.shared.source_hash != NONE:
            return self.shared
        return replace(self.shared, source_hash=self.sources.get(line_id, NONE))


@lru_cache
def read_kinds() -> Mapping[str, Mapping[str, str]]:
    """Read the meaning of run, law and source for each kind of event."""
    with Path(__file__).with_name("rests_on.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("event"): row for row in csv.DictReader(file)}


def find_missing_columns(kind: str, said: Mapping[str, str | None]) -> list[str]:
    """Return the columns that are empty, or ``none`` although this kind of event needs a value."""
    of_kind = read_kinds().get(kind, {})
    return [
        column
        for column in COLUMNS
        if not said[column] or (said[column] == NONE and not of_kind.get(column, "").startswith(NONE))
    ]


def hash_words(*words: str) -> str:
    """Hash the words of a command, the source of an event that a person causes."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def hash_hashes(hashes: Iterable[str]) -> str:
    """Hash sorted hashes, the source of an event that rests on several things."""
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
