"""Errors for damaged files, in a module of their own so that the CLI need not import DuckDB."""

from __future__ import annotations

import re
from pathlib import Path

_PARQUET = re.compile(r"(?:warehouse|intake|runs)/[^\"'\n]*\.parquet")
_KINDS = frozenset({"Error", "IOException", "InvalidInputException", "SerializationException"})
"""DuckDB's errors about a file. (Others can quote SQL, with the files that it names.)"""
_NO_DAMAGE = ("no space", "permission denied", "too many open", "read-only")
_PATTERN = re.compile(r"\[([iw])\](?=ntake/|arehouse/)")


class DamagedWarehouseError(RuntimeError):
    """The file exists and is not locked, but DuckDB cannot read it."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(
            f"{warehouse} cannot be opened: it is damaged, or no warehouse of this version of Lookback. Move it away "
            "and run again: the run rebuilds everything from the deliveries except the history of runs and gates"
        )


class DamagedFileError(RuntimeError):
    """A file that an earlier command wrote is missing, or has other bytes than it wrote."""

    def __init__(self, path: Path, way_on: str = "run `lookback run` again, which builds it anew") -> None:
        super().__init__(f"{path} was damaged since it was written: {way_on}")


def find_damaged_parquet(error: Exception) -> Path | None:
    """Find the path in the home of the Parquet that DuckDB says it cannot read; None if it says nothing like it."""
    message, kind = str(error).partition("\n")[0], type(error)
    if (
        kind.__module__ != "_duckdb"
        or kind.__name__ not in _KINDS
        or any(words in message.lower() for words in _NO_DAMAGE)
    ):
        return None
    found = _PARQUET.search(_PATTERN.sub(r"\1", message))
    return Path(found.group()) if found else None
