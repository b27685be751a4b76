"""Publish output folders of runs atomically without ever overwriting a file.

A run id names a folder. A repeated run can write more files (``--annotate``) or fewer: new files are added, existing
ones stay, and a file with different content is an error.
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
class PublishedRun:
    """The run that was published last: its day, its id and the ``current`` link that shows it."""

    as_of_date: date
    run_id: str
    link: Path

    def sentence(self, as_of_date: date) -> str:
        """Say that nothing was published for ``as_of_date`` and which run is still shown."""
        if self.as_of_date == as_of_date:
            return f"Nothing was published: {self.link} still shows the previous run, {self.run_id} as of {as_of_date}."
        return (
            f"Nothing was published for {as_of_date}: the last results are those of run {self.run_id} as of "
            f"{self.as_of_date}, {self.link}."
        )


def find_last_published(results: Path, as_of_date: date) -> PublishedRun | None:
    """Find the run that ``current`` shows for the day, else the run published last; None if there is none."""
    links = [link for link in results.glob(f"????-??-??/{CURRENT}") if link.is_symlink() and link.is_dir()]
    if not links:
        return None
    link = max(links, key=lambda one: (one.parent.name == as_of_date.isoformat(), one.lstat().st_mtime_ns))
    return PublishedRun(date.fromisoformat(link.parent.name), link.readlink().name, link)


def format_still_shown(results: Path, as_of_date: date) -> str:
    """Say that nothing was published for ``as_of_date`` and which run is still shown."""
    before = find_last_published(results, as_of_date)
    return before.sentence(as_of_date) if before else "Nothing was published, by this run or an earlier one."


class OutputConflictError(RuntimeError):
    """A file of the same run id exists with different content. Nothing was published."""


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of one file, or of the sorted hashes of several."""
    hashes = sorted(hash_file(path) for path in paths)
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


@contextmanager
def publish_dir(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder; publish it as ``folder`` when the block succeeds and point ``current`` at it.

    If ``folder`` exists, files that it lacks are added, each file and each new subfolder atomically. After an error
    nothing is published.

    Raises:
        OutputConflictError: A file exists with different content.
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
    """Check that no existing file would change, and move the files that ``folder`` lacks into it."""
    names = sorted(path.relative_to(building) for path in building.rglob("*") if path.is_file())
    for name in (name for name in names if (folder / name).exists()):
        there = folder / name
        if not there.is_file() or hash_file(there) != hash_file(building / name):
            raise OutputConflictError(f"{there} exists with different content; move {there.parent} away and run again")
    _move_missing(building, folder)
    shutil.rmtree(building)


def _move_missing(building: Path, folder: Path) -> None:
    for made in sorted(building.iterdir()):
        there = folder / made.name
        if not there.exists():
            made.rename(there)
        elif made.is_dir():
            _move_missing(made, there)
    sync_to_disk(folder)
