"""Lists that people read, as CSV: whole or absent, for their owner alone, and no cell of them is a formula.

What belongs here: how such a file is written. What does not: what stands in it. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

PRIVATE = 0o600


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The list as bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([no_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def write_new(path: Path, content: bytes) -> None:
    """A new file. The same content again is no error. Raises ``FileExistsError`` where other content is there."""
    if path.exists():
        if path.read_bytes() == content:
            return
        raise FileExistsError(17, "is there with other content", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.coming")
    coming.unlink(missing_ok=True)
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(path)
    except BaseException:
        coming.unlink(missing_ok=True)
        raise


def no_formula(value: object) -> str:
    """The value as text that a spreadsheet takes as text: what begins like a formula gets a sign before it."""
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "|", "%") else text
