"""A table as a CSV file for systems and spreadsheets: UTF-8 with a byte order mark, every value as text, CR LF.

What belongs here: this form. What does not: columns and rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write ``rows`` under a heading of ``columns``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="raise")
        writer.writeheader()
        writer.writerows(rows)
