"""Random tables of counts with all their totals, for tests of what may be published."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import polars as pl
from hypothesis import strategies as st

from orchestration.reporting.disclosure.cells import TOTAL, CountTable

FEW = st.one_of(st.integers(0, 14), st.integers(0, 14), st.integers(11, 80))
"""Counts about the edge of what may be shown, zeros among them."""


def with_totals(
    counts: Mapping[tuple[str, ...], int],
    dimensions: tuple[str, ...],
    named: str = "people",
    overlaps: frozenset[str] = frozenset(),
    **wholes: Mapping[tuple[str, ...], int],
) -> CountTable:
    """The table of ``counts`` with every total. Totals over a dimension in ``overlaps`` are given in ``wholes``."""
    rows: dict[tuple[str, ...], int] = {}
    for coordinates, count in counts.items():
        for summed in product([False, True], repeat=len(dimensions)):
            if any(is_summed and name in overlaps for is_summed, name in zip(summed, dimensions, strict=True)):
                continue
            key = tuple(TOTAL if one else value for one, value in zip(summed, coordinates, strict=True))
            rows[key] = rows.get(key, 0) + count
    for more in wholes.values():
        rows.update(more)
    frame = pl.DataFrame([(*key, count) for key, count in rows.items()], schema=[*dimensions, "count"], orient="row")
    return CountTable(frame, dimensions, {"count": named}, frozenset(dimensions) - overlaps, overlaps)


@st.composite
def cubes(draw: st.DrawFn, dimensions: int) -> dict[tuple[str, ...], int]:
    """Counts of a small cube of two to four values a side."""
    sides = [draw(st.integers(2, 4)) for _ in range(dimensions)]
    return {
        tuple(f"{'abc'[at]}{number}" for at, number in enumerate(place)): draw(FEW)
        for place in product(*(range(side) for side in sides))
    }


def collapsed(counts: Mapping[tuple[str, ...], int], keep: tuple[int, ...]) -> dict[tuple[str, ...], int]:
    """The counts by some of the dimensions."""
    found: dict[tuple[str, ...], int] = {}
    for key, count in counts.items():
        short = tuple(key[at] for at in keep)
        found[short] = found.get(short, 0) + count
    return found
