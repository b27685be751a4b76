"""Which deliveries are new: files that lie still and that no run was asked for yet.

What belongs here: comparing what lies in the deliveries folder with what was seen before. What does not: reading files
(``deliveries``), asking for a run (``defs.automation``). What is remembered are fingerprints made of path, size and
time of change; no name of a file is kept, since some name people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.ingestion.deliveries.discovery import list_candidate_files
from orchestration.ingestion.deliveries.naming import parse_county_and_cut
from orchestration.ingestion.deliveries.sidecar import SIDECAR_ENDING, read_sidecar
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError

_FINGERPRINT_DIGITS = 16


@dataclass(frozen=True)
class Seen:
    """What earlier looks saw: ``lying``, the fingerprints of all files at the last look; ``taken``, those that a run
    was asked for."""

    lying: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()

    def written(self) -> str:
        """As text, to be kept until the next look."""
        return json.dumps({"lying": sorted(self.lying), "taken": sorted(self.taken)})

    @classmethod
    def read(cls, text: str | None) -> Seen:
        """What ``written`` gave; nothing seen where there is none or it cannot be read."""
        try:
            kept = json.loads(text or "{}")
            return cls(frozenset(map(str, kept["lying"])), frozenset(map(str, kept["taken"])))
        except (ValueError, KeyError, TypeError):
            return cls()


@dataclass(frozen=True)
class Arrivals:
    """One look at the folder. ``new``: fingerprints of the files a run is to be asked for. ``changing``: how many files
    came or changed since the last look; ``waiting``: how many have a cut date after the as-of date. ``seen``: what to
    remember."""

    new: tuple[str, ...]
    changing: int
    waiting: int
    seen: Seen


def look_for_arrivals(folder: Path, layout: Layout, as_of_date: date, before: Seen) -> Arrivals:
    """Compare the files in ``folder`` with what was seen ``before``.

    A file is new when it lies there as it did at the last look and no run was asked for it. One that changed in between
    is still being written. One whose cut date is after ``as_of_date`` would not count in a run of that day: it waits
    until the day has come. A file that tells no cut date is new like any other: the run will refuse it by name.
    """
    fingerprints = {
        path: compute_fingerprint(path, folder) for path in list_candidate_files([folder], layout) if path.is_file()
    }
    still = {path: mark for path, mark in fingerprints.items() if mark in before.lying and mark not in before.taken}
    later = {mark for path, mark in still.items() if _is_cut_after(path, layout, as_of_date)}
    lying = frozenset(fingerprints.values())
    new = tuple(sorted(set(still.values()) - later))
    return Arrivals(
        new=new,
        changing=len(lying - before.lying - before.taken),
        waiting=len(later),
        seen=Seen(lying=lying, taken=(before.taken | set(new)) & lying),
    )


def compute_fingerprint(path: Path, folder: Path) -> str:
    """What tells a file below ``folder`` from every other and from itself once it has changed."""
    words = [
        path.relative_to(folder).as_posix(),
        *_state_of(path),
        *_state_of(path.with_name(path.name + SIDECAR_ENDING)),
    ]
    return hashlib.sha256("\n".join(words).encode(errors="surrogateescape")).hexdigest()[:_FINGERPRINT_DIGITS]


def _state_of(path: Path) -> Iterable[str]:
    try:
        state = path.stat()
    except OSError:
        return ("absent",)
    return (str(state.st_size), str(state.st_mtime_ns))


def _is_cut_after(path: Path, layout: Layout, day: date) -> bool:
    for kind in (layout, *layout.others):
        try:
            _, cut_date = parse_county_and_cut(path, kind, read_sidecar(path))
        except RefusedDeliveryError:
            continue
        return cut_date > day
    return False
