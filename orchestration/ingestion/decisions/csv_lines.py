"""Lines added to a kept CSV file, and taken out again: in one step, and nothing else of the file changes.

What belongs here: the file itself, byte by byte. What does not: what its lines mean (``intake``). The file holds ids of
people: it is written for its owner alone.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from orchestration.files.tables import PRIVATE_MODE


def add_lines(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Append ``lines``; the file begins with ``columns`` where it is new. All of them are there afterwards, or none."""
    before = path.read_bytes() if path.exists() else _format_lines([columns])
    if before and not before.endswith(b"\n"):
        before += b"\n"
    _replace(path, before + _format_lines(lines))


def take_out_lines(path: Path, is_meant: Callable[[int], bool]) -> int:
    """Take out every record of which ``is_meant`` says so, told the line it ends on as ``csv`` counts them. How
    many."""
    records = list(_split_records(path.read_text(encoding="utf-8-sig")))
    kept = [text for line, text in records if not is_meant(line)]
    if len(kept) < len(records):
        has_mark = path.read_bytes().startswith(b"\xef\xbb\xbf")
        _replace(path, (b"\xef\xbb\xbf" if has_mark else b"") + "".join(kept).encode())
    return len(records) - len(kept)


def write_private(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A new file for its owner alone. Raises ``FileExistsError``: what a person wrote into one is never overwritten."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_format_lines([columns, *lines]))


def _format_lines(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _split_records(text: str) -> Iterator[tuple[int, str]]:
    """Each record as it stands in the file, with the number of its last line; the header is the first."""
    lines = io.StringIO(text, newline="").readlines() if text else []
    reader = csv.reader(lines, strict=True)
    begin = 0
    for _ in reader:
        yield reader.line_num, "".join(lines[begin : reader.line_num])
        begin = reader.line_num


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.coming")
    coming.unlink(missing_ok=True)
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
