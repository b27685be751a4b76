"""The calendar in a release: of the living, what waits for time alone, by the year and month it falls due.

What belongs here: reading it, its cells and ties. What does not: counting (``levels``), the cell rules
(``disclosure``). Determinations add up to the outcome ``not_yet``: the same cell. People stand at the first day of any
of theirs in the place, so their years add up there, and a county's years need not be those of the state. Months are
told of the year of the as-of date and the next; later ones would be many cells of few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.headlines import PEOPLE

NAME = "eligible_later"
COUNTS: Mapping[str, tuple[str, ...]] = {NAME: ("count",)}
STATEWIDE = "STATEWIDE"
_READ = {
    "remedy_id": pl.String, "place": pl.String, "unit": pl.String, "eligible_year": pl.String,
    "eligible_month": pl.String, "count": pl.Int64,
}  # fmt: skip
_WHAT = ("remedy_id", "place", "unit", "eligible_year", "eligible_month")
_DIMENSIONS = ("remedy_id", "vital_status", "place", "outcome", "eligible_year", "eligible_month")
_PREFIX = {"determinations": "outcomes/determinations", PEOPLE: "calendar/people"}

Frames = Mapping[str, pl.DataFrame]


def read_calendar(folder: Path | None) -> Frames:
    """Every year, and the months of the year of the as-of date and of the next."""
    read = counted_files.table(folder, counted_files.ELIGIBLE_LATER, _READ)
    by_year = _summed(read, "remedy_id", "place", "unit", "eligible_year")
    near = counted_files.this_year_and_next(folder)
    months = read.filter(pl.col("eligible_year").is_in(near))
    every = pl.concat([by_year, _summed(read, "remedy_id", "place", "unit"), months.select(by_year.columns)])
    ids = pl.concat_str([pl.lit(NAME), *(pl.col(name) for name in _WHAT)], separator="/")
    return {
        NAME: every.with_columns(
            ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"), pl.lit("all").alias("group_kind")
        )
        .select("figure_id", *_WHAT, "group_kind", "count")
        .sort("figure_id")
    }


def _summed(read: pl.DataFrame, *by: str) -> pl.DataFrame:
    rest = [pl.lit(TOTAL).alias(name) for name in ("eligible_year", "eligible_month") if name not in by]
    summed = read.group_by(by, maintain_order=True).agg(pl.col("count").sum()).with_columns(rest)
    return summed.select(list(_READ))


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    place = pl.when(pl.col("place") == STATEWIDE).then(pl.lit(TOTAL)).otherwise(pl.col("place")).alias("place")
    return frame.with_columns(place, pl.lit("living").alias("vital_status"), pl.lit("not_yet").alias("outcome"))


def calendar_keys(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count, row by row."""
    keys = keys_of(_named(frame), _DIMENSIONS, "")
    return {"count": [f"{_PREFIX[unit]}{key}" for unit, key in zip(frame["unit"], keys, strict=True)]}


def calendar_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells and what ties them: months to years, years to the whole, counties to the state, people to those whose
    best outcome it is."""
    frame = frames[NAME]
    if not frame.height:
        return [], []
    named = _named(frame)
    within = frozenset({"eligible_year"})
    of_people = pl.col("unit") == PEOPLE
    tables = [
        CountTable(named.filter(~of_people), _DIMENSIONS, {"count": _PREFIX["determinations"]}, within | {"place"}),
        CountTable(named.filter(of_people), _DIMENSIONS, {"count": _PREFIX[PEOPLE]}, within),
    ]
    return _years_alone(tables), [*_months(frame), *_best(frames), *_places(frame)]


def _years_alone(tables: list[CountTable]) -> list[CountTable]:
    """Rows of years and of months apart: a month is of one year, and years are summed over as they are."""
    is_month = pl.col("eligible_month") != TOTAL
    of_months = [
        CountTable(one.frame.filter(is_month), one.dimensions, one.values, one.partitions - {"eligible_year"})
        for one in tables
    ]
    of_years = [CountTable(one.frame.filter(~is_month), one.dimensions, one.values, one.partitions) for one in tables]
    return [*of_years, *of_months]


def _months(frame: pl.DataFrame) -> Iterator[Sum]:
    keyed = frame.with_columns(pl.Series("key", calendar_keys(frame)["count"]))
    by = ["remedy_id", "place", "unit", "eligible_year"]
    years = keyed.filter(pl.col("eligible_month") == TOTAL).select(*by, pl.col("key").alias("whole"))
    months = keyed.filter(pl.col("eligible_month") != TOTAL).group_by(by, maintain_order=True).agg("key")
    for whole, parts in (
        years.join(months, on=by, how="inner", maintain_order="left").select("whole", "key").iter_rows()
    ):
        yield Sum(whole, tuple(parts))


def _best(frames: Frames) -> Iterator[Sum]:
    """Whose best outcome is that only time is missing waits for time alone."""
    mine = frames[NAME].filter(pl.col("unit") == PEOPLE, pl.col("eligible_year") == TOTAL)
    best = frames["outcomes"].filter(
        pl.col("unit") == PEOPLE, pl.col("outcome") == "not_yet", pl.col("vital_status") == "living",
        pl.col("group_kind") == "all",
    )  # fmt: skip
    keys = keys_of(_named(best), _DIMENSIONS[:4], "outcomes/people")
    theirs = dict(zip(best.select("remedy_id", "place").iter_rows(), keys, strict=True))
    for what, key in zip(mine.select("remedy_id", "place").iter_rows(), calendar_keys(mine)["count"], strict=True):
        if what in theirs:
            yield Sum(theirs[what], (key,), is_at_most=True)


def _places(frame: pl.DataFrame) -> Iterator[Sum]:
    """Whoever waits in the state waits in a county: each first there or later, so that only the whole is at most the
    sum, and a year too, for somebody's first day is the first of a county."""
    people = frame.filter(pl.col("unit") == PEOPLE)
    keyed = people.with_columns(pl.Series("key", calendar_keys(people)["count"]))
    for (_, year, month), rows in keyed.group_by(["remedy_id", "eligible_year", "eligible_month"], maintain_order=True):
        wholes = rows.filter(pl.col("place") == STATEWIDE)["key"].to_list()
        parts = rows.filter(pl.col("place") != STATEWIDE)["key"].to_list()
        for whole in wholes:
            if parts:
                yield Sum(whole, tuple(parts), is_at_most=True)
            if (year, month) == (TOTAL, TOTAL):
                yield from (Sum(part, (whole,), is_at_most=True) for part in parts)
