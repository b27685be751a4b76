"""What a state's files never tell: the rows of its ``capabilities.csv`` that say so."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


def read_never_told(models: Path, state: str) -> Mapping[tuple[str, str], str]:
    """Read the columns (file, column) that the state's files never tell, each in words with its note."""
    path = models / "staging" / state / "vocabulary" / f"{state}_capabilities.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            _find_column(row): f"{row['column_name'].replace('_', ' ')} ({row['note']})"
            for row in csv.DictReader(file)
            if row["is_told"] == "false"
        }


def _find_column(row: Mapping[str, str]) -> tuple[str, str]:
    """Return the column (file, column) of the standard layout; amounts have their unit in the name of a staged one."""
    return row["staged_table"], row["column_name"].removesuffix("_dollars")
