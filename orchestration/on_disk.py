"""Forcing what was written to the disk, so that a rename that is seen after a crash has its content behind it.

What belongs here: one file or folder, and ``current`` beside a folder. What does not: which, and in which order
(whoever writes knows that)."""

from __future__ import annotations

import os
from pathlib import Path

CURRENT = "current"


def force_to_disk(path: Path) -> None:
    """Return when the file, or the folder's list of names, is on the disk. Raises ``OSError`` where it cannot be."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def point_current_at(folder: Path) -> None:
    """Let ``current`` beside ``folder`` point at it, in one step."""
    link = folder.with_name(CURRENT)
    coming = folder.with_name(f"{CURRENT}.coming")
    coming.unlink(missing_ok=True)
    coming.symlink_to(folder.name, target_is_directory=True)
    coming.replace(link)
    force_to_disk(folder.parent)
