"""Columns of a release's tables that are equal everywhere, and whether the system of cells knows it.

What belongs here: finding them in true counts, and asking. What does not: which may be so by chance (the test). Columns
are compared over all places, or over all groups of a trait; the dead are added to the living of the same column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse.linalg import lsmr

from orchestration.reporting.disclosure.cells import Cells, Floats
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.tables import COUNTS, cell_keys

Column = tuple[str, ...]
"""Table, column, and all that tells its rows apart but place and group."""
Points = Mapping[tuple[str, str], tuple[int, str]]
"""By place and group: the count, and its cell."""
WHERE = ("figure_id", "place", "group_code", "ledger_event", "scenario_name", "remedies", "comes_from", "days_until",
         "name", "definition", "numerator_is", "denominator_is", "does_not_mean", "sentence", "sentence_form",
         "with_day", "oldest_days")  # fmt: skip
AT_LEAST = 4
"""In fewer points, and of fewer values, columns are equal by chance."""


def columns_of(counts: Mapping[str, pl.DataFrame], kind: str) -> dict[Column, Points]:
    """Every column over the groups of ``kind``; over places where it is ``all``. Headlines of the state and of its
    counties stand in two tables and are one column."""
    found: dict[Column, dict[tuple[str, str], tuple[int, str]]] = defaultdict(dict)
    for name, columns in COUNTS.items():
        frame = counts[name].filter(pl.col("group_kind") == kind)
        told = [
            one
            for one, dtype in frame.schema.items()
            if one not in (*WHERE, *columns) and not one.endswith(LIVING) and dtype in (pl.String, pl.Int64)
        ]
        table = "levels" if name == "levels_by_group" else name
        for column, keys in cell_keys(name, frame).items():
            for row, key in zip(frame.iter_rows(named=True), keys, strict=True):
                at = (row["place"], row.get("group_code", "all"))
                what = (table, column, *(f"{one}={row[one]}" for one in sorted(told)))
                found[what][at] = (row[column] or 0, key)
    return dict(found)


def moved(cells: Cells) -> Floats:
    """A change of all cells at once that breaks no sum and moves no zero that is shown: what has to be equal moves by
    the same, and nothing else does."""
    free = np.flatnonzero(~(cells.is_shown & (cells.values == 0)))
    sums = cells.equal[:, free].tocsr()
    drawn = np.random.default_rng(1).normal(size=len(free))
    apart = lsmr(sums, sums @ drawn, atol=1e-12, btol=1e-12, maxiter=5_000)[0]
    found = np.zeros(len(cells.keys))
    found[free] = drawn - apart
    return found


def equal_and_not_tied(
    counts: Mapping[str, pl.DataFrame], cells: Cells, move: Floats, kind: str
) -> Iterator[tuple[Column, ...]]:
    """Columns that are equal at every point, and such as are the living and the dead of another together, where
    ``cells`` does not say so."""
    columns = columns_of(counts, kind)
    points = sorted({point for its in columns.values() for point in its})
    values, moves = {}, {}
    for what, its in columns.items():
        values[what] = np.array([its.get(point, (0, ""))[0] for point in points])
        moves[what] = np.array([move[cells.place_of[its[point][1]]] if point in its else 0.0 for point in points])
    alike: dict[Any, list[Column]] = defaultdict(list)
    for what, its in values.items():
        alike[tuple(its)].append(what)
    for counted, (first, *others) in alike.items():
        # (People are as many as their convictions until somebody has two: that is by chance.)
        if is_much(np.array(counted)):
            yield from (
                (one, other)
                for at, one in enumerate([first, *others])
                for other in others[at:]
                if ("unit=people" in one) == ("unit=people" in other) and is_apart(moves[one] - moves[other])
            )
    for what, its in values.items():
        dead = tuple(word.replace("vital_status=living", "vital_status=deceased") for word in what)
        if dead != what and dead in values and values[dead].any() and is_much(its):
            for whole in alike.get(tuple(its + values[dead]), []):
                if is_apart(moves[whole] - moves[what] - moves[dead]):
                    yield whole, what, dead


def is_much(counts: Floats) -> bool:
    """Whether it can hardly be by chance that another column counts the same."""
    return int((counts > 0).sum()) >= AT_LEAST and len(set(counts.tolist())) >= AT_LEAST


def is_apart(difference: Floats) -> bool:
    """Whether the two moved differently."""
    return bool(np.abs(difference).max() > 1e-5)
