"""Countings of kept runs: where each is stored, and removing those of a run that is not kept any more.

What belongs here: finding and removing. What does not: counting and writing one (``reporting.comparison``). A run is
kept as it ends; it may be counted several times with the ledger, so a counting is named by run and last event.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

FOLDER = "counted"


@dataclass(frozen=True)
class Counting:
    """The levels of a run as they were kept, up to an event of the ledger."""

    folder: Path
    event: int

    def rows(self, table: str) -> str:
        """The file of one table."""
        return str(self.folder / f"{table}.parquet")


def countings(kept: Path, run_id: str) -> list[Counting]:
    """The countings of a run, the last one last."""
    found = (kept / FOLDER).glob(f"{run_id}-*")
    named = [(path.name.rpartition("-")[2], path) for path in found if path.is_dir()]
    return sorted((Counting(path, int(event)) for event, path in named if event.isdigit()), key=lambda one: one.event)


def counting_of(kept: Path, run_id: str, event: int | None = None) -> Counting | None:
    """The counting of a run up to that event, or its last one; None where it is not kept."""
    found = [one for one in countings(kept, run_id) if event is None or one.event == event]
    return found[-1] if found else None


def let_go_of_countings(kept: Path, run_id: str) -> None:
    """Remove what was counted of a run that is not kept any more."""
    for one in countings(kept, run_id):
        shutil.rmtree(one.folder, ignore_errors=True)
