"""A warehouse file that cannot be read: what is said of it.

What belongs here: the exception alone, so that the command can know it without importing DuckDB. What does not: opening
(``connection``).
"""

from __future__ import annotations

from pathlib import Path


class DamagedWarehouseError(RuntimeError):
    """The file is there, nobody has it, and DuckDB cannot read it."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(
            f"{warehouse} cannot be opened: it is damaged, or no warehouse of this version of Lookback. Move it away "
            "and run again: all in it but the history of runs and gates is made anew from the deliveries"
        )
