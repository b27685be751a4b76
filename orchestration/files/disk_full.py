"""Detect a full disk and format the message for it.

DuckDB, SQLite, Arrow, Polars and dbt each report it in other words.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

NO_SPACE = "no space left on device"
_MESSAGES = (NO_SPACE, "database or disk is full", "disk quota exceeded", "could not write all bytes")
_SQLITE_IO_ERROR = "disk i/o error"
"""SQLite's message for a file it cannot enlarge: the disk is full or broken."""

_MIN_FREE_BYTES = 1 << 20


def mentions_full_disk(text: str) -> bool:
    """Return whether a library's message reports a full disk."""
    return any(words in text.lower() for words in _MESSAGES)


def is_disk_full(error: BaseException, home: Path) -> bool:
    """Return whether a full disk caused an error."""
    return any(
        (isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT))
        or mentions_full_disk(str(one))
        or (_SQLITE_IO_ERROR in str(one).lower() and _measure_free_bytes(home) < _MIN_FREE_BYTES)
        for one in _walk_causes(error)
    )


def format_disk_full(home: Path, error: BaseException | None = None) -> str:
    """Format the message with the disk of the file in the error, else the fuller one of home and temporary folder."""
    named = [Path(str(one.filename)).parent for one in _walk_causes(error) if isinstance(one, OSError) and one.filename]
    folder = named[0] if named else min(home, Path(tempfile.gettempdir()), key=_measure_free_bytes)
    return (
        f"the disk of {folder} is full: deliveries, ledger and published files are unchanged; "
        "make room and run the command again"
    )


def _walk_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _measure_free_bytes(folder: Path) -> int:
    """Measure the free bytes of the nearest existing folder."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free
