"""A disk that is full: how libraries say it, and the one line that a person reads.

DuckDB, SQLite, Arrow, Polars and dbt each say it in a way of their own.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

NO_SPACE = "no space left on device"
_SAID = (NO_SPACE, "database or disk is full", "disk quota exceeded", "could not write all bytes")
_PERHAPS = "disk i/o error"
"""What SQLite says where it cannot enlarge a file beside its own: on a disk that is full, or one that is broken."""

_ALMOST_NOTHING = 1 << 20


def says_full(text: str) -> bool:
    """Whether a library's message says that a disk is full."""
    return any(words in text.lower() for words in _SAID)


def is_disk_full(error: BaseException, home: Path) -> bool:
    """Whether an error, or what it came of, is that a disk is full."""
    return any(
        (isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT))
        or says_full(str(one))
        or (_PERHAPS in str(one).lower() and _free(home) < _ALMOST_NOTHING)
        for one in _came_of(error)
    )


def format_disk_full(home: Path, error: BaseException | None = None) -> str:
    """The line. The disk is that of the file the error names, else of the home or of temporary files, whichever has
    less room."""
    named = [Path(str(one.filename)).parent for one in _came_of(error) if isinstance(one, OSError) and one.filename]
    folder = named[0] if named else min(home, Path(tempfile.gettempdir()), key=_free)
    return (
        f"the disk of {folder} is full: deliveries, what the ledger holds and what was handed out before are "
        "untouched; make room and give the command again"
    )


def _came_of(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _free(folder: Path) -> int:
    """Bytes; of the nearest folder that is there."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free
