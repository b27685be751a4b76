"""New deliveries: unchanged files for which no run was requested yet.

The state between looks has fingerprints of path, size and modification time, and no file names, since some name people.
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
    """State of earlier looks: ``lying``, fingerprints of all files; ``taken``, of those with a requested run."""

    lying: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()

    def written(self) -> str:
        """Return the state as text, to be stored until the next look."""
        return json.dumps({"lying": sorted(self.lying), "taken": sorted(self.taken)})

    @classmethod
    def read(cls, text: str | None) -> Seen:
        """Parse the text of ``written``; empty if there is none or it is unreadable."""
        try:
            kept = json.loads(text or "{}")
            return cls(frozenset(map(str, kept["lying"])), frozenset(map(str, kept["taken"])))
        except (ValueError, KeyError, TypeError):
            return cls()


@dataclass(frozen=True)
class Arrivals:
    """Result of one look.

    ``new``: fingerprints of files to request a run for. ``changing``: number of files new or changed since the last
    look. ``waiting``: number of files with a cut date after the as-of date. ``seen``: the state to store.
    """

    new: tuple[str, ...]
    changing: int
    waiting: int
    seen: Seen


def look_for_arrivals(folder: Path, layout: Layout, as_of_date: date, before: Seen) -> Arrivals:
    """Compare the files in ``folder`` with the state of the look ``before``.

    A file is new if it did not change since the last look and no run was requested for it; a changed file is still
    being written. A file with a cut date after ``as_of_date`` waits until that day. A file without a cut date is new:
    the run refuses it by name.
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
    """Hash the path below ``folder``, size and modification time of a file and its sidecar."""
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


def find_newest_cut(folder: Path, layout: Layout) -> date | None:
    """Return the last cut date among the files in ``folder``; None if no file has one."""
    return max(filter(None, (_read_cut(path, layout) for path in list_candidate_files([folder], layout))), default=None)


def _is_cut_after(path: Path, layout: Layout, day: date) -> bool:
    cut_date = _read_cut(path, layout)
    return cut_date is not None and cut_date > day


def _read_cut(path: Path, layout: Layout) -> date | None:
    for kind in (layout, *layout.others):
        try:
            return parse_county_and_cut(path, kind, read_sidecar(path))[1]
        except RefusedDeliveryError:
            continue
    return None
