"""Counts as one system: every cell once, whichever tables show it, and the sums that tie cells together.

What belongs here: turning tables with totals into cells and relations. What does not: which cells are shown (``rule``,
``complementary``), what an attacker makes of them (``attack``).

A cell is known by what it counts and by the values of its dimensions other than totals. So a county's total is the same
cell in the table by race and in the table by sex, and across the tables of a release nothing has to be matched by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
TOTAL = "ALL"


@dataclass(frozen=True)
class CountTable:
    """Counts by dimensions, totals included.

    ``frame`` has the columns ``dimensions`` (text; ``TOTAL`` where it is summed over) and ``values``; null in it is
    a cell that is not known. The parts of a dimension in ``partitions`` add up to its total; of one in ``overlaps`` the
    total is at most their sum and at least each (people with a case in several counties). Other dimensions have no
    total. ``counts`` names what a value column counts. ``is_shown`` false: nobody ever sees these cells. ``too_deep``:
    how many of its dimensions more than other tables have are summed over, which makes its cells no broader.
    ``asked_for``: by dimension the value that people come for; its cells count as one dimension broader, so that others
    are withheld for company before them.
    """

    frame: pl.DataFrame
    dimensions: tuple[str, ...]
    values: Mapping[str, str]
    partitions: frozenset[str] = frozenset()
    overlaps: frozenset[str] = frozenset()
    is_shown: bool = True
    too_deep: int = 0
    asked_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sum:
    """``whole`` is the sum of ``parts``; with ``is_at_most`` it is at most that."""

    whole: str
    parts: tuple[str, ...]
    is_at_most: bool = False


@dataclass(frozen=True)
class Cells:
    """All cells of a release. Rows of ``equal`` times the values are 0 (a whole is 1, its parts are -1), rows of
    ``at_most`` times the values are 0 or less. ``values`` is NaN where a count is not known; ``is_shown`` is false for
    what nobody is shown; ``breadth`` is the number of dimensions that a cell is not broken down by."""

    keys: tuple[str, ...]
    values: Floats
    is_shown: Booleans
    breadth: NDArray[np.int64]
    equal: sparse.csr_matrix
    at_most: sparse.csr_matrix
    place_of: Mapping[str, int] = field(repr=False)


def key_of(counts: str, coordinates: Mapping[str, str]) -> str:
    """The name of a cell: what it counts, and where it lies, totals left out."""
    return "/".join([counts, *(f"{name}={value}" for name, value in coordinates.items() if value != TOTAL)])


def keys_of(frame: pl.DataFrame, dimensions: Sequence[str], counts: str) -> list[str]:
    """The names of the cells of one value column, row by row."""
    parts = [
        pl.when(pl.col(name) == TOTAL).then(pl.lit("")).otherwise(pl.lit(f"/{name}=") + pl.col(name))
        for name in dimensions
    ]
    return frame.select(pl.concat_str([pl.lit(counts), *parts])).to_series().to_list()


def assemble(tables: Sequence[CountTable], sums: Sequence[Sum] = ()) -> Cells:
    """One system of all cells of ``tables``. Raises ``ValueError`` where two tables give a cell two values."""
    place: dict[str, int] = {}
    values: list[float] = []
    shown: list[bool] = []
    breadth: list[int] = []
    found: list[Sum] = []
    for table in tables:
        width = table.frame.select(
            pl.sum_horizontal(
                pl.lit(-table.too_deep),
                *((pl.col(name) == TOTAL).cast(pl.Int64) for name in table.dimensions),
                *((pl.col(name) == value).cast(pl.Int64) for name, value in table.asked_for.items()),
            )
        ).to_series()
        for column, counts in table.values.items():
            keys = keys_of(table.frame, table.dimensions, counts)
            numbers = table.frame[column].cast(pl.Float64).fill_null(float("nan")).to_list()
            for key, number, free in zip(keys, numbers, width.to_list(), strict=True):
                _put(key, number, table.is_shown, free, place, values, shown, breadth)
            found += _margins(table, keys)
    for one in [*found, *sums]:
        for key in (one.whole, *one.parts):
            if key not in place:
                raise ValueError(f"a sum names a cell that no table has: {key}")
    return Cells(
        keys=tuple(place),
        values=np.array(values, dtype=float),
        is_shown=np.array(shown, dtype=bool),
        breadth=np.array(breadth, dtype=np.int64),
        equal=_matrix([one for one in [*found, *sums] if not one.is_at_most], place),
        at_most=_matrix([one for one in [*found, *sums] if one.is_at_most], place),
        place_of=place,
    )


def _put(
    key: str,
    number: float,
    is_shown: bool,
    free: int,
    place: dict[str, int],
    values: list[float],
    shown: list[bool],
    breadth: list[int],
) -> None:
    at = place.setdefault(key, len(values))
    if at == len(values):
        values.append(number)
        shown.append(is_shown)
        breadth.append(free)
        return
    shown[at] = shown[at] or is_shown
    if np.isnan(values[at]):
        values[at] = number  # what one table withholds, another shows
    elif not np.isnan(number) and values[at] != number:
        raise ValueError(f"two tables give different counts of one cell: {key}")


def _margins(table: CountTable, keys: Sequence[str]) -> list[Sum]:
    """Along each dimension that has a total: the total and its parts, all other dimensions fixed."""
    frame = table.frame.select(table.dimensions).with_columns(pl.Series("key", keys))
    sums: list[Sum] = []
    for name in table.dimensions:
        if name not in table.partitions | table.overlaps:
            continue
        others = [other for other in table.dimensions if other != name]
        lines = frame.with_columns((pl.col(name) == TOTAL).alias("is_whole"))
        parts = (
            lines.filter(~pl.col("is_whole")).group_by(others, maintain_order=True).agg(pl.col("key").alias("parts"))
        )
        wholes = lines.filter(pl.col("is_whole")).select(*others, "key")
        # (A frame without further dimensions has one line.)
        joined = wholes.join(parts, on=others, how="inner") if others else wholes.join(parts, how="cross")
        for whole, of_whole in joined.select("key", "parts").iter_rows():
            if name in table.partitions:
                sums.append(Sum(whole, tuple(of_whole)))
            else:
                sums.append(Sum(whole, tuple(of_whole), is_at_most=True))
                sums += [Sum(part, (whole,), is_at_most=True) for part in of_whole]
    return sums


def _matrix(sums: Sequence[Sum], place: Mapping[str, int]) -> sparse.csr_matrix:
    distinct = list(dict.fromkeys(sums))
    rows = [number for number, one in enumerate(distinct) for _ in range(1 + len(one.parts))]
    columns = [place[key] for one in distinct for key in (one.whole, *one.parts)]
    numbers = [sign for one in distinct for sign in (1.0, *(-1.0 for _ in one.parts))]
    return sparse.csr_matrix((numbers, (rows, columns)), shape=(len(distinct), len(place)))
