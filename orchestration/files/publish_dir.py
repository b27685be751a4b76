"""Folders that are handed out: written under a temporary name, then renamed; an earlier file is never overwritten.

A folder is that of one run, known by its id. Done again, a run may write more than before (``--annotate``) or less:
what is new is added, what is there stays, and a file that would get other bytes stops it all.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.files.atomic import CURRENT, build_dir, point_current_at, sync_all_to_disk, sync_to_disk


@dataclass(frozen=True)
class HandedOut:
    """What was handed out last: the day and id of its run, and the link that shows it."""

    as_of_date: date
    run_id: str
    link: Path

    def sentence(self, as_of_date: date) -> str:
        """What a person should know who asked for ``as_of_date`` and got nothing."""
        if self.as_of_date == as_of_date:
            return f"Nothing was handed out: {self.link} still shows the run before, {self.run_id} as of {as_of_date}."
        return (
            f"Nothing was handed out for {as_of_date}: the last results are still those of run {self.run_id} as of "
            f"{self.as_of_date}, {self.link}."
        )


def find_last_published(results: Path, as_of_date: date) -> HandedOut | None:
    """What ``current`` shows under ``results``: that of the day, else the one that was pointed at last; None where
    nothing was ever handed out."""
    links = [link for link in results.glob(f"????-??-??/{CURRENT}") if link.is_symlink() and link.is_dir()]
    if not links:
        return None
    link = max(links, key=lambda one: (one.parent.name == as_of_date.isoformat(), one.lstat().st_mtime_ns))
    return HandedOut(date.fromisoformat(link.parent.name), link.readlink().name, link)


def format_still_shown(results: Path, as_of_date: date) -> str:
    """One sentence for who asked for ``as_of_date`` and got nothing."""
    before = find_last_published(results, as_of_date)
    return before.sentence(as_of_date) if before else "Nothing was handed out, by this run or one before."


class OutputConflictError(RuntimeError):
    """A file of the same run id is there with other bytes. Nothing was handed out; the earlier one stands."""


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(paths: Sequence[Path]) -> str:
    """SHA-256 of one file; of several, of their hashes, whatever their order."""
    hashes = sorted(hash_file(path) for path in paths)
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


@contextmanager
def publish_dir(folder: Path) -> Iterator[Path]:
    """Give a temporary folder to write to; afterwards it is ``folder``, and ``current`` beside it points at it.

    Where ``folder`` is there already, it keeps its files and gets those it lacks: a folder in it that is not there (a
    county's) appears at once, a file whole. Raises ``OutputConflictError``, and whatever the block raises: then nothing
    was handed out.
    """
    with build_dir(folder) as building:
        yield building
        sync_all_to_disk(building)
        if folder.exists():
            _add_new_files(building, folder)
        else:
            building.rename(folder)
    point_current_at(folder)


def _add_new_files(building: Path, folder: Path) -> None:
    """Move what ``folder`` lacks into it, once it is sure that nothing there would change."""
    names = sorted(path.relative_to(building) for path in building.rglob("*") if path.is_file())
    for name in (name for name in names if (folder / name).exists()):
        there = folder / name
        if not there.is_file() or hash_file(there) != hash_file(building / name):
            raise OutputConflictError(f"{there} is there with other bytes; move {there.parent} away and run again")
    _move_in(building, folder)
    shutil.rmtree(building)


def _move_in(building: Path, folder: Path) -> None:
    for made in sorted(building.iterdir()):
        there = folder / made.name
        if not there.exists():
            made.rename(there)
        elif made.is_dir():
            _move_in(made, there)
    sync_to_disk(folder)
