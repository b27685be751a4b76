"""The error for an unreadable warehouse file, in a module of its own so that the CLI need not import DuckDB."""

from __future__ import annotations

from pathlib import Path


class DamagedWarehouseError(RuntimeError):
    """The file exists and is not locked, but DuckDB cannot read it."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(
            f"{warehouse} cannot be opened: it is damaged, or no warehouse of this version of Lookback. Move it away "
            "and run again: the run rebuilds everything from the deliveries except the history of runs and gates"
        )
