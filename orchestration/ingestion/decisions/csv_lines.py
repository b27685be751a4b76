"""Adding lines to a CSV file and removing them, atomically, without changing its other bytes.

The files have ids of people, so only their owner can read them.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from orchestration.files.tables import PRIVATE_MODE


def add_lines(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Append ``lines`` atomically; a new file gets the header ``columns``."""
    before = path.read_bytes() if path.exists() else _format_lines([columns])
    if before and not before.endswith(b"\n"):
        before += b"\n"
    _replace_file(path, before + _format_lines(lines))


def remove_lines(path: Path, is_removed: Callable[[int], bool]) -> int:
    """Remove the records whose last line number (as ``csv`` counts) meets ``is_removed``, and return their number."""
    records = list(_split_records(path.read_text(encoding="utf-8-sig")))
    kept = [text for line, text in records if not is_removed(line)]
    if len(kept) < len(records):
        has_mark = path.read_bytes().startswith(b"\xef\xbb\xbf")
        _replace_file(path, (b"\xef\xbb\xbf" if has_mark else b"") + "".join(kept).encode())
    return len(records) - len(kept)


def write_private(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a new file that only its owner can read.

    Raises:
        FileExistsError: The file exists; it may have a person's entries.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_format_lines([columns, *lines]))


def _format_lines(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _split_records(text: str) -> Iterator[tuple[int, str]]:
    """Yield each record with the number of its last line, beginning with the header."""
    lines = io.StringIO(text, newline="").readlines() if text else []
    reader = csv.reader(lines, strict=True)
    begin = 0
    for _ in reader:
        yield reader.line_num, "".join(lines[begin : reader.line_num])
        begin = reader.line_num


def _replace_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.coming")
    staged.unlink(missing_ok=True)
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
