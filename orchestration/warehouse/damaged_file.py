"""Errors for damaged files, in a module of their own so that the CLI need not import DuckDB."""

from __future__ import annotations

from pathlib import Path


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
