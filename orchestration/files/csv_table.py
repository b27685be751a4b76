"""A table as a CSV file for systems and spreadsheets: UTF-8 with a byte order mark, every value as text, CR LF.

What belongs here: this form. What does not: columns and rows. A spreadsheet takes a cell that begins with one of some
signs for a formula, and names and case numbers come from files that others wrote: such a cell gets an apostrophe in
front, which answers lose again (``after_filing/table_files``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%", "\t", "\r")
"""What a formula of a spreadsheet, or a command hidden in one, can begin with."""


def guarded(cell: str) -> str:
    """The value as a spreadsheet shows it and does not reckon it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write ``rows`` under a heading of ``columns``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
