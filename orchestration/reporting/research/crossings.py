"""Which counts of an answer are withheld, where whoever reads it knows every total from elsewhere.

What belongs here: the cells of an answer and the sums that tie them. What does not: reading an answer (``asked``), the
cell rules themselves (``disclosure``). A release tells groups one at a time, so totals of a crossing are known: none of
them is ever chosen to hide a cell behind. Totals that are small, and those that hide these, no release tells.

What a reader does not see is what is small, what hides it, and what there is none of: combinations of which every count
is withheld are left out, and so are those that do not occur. They are told apart by nothing, so each of them may be 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

import numpy as np
import polars as pl

from orchestration.reporting.disclosure.attack import known_from
from orchestration.reporting.disclosure.before import Before
from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, assemble, keys_of
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN, is_small

MOST_COMBINATIONS = 50_000
"""Beyond so many, combinations that do not occur are taken as known not to: more is withheld, or nothing is told."""


def withheld(texts: pl.DataFrame, groups: Sequence[str], counts: Sequence[str]) -> Mapping[str, pl.Series]:
    """Of each count the rows of ``texts`` in which it is withheld. Raises ``CannotProtect`` where the totals alone
    would tell of a few people."""
    if not groups or not texts.height:
        return {name: pl.Series(is_small(texts[name].to_numpy())) for name in counts}
    return {name: _withheld(texts, list(groups), name, [other for other in counts if other != name]) for name in counts}


def _withheld(texts: pl.DataFrame, groups: list[str], name: str, others: list[str]) -> pl.Series:
    every = _every_combination(texts, groups, name, others)
    full = with_totals(every, groups, name)
    of_totals = pl.any_horizontal(pl.col(group) == TOTAL for group in groups)
    totals = full.filter(of_totals)
    is_seen = pl.col("is_seen") & (pl.col(name).eq(0) | pl.col("is_beside_another")) | (pl.col(name) >= SMALLEST_SHOWN)
    seen, unseen = every.filter(is_seen), every.filter(~is_seen)
    dimensions, what = tuple(groups), {name: name}
    tables = [
        CountTable(seen, dimensions, what),
        CountTable(unseen, dimensions, what, is_shown=False),
        CountTable(totals, dimensions, what),
    ]
    cells = assemble(tables, _sums(every, totals, groups, name))
    known = assemble([CountTable(totals, dimensions, what)], _sums(totals, totals, groups, name))
    of_release = protect(known).is_withheld
    found = protect(cells, Before(known_from(known, of_release), 0.0, frozenset(), known.values))
    small = is_small(texts[name].to_numpy())
    keys = keys_of(texts, groups, name)
    return pl.Series(small | np.array([found.is_key_withheld(key) for key in keys]), dtype=pl.Boolean)


def _every_combination(texts: pl.DataFrame, groups: list[str], name: str, others: list[str]) -> pl.DataFrame:
    """The rows, and those that do not occur; whether a row occurs, and whether another count of it is shown."""
    beside = pl.any_horizontal(
        pl.lit(False), *((pl.col(other) == 0) | (pl.col(other) >= SMALLEST_SHOWN) for other in others)
    )
    rows = texts.select(*groups, name, pl.lit(True).alias("is_seen"), beside.alias("is_beside_another"))
    values = [texts[group].unique().sort() for group in groups]
    if prod(map(len, values)) > MOST_COMBINATIONS:
        return rows
    grid = pl.DataFrame(list(product(*values)), schema=dict.fromkeys(groups, pl.String), orient="row")
    return grid.join(rows, on=groups, how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0), pl.col("is_seen", "is_beside_another").fill_null(False)
    )


def with_totals(texts: pl.DataFrame, groups: Sequence[str], name: str) -> pl.DataFrame:
    """The counts with a total along every group and every set of groups."""
    frame = texts.select(*groups, name)
    for group in groups:
        others = [other for other in groups if other != group]
        summed = frame.group_by(others).agg(pl.col(name).sum()) if others else frame.select(pl.col(name).sum())
        frame = pl.concat([frame, summed.with_columns(pl.lit(TOTAL).alias(group)).select(frame.columns)])
    return frame.sort(groups)


def _sums(parts: pl.DataFrame, totals: pl.DataFrame, groups: list[str], name: str) -> list[Sum]:
    """Every total along one group as the sum of its ``parts`` (rows, or totals along other groups)."""
    both = pl.concat([parts.select(*groups, name), totals.select(*groups, name)]).unique(groups, maintain_order=True)
    keyed = both.with_columns(pl.Series("key", keys_of(both, groups, name)))
    whole = dict(zip(totals.select(groups).iter_rows(), keys_of(totals, groups, name), strict=True))
    found = []
    for at, group in enumerate(groups):
        others = [other for other in groups if other != group]
        of_parts = keyed.filter(pl.col(group) != TOTAL)
        grouped = of_parts.group_by(others, maintain_order=True) if others else [((), of_parts)]
        for where, rows in grouped:
            total = (*where[:at], TOTAL, *where[at:])
            if total in whole and rows.height:
                found.append(Sum(whole[total], tuple(rows["key"].to_list())))
    return found
