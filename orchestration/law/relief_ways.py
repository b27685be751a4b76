"""How relief is given: the table ``models/marts/filing/relief_ways.csv``, a seed that SQL reads too."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from orchestration.settings import PROJECT_ROOT

TABLE = PROJECT_ROOT / "models" / "marts" / "filing" / "relief_ways.csv"


@dataclass(frozen=True)
class ReliefWay:
    """One way. The fields are the columns that ``_relief_ways.yml`` describes."""

    relief_by: str
    words: str
    asks_a_court: bool
    picks_best: bool
    found_by: str


@cache
def read_relief_ways() -> Mapping[str, ReliefWay]:
    """Read every way, by its name, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["relief_by"]: ReliefWay(
                row["relief_by"],
                row["words"],
                row["asks_a_court"] == "true",
                row["picks_best"] == "true",
                row["found_by"],
            )
            for row in csv.DictReader(file)
        }
