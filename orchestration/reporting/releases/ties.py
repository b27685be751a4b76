"""Cells that nearly say the same, in whichever tables they stand, and are equal in the counts of a release.

What belongs here: telling them by what they nearly say (``told``), and tying those that are equal. What does not:
sums that hold whatever the counts (the modules of the tables). No rule says that such cells are equal; but whoever sees
it in one place supposes it in the next, so one is not shown where the other is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from orchestration.reporting.disclosure.cells import Sum

WHAT = ("column", "measure", "unit", "place", "group_kind", "group_code")


def told(
    frame: pl.DataFrame, keys: Sequence[str], count: str, *, column: str, measure: str | pl.Expr | None = None
) -> pl.DataFrame:
    """The cells of one column: what each nearly says, its count and its key. ``measure``: the word it is known by,
    where the frame has no column of that name."""
    words = pl.col("measure") if measure is None else pl.lit(measure) if isinstance(measure, str) else measure
    return frame.select(
        pl.lit(column).alias("column"),
        words.alias("measure"),
        *(pl.col(name) for name in WHAT[2:]),
        pl.col(count).cast(pl.Int64).alias("count"),
        pl.Series("key", keys, dtype=pl.String),
    )


def same(cells: Sequence[pl.DataFrame]) -> Iterator[Sum]:
    """A sum for each pair of cells that say the same and count the same; of those that count none there is nothing to
    protect."""
    every = pl.concat(cells).filter(pl.col("count") > 0).unique(maintain_order=True)
    alike = every.group_by([*WHAT, "count"], maintain_order=True).agg(pl.col("key").unique(maintain_order=True))
    for first, *others in alike["key"].to_list():
        yield from (Sum(first, (key,)) for key in others)
