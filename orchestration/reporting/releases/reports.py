"""The reports the law asks for in a release: relief granted and prohibited by county and year; how far counties are.

What belongs here: reading them, their cells and ties. What does not: counting and tying to the ledger (``levels``), the
cell rules (``disclosure``). Lines of the ledger are nearly convictions, and where they are equal they are tied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.counted_files import LIVING
from orchestration.reporting.releases.vital_status import ALIVE, BEYOND, living_apart

BY_YEAR, PROGRESS = "relief_by_year", "relief_progress"
PARTS = ("processed", "challenged", "outstanding", "not_pursued", "not_in_the_ledger")
COUNTS: Mapping[str, tuple[str, ...]] = {
    BY_YEAR: ("count",),
    PROGRESS: (*PARTS, "identified", "ever_challenged"),
}
STATEWIDE = "STATEWIDE"
ASKED_FOR = -3
"""The law asks for these tables: where something has to be withheld for company, it is rather another table's."""
_SPLIT = (*PARTS, "identified")
"""Columns that are told apart by whether the people live: headlines are of the living, so the rest is a count too."""
_YEAR = {
    "law": pl.String, "county": pl.String, "year": pl.String, "granted": pl.Int64, "prohibited": pl.Int64,
}  # fmt: skip
_PROGRESS = {"law": pl.String, "county": pl.String, **dict.fromkeys(COUNTS[PROGRESS], pl.Int64)}
_DIMENSIONS = {BY_YEAR: ("law", "place", "answer", "year"), PROGRESS: ("law", "place")}

Frames = Mapping[str, pl.DataFrame]


def read_reports(folder: Path | None) -> Frames:
    """Both reports; the first with what all counties and all years add up to."""
    read = counted_files.table(folder, counted_files.BY_YEAR, _YEAR).rename({"county": "place"})
    # Of a law of which no delivery tells what was prohibited there is no row that says so.
    answers = read.unpivot(
        on=["granted", "prohibited"], index=["law", "place", "year"], variable_name="answer", value_name="count"
    ).drop_nulls("count")
    by_year = answers.with_columns(pl.col("answer").cast(pl.String))
    for name in ("place", "year"):
        others = [other for other in _DIMENSIONS[BY_YEAR] if other != name]
        whole = by_year.group_by(others, maintain_order=True).agg(pl.col("count").sum())
        by_year = pl.concat([by_year, whole.with_columns(pl.lit(TOTAL).alias(name)).select(by_year.columns)])
    by_year = by_year.with_columns(pl.col("place").replace(TOTAL, STATEWIDE))
    living = counted_files.of_the_living(folder, BY_YEAR).select(
        "law", "place", pl.lit("granted").alias("answer"), pl.col("column").alias("year"), f"count{LIVING}"
    )
    by_year = by_year.join(living, on=["law", "place", "answer", "year"], how="left", maintain_order="left")
    ways = [
        counted_files.table(folder, name, _PROGRESS).select(pl.lit(way).alias("relief_by"), pl.all())
        for way, name in counted_files.PROGRESS.items()
    ]
    progress = pl.concat(ways).with_columns(pl.col("county").replace(TOTAL, STATEWIDE).alias("place")).drop("county")
    progress = _with_living(progress, counted_files.of_the_living(folder, PROGRESS))
    return {
        BY_YEAR: _with_ids(BY_YEAR, by_year, _DIMENSIONS[BY_YEAR]).select(
            "figure_id",
            "law",
            "place",
            "group_kind",
            "unit",
            "answer",
            "year",
            "count",
            pl.col(f"count{LIVING}").fill_null(0),
        ),
        PROGRESS: _with_ids(PROGRESS, progress, ("law", "place")).select(
            "figure_id",
            "relief_by",
            "law",
            "place",
            "group_kind",
            "unit",
            *COUNTS[PROGRESS],
            *(f"{column}{LIVING}" for column in _SPLIT),
        ),
    }


def _with_living(progress: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """The columns of the living beside those of all."""
    for column in _SPLIT:
        its = living.filter(pl.col("column") == column).select(
            "law", "place", pl.col(f"count{LIVING}").alias(f"{column}{LIVING}")
        )
        progress = progress.join(its, on=["law", "place"], how="left", maintain_order="left").with_columns(
            pl.col(f"{column}{LIVING}").fill_null(0)
        )
    return progress


def _with_ids(name: str, frame: pl.DataFrame, what: Sequence[str]) -> pl.DataFrame:
    ids = pl.concat_str([pl.lit(name), *(pl.col(word) for word in what)], separator="/")
    return frame.with_columns(
        ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"),
        pl.lit("all").alias("group_kind"),
        pl.lit("lines").alias("unit"),
    ).sort("figure_id")


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("place").replace(STATEWIDE, TOTAL))


def report_keys(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count, row by row."""
    named = _named(frame)
    return {column: keys_of(named, _DIMENSIONS[name], f"{name}/{column}") for column in COUNTS[name]}


def report_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells and what ties them: counties and years to the whole, how far lines are to all of them."""
    tables: list[CountTable] = []
    sums: list[Sum] = []
    if frames[BY_YEAR].height:
        by_year, adds_up = _named(frames[BY_YEAR]), frozenset({"place", "year"})
        values = {"count": f"{BY_YEAR}/count"}
        tables.append(CountTable(by_year, _DIMENSIONS[BY_YEAR], values, adds_up, too_deep=ASKED_FOR))
        granted = frames[BY_YEAR].filter(pl.col("answer") == "granted")
        more, apart = living_apart(
            _named(granted), _DIMENSIONS[BY_YEAR], {"count": f"{BY_YEAR}/count"}, frozenset({"place", "year"})
        )
        tables, sums = [*tables, *more], [*sums, *apart]
    if frames[PROGRESS].height:
        progress = _named(frames[PROGRESS]).with_columns(
            (pl.col("identified") - pl.col("not_in_the_ledger") - pl.col("ever_challenged")).alias("never"),
            (pl.col("ever_challenged") - pl.col("challenged")).alias("no_more"),
        )
        values = {column: f"{PROGRESS}/{column}" for column in COUNTS[PROGRESS]}
        tables += [
            CountTable(progress, _DIMENSIONS[PROGRESS], {column: key}, frozenset({"place"}), too_deep=ASKED_FOR)
            for column, key in values.items()
        ]
        hidden = {"never": f"{PROGRESS}/never_challenged", "no_more": f"{PROGRESS}/challenged_no_more"}
        tables.append(CountTable(progress, _DIMENSIONS[PROGRESS], hidden, is_shown=False))
        sums += _progress_sums(frames[PROGRESS])
        split = {column: values[column] for column in _SPLIT}
        more, apart = living_apart(progress, _DIMENSIONS[PROGRESS], split, frozenset({"place"}))
        tables, sums = [*tables, *more], [*sums, *apart]
    return tables, [*sums, *_granted(frames)]


def _progress_sums(frame: pl.DataFrame) -> Iterator[Sum]:
    keys, named = report_keys(PROGRESS, frame), _named(frame)
    never, no_more = (
        keys_of(named, _DIMENSIONS[PROGRESS], f"{PROGRESS}/{word}")
        for word in ("never_challenged", "challenged_no_more")
    )
    for at in range(frame.height):
        of = {column: keys[column][at] for column in COUNTS[PROGRESS]}
        yield Sum(of["identified"], tuple(of[part] for part in PARTS))
        yield Sum(of["identified"], (of["not_in_the_ledger"], of["ever_challenged"], never[at]))
        yield Sum(of["ever_challenged"], (of["challenged"], no_more[at]))
        for which in (ALIVE, BEYOND):
            yield Sum(which + of["identified"], tuple(which + of[part] for part in PARTS))


def _granted(frames: Frames) -> Iterator[Sum]:
    """What was granted was processed."""
    processed = dict(
        zip(
            frames[PROGRESS].select("law", "place").iter_rows(),
            report_keys(PROGRESS, frames[PROGRESS])["processed"],
            strict=True,
        )
    )
    whole = frames[BY_YEAR].filter(pl.col("year") == TOTAL, pl.col("answer") == "granted")
    for what, key in zip(whole.select("law", "place").iter_rows(), report_keys(BY_YEAR, whole)["count"], strict=True):
        if what in processed:
            yield Sum(key, (processed[what],), is_at_most=True)


_OF_STEPS: Mapping[str, tuple[str, ...]] = {
    "processed": ("recorded", "ended"),
    "outstanding": ("with_us", "court"),
    "challenged": ("prosecutor",),
    "not_in_the_ledger": ("not_proposed",),
    "identified": ("eligible",),
}
"""Steps of the funnel that a column of the report nearly counts."""


def same_as_others(frames: Frames, funnel: Mapping[tuple[str, str, str], tuple[int, str]]) -> Iterator[Sum]:
    """Columns that are in these counts what steps of the funnel of the same way say of the place (``funnel``: by way,
    place and step). The funnel knows no arrests: so a law is compared that is alone on its way among its remedies."""
    frame = frames[PROGRESS]
    keys = report_keys(PROGRESS, frame)
    of_convictions = {
        remedy for remedies in frames["funnel"]["remedies"].unique() for remedy in remedies.split(" and ")
    }
    alone = (
        frame.filter(pl.col("law").is_in(list(of_convictions)))
        .group_by("relief_by", "place")
        .agg(pl.col("law").first(), pl.len().alias("len"))
        .filter(pl.col("len") == 1)
    )
    is_alone = set(alone.select("relief_by", "place", "law").iter_rows())
    for at, row in enumerate(frame.iter_rows(named=True)):
        if (row["relief_by"], row["place"], row["law"]) not in is_alone:
            continue
        for column, steps in _OF_STEPS.items():
            found = [
                funnel[row["relief_by"], row["place"], step]
                for step in steps
                if (row["relief_by"], row["place"], step) in funnel
            ]
            if len(found) == len(steps) and row[column] and sum(count for count, _ in found) == row[column]:
                yield Sum(keys[column][at], tuple(key for _, key in found))
