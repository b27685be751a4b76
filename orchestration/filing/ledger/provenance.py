"""What an event rests on: the run, the version of the law and the hash of its source, and what these are of each kind.

Where there is no such thing the event says the word ``none``, and the table why.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

NONE = "none"
"""Instead of a run, a version of the law or a hash, where there is none."""

COLUMNS = ("run_id", "law_version", "source_hash")


@dataclass(frozen=True)
class RestsOn:
    """Run, version of the law, and the hash of the source."""

    run_id: str = NONE
    law_version: str = NONE
    source_hash: str = NONE


NOTHING_KNOWN = RestsOn()


@dataclass(frozen=True)
class Origins:
    """What the events of several lines rest on: ``shared``, and of each line its own source where that has none."""

    shared: RestsOn
    sources: Mapping[str, str]

    def of(self, line_id: str) -> RestsOn:
        """What an event of the line rests on."""
        if self.shared.source_hash != NONE:
            return self.shared
        return replace(self.shared, source_hash=self.sources.get(line_id, NONE))


@lru_cache
def read_kinds() -> Mapping[str, Mapping[str, str]]:
    """By kind of event, what its run, its law and its source are, in words."""
    with Path(__file__).with_name("rests_on.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("event"): row for row in csv.DictReader(file)}


def find_missing_columns(kind: str, said: Mapping[str, str | None]) -> list[str]:
    """The columns in which an event of this kind says nothing, or ``none`` where there must be something."""
    of_kind = read_kinds().get(kind, {})
    return [
        column
        for column in COLUMNS
        if not said[column] or (said[column] == NONE and not of_kind.get(column, "").startswith(NONE))
    ]


def hash_words(*words: str) -> str:
    """The source of what a person says by a command: SHA-256 of the command's own words."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def hash_hashes(hashes: Iterable[str]) -> str:
    """The source of what rests on several things: SHA-256 over their hashes, sorted."""
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
