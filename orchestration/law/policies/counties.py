"""The counties of a state, from its vocabulary."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path


def read_counties(models: Path, state: str) -> frozenset[str]:
    """Read the counties of a state, in upper case, from its vocabulary below ``models``."""
    path = models / "staging" / state / "vocabulary" / f"{state}_counties.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["county_name"].upper() for row in csv.DictReader(file))


def find_county(written: str, counties: Collection[str]) -> str | None:
    """Convert ``San  Joaquin`` to ``SAN JOAQUIN``; None if the state has no such county."""
    name = " ".join(written.upper().split())
    return name if name in counties else None
