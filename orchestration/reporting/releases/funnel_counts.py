"""The funnel in a release: every step of every way of relief, statewide and by county, as cells of the one system.

What belongs here: reading it from the files of ``lookback figures``, its cells, what ties it to the outcomes, and which
days stand beside it. What does not: counting (``funnel``), the cell rules (``disclosure``). A step is nearly an outcome
of a remedy: what the outcomes hold beyond it is a count as well, though nobody shows it, and is protected with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.metrics.funnel_steps import CONVICTED, OF_OUTCOME, goes_to
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.vital_status import ALIVE, BEYOND, living_apart

NAME = "funnel"
COUNTS: Mapping[str, tuple[str, ...]] = {NAME: ("count",)}
DAYS = ("with_day", "median_days", "oldest_days")
BETWEEN = " and "
STATEWIDE = "STATEWIDE"

_KEPT = {
    "relief_by": pl.String, "remedies": pl.String, "place": pl.String, "step": pl.String, "comes_from": pl.String,
    "count": pl.Int64, "with_day": pl.Int64, "median_days": pl.Float64, "oldest_days": pl.Int64,
    "days_until": pl.String, "ledger_event": pl.Int64,
}  # fmt: skip
_DIMENSIONS = ("relief_by", "place", "step")
_SHOWN, _WHOLE, _REST = "funnel/convictions", "funnel/determinations", "funnel/rest"
_STEP_OF = {outcome: step for outcome, step in OF_OUTCOME.items() if not goes_to(step)}

Frames = Mapping[str, pl.DataFrame]


def read_funnel(folder: Path | None) -> Frames:
    """The funnel of the run from the folder of its figures. Restricted."""
    read = counted_files.table(folder, counted_files.FUNNEL, _KEPT)
    living = counted_files.of_the_living(folder, NAME).rename(
        {"law": "relief_by", "column": "step", "states": f"states{LIVING}"}
    )
    both = read.join(living, on=_DIMENSIONS, how="left", maintain_order="left")
    return {NAME: _named(both.with_columns(pl.col(f"count{LIVING}").fill_null(0)))}


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    ids = pl.concat_str([pl.lit(NAME), *(pl.col(name) for name in _DIMENSIONS)], separator="/")
    return frame.select(
        ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"),
        pl.all(),
        pl.lit("all").alias("group_kind"),
        pl.lit("convictions").alias("unit"),
    ).sort("figure_id")


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    place = pl.when(pl.col("place") == STATEWIDE).then(pl.lit(TOTAL)).otherwise(pl.col("place"))
    return frame.with_columns(place.alias("place"))


def funnel_keys(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count, row by row."""
    return {"count": keys_of(_placed(frame), _DIMENSIONS, _SHOWN)}


def funnel_tables(
    frame: pl.DataFrame, outcomes: pl.DataFrame, outcome_keys: list[str]
) -> tuple[list[CountTable], list[Sum]]:
    """The cells and what ties them: steps to the step before, counties to the state, steps to outcomes. ``outcomes``:
    the rows of that table, with the names of their cells."""
    if not frame.height:
        return [], []
    placed = _placed(frame).with_columns(pl.Series("key", funnel_keys(frame)["count"]))
    shown = CountTable(placed, _DIMENSIONS, {"count": _SHOWN}, partitions=frozenset({"place"}))
    beside = _beside(placed, outcomes.with_columns(pl.Series("key", outcome_keys)))
    hidden = CountTable(beside, _DIMENSIONS, {"whole": _WHOLE, "rest": _REST}, is_shown=False)
    apart, of_apart = living_apart(placed, _DIMENSIONS, {"count": _SHOWN}, frozenset({"place"}))
    steps = list(_steps(placed))
    split = [
        Sum(which + one.whole, tuple(which + part for part in one.parts)) for which in (ALIVE, BEYOND) for one in steps
    ]
    return [shown, hidden, *apart], [*steps, *split, *of_apart, *_determined(beside)]


def _steps(placed: pl.DataFrame) -> Iterator[Sum]:
    here = {(way, place, step): key for way, place, step, key in placed.select(*_DIMENSIONS, "key").iter_rows()}
    for (way, place, step), whole in here.items():
        if goes_to(step):
            yield Sum(whole, tuple(here[way, place, after] for after in goes_to(step)))


def _beside(placed: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Each last step beside what was determined so under any remedy of the way, of the living and the dead: the sum of
    these, and how many it has beyond the step. A conviction that stands there was determined so at least once."""
    whole = outcomes.filter(
        pl.col("unit") == "determinations", pl.col("group_kind") == "all", pl.col("outcome").is_in(list(_STEP_OF))
    )
    determined = whole.select(
        pl.when(pl.col("place") == STATEWIDE).then(pl.lit(TOTAL)).otherwise(pl.col("place")).alias("place"),
        pl.col("outcome").replace_strict(_STEP_OF, return_dtype=pl.String).alias("step"),
        pl.col("remedy_id").alias("remedy"),
        pl.col("count").alias("determined"),
        pl.col("key").alias("part"),
    )
    ways = placed.select(*_DIMENSIONS, "key", "count", pl.col("remedies").str.split(BETWEEN).alias("remedy"))
    both = ways.explode("remedy").join(
        determined, on=["place", "step", "remedy"], how="inner", maintain_order="left_right"
    )
    summed = both.group_by(*_DIMENSIONS, "key", "count", maintain_order=True).agg(
        pl.when(pl.col("determined").null_count() == 0).then(pl.col("determined").sum()).alias("whole"),
        pl.col("part").alias("parts"),
    )
    return summed.with_columns((pl.col("whole") - pl.col("count")).alias("rest"))


def _determined(beside: pl.DataFrame) -> Iterator[Sum]:
    wholes, rests = (keys_of(beside, _DIMENSIONS, counts) for counts in (_WHOLE, _REST))
    for whole, rest, key, parts in zip(wholes, rests, beside["key"], beside["parts"].to_list(), strict=True):
        yield Sum(whole, tuple(parts))
        yield Sum(whole, (key, rest))


def same_in_every_way(frame: pl.DataFrame) -> Iterator[Sum]:
    """Every way of relief begins with the same convictions, where no line of the ledger is told no more; and a step
    that is what was determined is so in these counts."""
    first = frame.filter(pl.col("step") == CONVICTED)
    by_place: dict[tuple[str, int], list[str]] = defaultdict(list)
    for place, count, key in zip(first["place"], first["count"], funnel_keys(first)["count"], strict=True):
        by_place[place, count].append(key)
    for keys in by_place.values():
        yield from (Sum(keys[0], (key,)) for key in keys[1:])


def same_as_determined(frame: pl.DataFrame, outcomes: pl.DataFrame, outcome_keys: list[str]) -> Iterator[Sum]:
    """Steps that are in these counts just what was determined: whoever sees it once supposes it everywhere."""
    if frame.height:
        placed = _placed(frame).with_columns(pl.Series("key", funnel_keys(frame)["count"]))
        beside = _beside(placed, outcomes.with_columns(pl.Series("key", outcome_keys))).filter(pl.col("rest") == 0)
        yield from (Sum(key, tuple(parts)) for key, parts in zip(beside["key"], beside["parts"].to_list(), strict=True))


def with_safe_days(shown: pl.DataFrame) -> pl.DataFrame:
    """The table after the cell rules, with days only beside a count that is shown: statewide where enough convictions
    have a day and those without are none or enough, in a county where all have one."""
    without = pl.col("count") - pl.col("with_day")
    is_enough = (pl.col("place") == STATEWIDE) & (without >= SMALLEST_SHOWN)
    may_be = pl.col("count").is_not_null() & (pl.col("with_day") >= SMALLEST_SHOWN) & ((without == 0) | is_enough)
    return shown.with_columns(pl.when(may_be).then(pl.col(name)).alias(name) for name in DAYS)
