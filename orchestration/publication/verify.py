"""Whether a published figure is what the run at hand says.

What belongs here: looking a figure up in a release, computing it again. What does not: correcting it (``releases``).
A withheld figure is not said aloud: only whether it would be withheld again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from orchestration.disclosure.rule import SMALLEST_SHOWN
from orchestration.publication.counted_tables import Frames
from orchestration.publication.releases import NoSuchRelease, Release
from orchestration.publication.tables import COUNTS, read_counts


@dataclass(frozen=True)
class Checked:
    """One count of a figure: what was published (None: withheld) and what the warehouse says now (None: not to be
    said)."""

    column: str
    published: int | None
    recomputed: int | None
    is_equal: bool


def published_figure(release: Release, figure_id: str) -> tuple[str, Mapping[str, Any]]:
    """The table and the row of a figure. Raises ``NoSuchRelease``."""
    for name in COUNTS:
        found = release.frames[name].filter(pl.col("figure_id") == figure_id)
        if found.height:
            return name, found.row(0, named=True)
    raise NoSuchRelease(f"release {release.number} has no figure {figure_id!r}")


def verify(connection: duckdb.DuckDBPyConnection, release: Release, figure_id: str, counted: Frames) -> list[Checked]:
    """Each count of the figure, computed again from the warehouse at hand, or as what was ``counted`` of its run
    last."""
    name, row = published_figure(release, figure_id)
    now = read_counts(connection, counted)[name].filter(pl.col("figure_id") == figure_id)
    found = now.row(0, named=True) if now.height else dict.fromkeys(COUNTS[name], 0)
    checked = []
    for column in COUNTS[name]:
        published, true = row[column], int(found[column])
        may_be_said = published is not None and not 1 <= true < SMALLEST_SHOWN
        is_equal = published == true if published is not None else True
        checked.append(Checked(column, published, true if may_be_said else None, is_equal))
    return checked
