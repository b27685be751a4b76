"""Figures of policies that are, in the counts of a release, what other figures, the outcomes or the funnel say.

What belongs here: which cells stand beside a figure by what both count, in every place and trait. What does not: sums
that hold whatever the counts (``tables``), ties of the funnel with headlines and outcomes (``same_with_the_dead``).
A row that is not there counts none, and whoever reads the files knows it: so what holds the dead is tied to the living
alone where nobody dead is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from orchestration.reporting.disclosure.cells import CountTable, Sum, keys_of
from orchestration.reporting.releases import funnel_counts
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.vital_status import ALIVE, BEYOND, whole_of

OF_THE_RUN = "county_choices"
"""The policy that a run proposes lines by: what the funnel counts on the way of the court is so under it."""
BY_THE_COURT = "court_order"
UNDECIDED, UNDECIDED_STEPS = ("review", "undeterminable"), ("review", "missing_fact")
_UNDECIDED = "funnel/undecided"
_STEPS: Mapping[str, str] = {"in_scope": "denominator", "eligible": "count"}
"""Steps of the funnel and the column of some relief that counts the same."""
_DISMISSED = ("dismiss_and_seal", "dismiss")
_PLACE = ("place", "group_kind", "group_code")
_DIMENSIONS = ("relief_by", "place", "step")

Cell = tuple[str, int]
"""A cell and its count."""
Keys = Mapping[str, Sequence[str]]


def undecided_tables(funnel: pl.DataFrame) -> tuple[list[CountTable], list[Sum]]:
    """Who waits for review or for a fact, together: a cell that nobody is shown, of all, the living, and beyond."""
    waits = _waits(funnel)
    if not waits.height:
        return [], []
    tables, sums = [], []
    for which, column in _WHICH:
        key = which + _UNDECIDED
        tables.append(CountTable(waits, _DIMENSIONS, {column: key}, is_shown=False))
        for whole, parts in zip(keys_of(waits, _DIMENSIONS, key), waits["keys"].to_list(), strict=True):
            sums.append(Sum(whole, tuple(which + part for part in parts)))
    return tables, sums


_WHICH = (("", "count"), (ALIVE, "alive"), (BEYOND, "beyond"))


def _waits(funnel: pl.DataFrame) -> pl.DataFrame:
    alive = pl.col(f"count{LIVING}") if f"count{LIVING}" in funnel.columns else pl.lit(None, pl.Int64)
    keyed = funnel.with_columns(
        pl.Series("keys", funnel_counts.funnel_keys(funnel)["count"], dtype=pl.String),
        alive.alias("alive"),
        (pl.col("count") - alive).alias("beyond"),
        pl.lit("undecided").alias("steps"),
    ).filter(pl.col("relief_by") == BY_THE_COURT, pl.col("step").is_in(list(UNDECIDED_STEPS)))
    known = [pl.when(pl.col(one).null_count() == 0).then(pl.col(one).sum()).alias(one) for _, one in _WHICH]
    return keyed.group_by("relief_by", "place", pl.col("steps").alias("step"), maintain_order=True).agg(*known, "keys")


def same_as_figures(
    figures: pl.DataFrame, keys: Keys, outcomes: pl.DataFrame, outcome_keys: Sequence[str], funnel: pl.DataFrame
) -> Iterator[Sum]:
    """Every such tie of these counts. ``keys``: the cells of the columns of ``figures``."""
    keyed = figures.with_columns(pl.Series(f"{name}_key", its, dtype=pl.String) for name, its in keys.items())
    yield from _of_policies(keyed)
    yield from _of_reliefs(keyed)
    yield from _undecided(keyed, outcomes.with_columns(pl.Series("key", outcome_keys, dtype=pl.String)))
    yield from _in_the_funnel(keyed, funnel)


def _of_policies(figures: pl.DataFrame) -> Iterator[Sum]:
    """The same measure under two policies: what the statute gives it gives under each, and most have one scope."""
    for column, measure in (("count", "measure"), ("not_known", "measure"), ("denominator", "denominator_name")):
        alike = figures.filter(pl.col(column) > 0).group_by(
            ["unit", "vital_status", *_PLACE, measure, column], maintain_order=True
        )
        for first, *others in alike.agg(pl.col(f"{column}_key").unique(maintain_order=True))[f"{column}_key"].to_list():
            yield from (Sum(first, (key,)) for key in others)


def _of_reliefs(figures: pl.DataFrame) -> Iterator[Sum]:
    """A conviction that was dismissed is none any more; and of what is undecided no relief is known."""
    where = ["unit", "scenario", "vital_status", *_PLACE]
    convictions = figures.filter(pl.col("unit") == "convictions")
    for _, rows in convictions.group_by(where, maintain_order=True):
        of = {measure: (key, count) for measure, key, count in rows.select("measure", "count_key", "count").iter_rows()}
        if "no_conviction" in of:
            yield from whole_of(*of["no_conviction"], [of[name] for name in _DISMISSED if name in of])
    undecided = figures.filter(pl.col("denominator_name") == "in_scope", pl.col("not_known") > 0)
    alike = undecided.group_by([*where, "not_known"], maintain_order=True).agg(pl.col("not_known_key"))
    for first, *others in alike["not_known_key"].to_list():
        yield from (Sum(first, (key,)) for key in others)


def _undecided(figures: pl.DataFrame, outcomes: pl.DataFrame) -> Iterator[Sum]:
    """Of whom relief is not known, one law says neither yes nor no."""
    found: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    waits = outcomes.filter(pl.col("outcome").is_in(list(UNDECIDED)))
    units = pl.col("unit").replace("determinations", "convictions")
    for law, unit, vital, *place, key, count in waits.select(
        "remedy_id", units, "vital_status", *_PLACE, "key", "count"
    ).iter_rows():
        found[law, unit, vital, *place].append((key, count))
    laws = list(dict.fromkeys(law for law, *_ in found))
    some = figures.filter(pl.col("measure") == "some_relief")
    for key, count, *where in some.select("not_known_key", "not_known", "unit", "vital_status", *_PLACE).iter_rows():
        for law in laws:
            yield from whole_of(key, count, found.get((law, *where), []))


def _in_the_funnel(figures: pl.DataFrame, funnel: pl.DataFrame) -> Iterator[Sum]:
    """What the policy of the run does to convictions is where they stand, of the living and the dead together, and of
    the living where the funnel holds more (lines that no delivery tells any more)."""
    its = figures.filter(
        pl.col("scenario") == OF_THE_RUN,
        pl.col("unit") == "convictions",
        pl.col("measure") == "some_relief",
        pl.col("group_kind") == "all",
    )
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in its.iter_rows(named=True):
        rows[row["place"]].append(row)
    steps = funnel.with_columns(pl.Series("key", funnel_counts.funnel_keys(funnel)["count"], dtype=pl.String)).filter(
        pl.col("relief_by") == BY_THE_COURT, pl.col("step").is_in(list(_STEPS))
    )
    beside = [
        (row["place"], _STEPS[row["step"]], row["key"], row["count"], row[f"count{LIVING}"])
        for row in steps.iter_rows(named=True)
    ]
    waits = _waits(funnel)
    wait_keys = keys_of(waits, _DIMENSIONS, _UNDECIDED)
    beside += [
        (row["place"], "not_known", key, row["count"], row["alive"])
        for row, key in zip(waits.iter_rows(named=True), wait_keys, strict=True)
    ]
    for place, column, key, count, alive in beside:
        cells = [(row["vital_status"], str(row[f"{column}_key"]), row[column]) for row in rows.get(place, [])]
        yield from whole_of(key, count, [(one, number) for _, one, number in cells])
        if alive is not None:
            for which, number, is_living in ((ALIVE, alive, True), (BEYOND, count - alive, False)):
                of_them = [(one, told) for vital, one, told in cells if (vital == "living") == is_living]
                yield from whole_of(which + key, number, of_them)
