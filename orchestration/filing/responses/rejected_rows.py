"""Rows that were not taken in, written beside their file with why: a person mends them and imports the file again.

An earlier one with other content is never overwritten: a person may have written into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from orchestration.files.tables import Row, format_csv, write_new_file

ABOUT = ("where", "why")
MARK = ".given_back"


def write_given_back(
    source: Path, columns: Sequence[str], rows: Sequence[Row], reasons: Mapping[int, str], folder: Path | None = None
) -> Path | None:
    """Write the rows that ``reasons`` names by place; the file, or None where there is none. The same rows again are
    the same file. ``folder``: where, if not beside ``source``."""
    if not reasons:
        return None
    header = [column for column in columns if column and column not in ABOUT]
    content = format_csv(
        [*header, *ABOUT],
        (
            [*(row.values.get(column, "") for column in header), row.where, reasons[row.place]]
            for row in rows
            if row.place in reasons
        ),
    )
    stem = source.name.split(MARK)[0] if MARK in source.name else source.stem
    names = (f"{stem}{MARK}{'' if number == 1 else f'.{number}'}.csv" for number in count(1))
    paths = ((folder or source.parent) / name for name in names)
    path = next(path for path in paths if not path.exists() or path.read_bytes() == content)
    write_new_file(path, content)
    return path
