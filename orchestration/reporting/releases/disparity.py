"""Disparity in a release: people at each stage by race, sex or age, under each law; rates and intervals from what is
shown alone.

What belongs here: reading the counts, their cells and ties, and the rates beside a reference group. What does not:
counting (``levels``), the intervals (``intervals``), the cell rules (``disclosure``). A cell here is named as headlines
are, so that a stage under a law is the same cell as the headline by remedy. The reference is the largest group of
those that are shown: to take the largest of all would tell of one that is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.metrics.intervals import NOTHING, difference, possible_shares, rate_ratio, share
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.groups import AMONG, DIMENSIONS, OF_PEOPLE, TOO_DEEP, with_groups
from orchestration.reporting.releases.headlines import PEOPLE

NAME = "disparity"
COUNTS: Mapping[str, tuple[str, ...]] = {NAME: ("count", "denominator", "possible_count", "possible_denominator")}
ALL_CONVICTIONS = "any law of convictions"
SEVERAL = "several recorded"
NAMELESS = (SEVERAL, "not recorded", "not understood", "not known")
"""Groups that are no reference."""
RATES = (
    "share", "share_low", "share_high", "share_of_stage", "share_of_denominator", "reference_share", "rate_ratio",
    "rate_ratio_low", "rate_ratio_high", "difference", "difference_low", "difference_high", "possible_share_low",
    "possible_share_high",
)  # fmt: skip

Frames = Mapping[str, pl.DataFrame]
_READ = {
    "law": pl.String, "trait": pl.String, "group_code": pl.String, "stage": pl.String, "among": pl.String,
    "count": pl.Int64, "denominator": pl.Int64, "people_with_several_races": pl.Int64,
    "at_the_stage_with_several_races": pl.Int64,
}  # fmt: skip
_WHAT = ("law", "group_kind", "group_code", "stage", "among")
_MEASURES = {"eligible": "became_eligible", "in_scope": "in_scope_or_eligible"}
"""How stages are called as headlines; the others have the same name in both."""


def read_disparity(folder: Path | None) -> Frames:
    """Every group at every stage, and all groups together."""
    read = counted_files.table(folder, counted_files.DISPARITY, _READ).rename(
        {
            "trait": "group_kind",
            "people_with_several_races": "possible_denominator",
            "at_the_stage_with_several_races": "possible_count",
        }
    )
    columns = [*_WHAT, *COUNTS[NAME]]
    whole = (
        read.filter(pl.col("group_kind") == "sex")
        .group_by("law", "stage", "among")
        .agg(pl.col("count").sum(), pl.col("denominator").sum())
        .with_columns(
            pl.lit("all").alias("group_kind"), pl.lit("all").alias("group_code"),
            pl.lit(0, pl.Int64).alias("possible_count"), pl.lit(0, pl.Int64).alias("possible_denominator"),
        )
    )  # fmt: skip
    ids = pl.concat_str([pl.lit(NAME), *(pl.col(name) for name in _WHAT)], separator="/")
    every = pl.concat([read.select(columns), whole.select(columns)])
    return {
        NAME: every.with_columns(
            ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"),
            pl.lit("STATEWIDE").alias("place"),
            pl.lit(PEOPLE).alias("unit"),
        )
        .select("figure_id", "law", "place", "group_kind", "group_code", "unit", "stage", "among", *COUNTS[NAME])
        .sort("figure_id")
    }


def _stage(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The dimensions of headlines, with the stage that stands in ``column`` as the measure."""
    law = pl.when(pl.col("law") == TOTAL).then(pl.lit(ALL_CONVICTIONS)).otherwise(pl.col("law"))
    return with_groups(frame.with_columns(pl.lit("none").alias("basis"), pl.lit("none").alias("viewer"))).with_columns(
        law.alias("remedy"), pl.col(column).replace(_MEASURES).alias("measure")
    )


def _keys(frame: pl.DataFrame, column: str) -> list[str]:
    """Became eligible and in scope are known as what others are counted among."""
    named = _stage(frame, column)
    yes = keys_of(named, DIMENSIONS, "levels/yes")
    among = keys_of(named.rename({"measure": "denominator_name"}), AMONG, "levels/among")
    is_among = named["measure"].is_in(list(_MEASURES.values())).to_list()
    return [other if is_so else one for one, other, is_so in zip(yes, among, is_among, strict=True)]


def _possible_keys(frame: pl.DataFrame, column: str) -> list[str]:
    """(The word of the group says nothing where the row is of all: there nobody is counted.)"""
    return keys_of(_stage(frame, column), DIMENSIONS, "levels/possibly")


def disparity_keys(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count, row by row."""
    return {
        "count": _keys(frame, "stage"),
        "denominator": _keys(frame, "among"),
        "possible_count": _possible_keys(frame, "stage"),
        "possible_denominator": _possible_keys(frame, "among"),
    }


def disparity_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells and what ties them: groups to the whole, each stage to the one it is counted among, a law to all."""
    frame = frames[NAME]
    if not frame.height:
        return [], []
    tables: list[CountTable] = []
    for column, count, possible in (
        ("stage", "count", "possible_count"),
        ("among", "denominator", "possible_denominator"),
    ):
        named = _stage(frame, column)
        is_among = pl.col("measure").is_in(list(_MEASURES.values()))
        stages, wholes = named.filter(~is_among), named.filter(is_among).rename({"measure": "denominator_name"})
        once = stages.unique(DIMENSIONS, maintain_order=True)
        among = wholes.unique(AMONG, maintain_order=True)
        tables += [
            CountTable(once, DIMENSIONS, {count: "levels/yes"}, OF_PEOPLE, too_deep=TOO_DEEP),
            CountTable(among, AMONG, {count: "levels/among"}, OF_PEOPLE, too_deep=TOO_DEEP),
            CountTable(
                named.unique(DIMENSIONS, maintain_order=True),
                DIMENSIONS,
                {possible: "levels/possibly"},
                too_deep=TOO_DEEP,
            ),
        ]
    more, sums = _rests(frame)
    return [*tables, *more], [*sums, *_laws(frame)]


def _rests(frame: pl.DataFrame) -> tuple[list[CountTable], list[Sum]]:
    """What is left of each stage, and of those who are possibly of a group: counts that nobody shows."""
    named = _stage(frame, "stage").with_columns(
        (pl.col("denominator") - pl.col("count")).alias("rest"),
        (pl.col("possible_denominator") - pl.col("possible_count")).alias("possible_rest"),
    )
    dimensions = (*DIMENSIONS, "among")
    tables = [
        CountTable(named, dimensions, {"rest": "disparity/rest"}, is_shown=False),
        CountTable(named, dimensions, {"possible_rest": "disparity/possible-rest"}, is_shown=False),
    ]
    keys = disparity_keys(frame)
    sums = []
    for whole, part, rest in (
        ("denominator", "count", "disparity/rest"),
        ("possible_denominator", "possible_count", "disparity/possible-rest"),
    ):
        rests = keys_of(named, dimensions, rest)
        sums += [Sum(*one) for one in ((w, (p, r)) for w, p, r in zip(keys[whole], keys[part], rests, strict=True))]
    return tables, [*sums, *_possibly(frame, keys)]


def _possibly(frame: pl.DataFrame, keys: Mapping[str, list[str]]) -> Iterator[Sum]:
    """Whoever is possibly of a race is one of those with several; and each of these is possibly of some."""
    races = frame.with_columns(pl.Series("key", keys["count"]), pl.Series("possible", keys["possible_count"])).filter(
        pl.col("group_kind") == "race"
    )
    for _, rows in races.group_by(["law", "stage", "among"], maintain_order=True):
        several = rows.filter(pl.col("group_code") == SEVERAL)["key"].to_list()
        for whole in several:
            yield from (Sum(key, (whole,), is_at_most=True) for key in rows["possible"].to_list())
            yield Sum(whole, tuple(rows["possible"].to_list()), is_at_most=True)


def _laws(frame: pl.DataFrame) -> Iterator[Sum]:
    """At a stage under any law is who is so under one; and what is so of convictions is so of people."""
    for column in ("stage", "among"):
        named = frame.with_columns(pl.Series("key", _keys(frame, column)))
        for _, rows in named.group_by(["group_kind", "group_code", column], maintain_order=True):
            found = dict(rows.select("law", "key").iter_rows())
            every = found.pop(TOTAL, None)
            if every is not None and found:
                yield Sum(every, tuple(found.values()), is_at_most=True)


def with_rates_shown(shown: pl.DataFrame) -> pl.DataFrame:
    """The table after the cell rules with shares, ratios and differences where all their counts are shown."""
    references = _references(shown)
    places = {
        (row["law"], row["group_kind"], row["group_code"], row["stage"], row["among"]): row
        for row in shown.iter_rows(named=True)
    }
    rows = []
    for row in shown.iter_rows(named=True):
        group = references.get((row["law"], row["group_kind"]), "")
        reference = places.get((row["law"], row["group_kind"], group, row["stage"], row["among"]))
        whole = places.get((row["law"], "all", "all", row["stage"], row["among"]))
        rows.append((group, *_rates(row, reference, whole)))
    types = {"reference_group": pl.String, **dict.fromkeys(RATES, pl.Float64)}
    return pl.concat([shown, pl.DataFrame(rows, schema=types, orient="row")], how="horizontal")


def _references(shown: pl.DataFrame) -> Mapping[tuple[str, str], str]:
    first = shown.filter(
        pl.col("stage") == "eligible", pl.col("among") == "in_scope", pl.col("group_kind") != "all",
        ~pl.col("group_code").is_in(list(NAMELESS)), pl.col("denominator") > 0,
    )  # fmt: skip
    largest = first.sort(["denominator", "group_code"], descending=[True, False])
    return {
        (law, kind): code
        for law, kind, code in largest.unique(["law", "group_kind"], keep="first", maintain_order=True)
        .select("law", "group_kind", "group_code")
        .iter_rows()
    }


def _rates(
    row: Mapping[str, Any], reference: Mapping[str, Any] | None, whole: Mapping[str, Any] | None
) -> tuple[float | None, ...]:
    count, among = row["count"], row["denominator"]
    is_shown = count is not None and among is not None
    own = share(count, among) if is_shown else NOTHING
    of_stage = _part(count, whole["count"]) if whole else None
    of_among = _part(among, whole["denominator"]) if whole else None
    theirs = (reference["count"], reference["denominator"]) if reference else (None, None)
    ratio = apart = NOTHING
    if is_shown and None not in theirs and reference and row["group_code"] != reference["group_code"]:
        ratio, apart = rate_ratio(count, among, *theirs), difference(count, among, *theirs)
    of_reference = _part(*theirs)
    possible = (row["possible_count"], row["possible_denominator"])
    band: tuple[float | None, float | None] = (None, None)
    if row["group_kind"] == "race" and is_shown and None not in possible:
        band = possible_shares(count, among, *possible)
    return (*own, of_stage, of_among, of_reference, *ratio, *apart, *band)


def _part(count: int | None, whole: int | None) -> float | None:
    return round(count / whole, 4) if count is not None and whole else None
