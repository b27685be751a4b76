"""What a release tells beside its counts and makes of them alone: rates per resident, figures of others beside ours.

What belongs here: both tables, from what is shown. What does not: counts (their modules), reading a file of residents
(``levels``). Residents are public; so is what others published.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.groups import STATEWIDE

RATES, EXTERNAL = "rates", "external"
NOT_SHOWN = "not_in_this_release"
NOT_COMPARED = "not_compared"

Frames = Mapping[str, pl.DataFrame]
_RATES = {
    "measure": pl.String, "trait_1": pl.String, "group_1": pl.String, "trait_2": pl.String, "residents": pl.Int64,
}  # fmt: skip
_EXTERNAL = {
    "external_id": pl.String, "says": pl.String, "published": pl.Float64, "kind": pl.String, "published_on": pl.String,
    "source": pl.String, "our_figure": pl.String, "tolerance": pl.Float64, "applies_to": pl.String,
    "explanation": pl.String, "verdict": pl.String,
}  # fmt: skip


def rates(folder: Path | None, shown: Frames) -> pl.DataFrame:
    """People at each level per 1,000 residents of the same county or group, for each file of residents."""
    columns = ["measure", "unit", "place", "group_kind", "group_code", "figure_id", "count"]
    people = pl.concat([shown["levels_by_group"].select(columns), shown["levels"].select(columns)]).filter(
        pl.col("unit") == "people"
    )
    parts = []
    for path in counted_files.rates_of_residents(folder):
        read = counted_files.table(folder, path.name, _RATES).filter(pl.col("trait_2") == "none")
        is_county, is_whole = pl.col("trait_1") == "county", pl.col("trait_1") == "all"
        placed = read.with_columns(
            pl.when(is_county).then(pl.col("group_1")).otherwise(pl.lit(STATEWIDE)).alias("place"),
            pl.when(is_county | is_whole).then(pl.lit("all")).otherwise(pl.col("trait_1")).alias("group_kind"),
            pl.when(is_county | is_whole).then(pl.lit("all")).otherwise(pl.col("group_1")).alias("group_code"),
        )
        both = people.join(
            placed.select(*columns[:1], *columns[2:5], "residents"), on=["measure", "place", "group_kind", "group_code"]
        )
        parts.append(both.with_columns(pl.lit(path.stem.removeprefix("rates_")).alias("residents_file")))
    schema: dict[str, Any] = {**people.schema, "residents": pl.Int64, "residents_file": pl.String}
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    per = pl.when(pl.col("residents") > 0).then((1000 * pl.col("count") / pl.col("residents")).round(2))
    return every.with_columns(
        pl.concat_str([pl.lit(f"{RATES}/"), pl.col("residents_file"), pl.lit("/"), pl.col("figure_id")]).alias(
            "figure_id"
        ),
        per.alias("per_1000_residents"),
    ).sort("figure_id")


def external(folder: Path | None, shown: Frames, *, is_synthetic: bool) -> pl.DataFrame:
    """Each figure of others with ours, where this release shows it, and the id that ours has here. What was found
    inside is said of no figure that it does not show."""
    read = counted_files.table(folder, counted_files.EXTERNAL, _EXTERNAL)
    ours = _ours(shown)
    found = [ours.get(name, ("", None)) for name in read["our_figure"].str.to_lowercase().str.replace_all(" ", "-")]
    mine = read.with_columns(
        pl.Series("ours", [value for _, value in found], dtype=pl.Float64),
        pl.Series("our_figure_id", [figure_id for figure_id, _ in found], dtype=pl.String),
    )
    is_told = pl.col("ours").is_not_null() | pl.lit(is_synthetic)
    return mine.with_columns(
        pl.when(is_told).then(pl.col("verdict")).otherwise(pl.lit(NOT_SHOWN)).alias("verdict"),
        pl.when(is_told & (pl.col("verdict") == "miss"))
        .then(pl.col("explanation"))
        .otherwise(pl.lit(""))
        .alias("explanation"),
    ).sort("external_id")


def _ours(shown: Frames) -> Mapping[str, tuple[str, float | None]]:
    """The figures of the release by the names that external.csv uses: the id of each, and what it shows."""
    ours: dict[str, tuple[str, float | None]] = {}
    for name in ("levels", "levels_by_group", "outcomes"):
        ours.update({figure: (figure, count) for figure, count in shown[name].select("figure_id", "count").iter_rows()})
    for figure, measure, unit, basis, viewer, law, alone in (
        shown["law_effects"].select("figure_id", "measure", "unit", "basis", "viewer", "law", "alone").iter_rows()
    ):
        what = [word for word in (basis, viewer) if word != "none"]
        ours["/".join(["levels", measure, unit, *what, f"alone={law}"])] = figure, alone
    whole = shown["relief_progress"].filter(pl.col("place") == STATEWIDE, pl.col("relief_by") == "court_order")
    for figure, law, processed, identified in whole.select("figure_id", "law", "processed", "identified").iter_rows():
        ours[f"reports/ab1706/{law}/processed"] = figure, processed
        is_share = processed is not None and identified
        ours[f"reports/ab1706/{law}/processed_share"] = figure, processed / identified if is_share else None
    gap = shown["gap"].filter(pl.col("group_kind") == "all")
    for figure, unit, law, years, uptake in gap.select("figure_id", "unit", "law", "years", "uptake").iter_rows():
        ours[f"gap/{unit}/{law}/uptake/{years}".lower()] = figure, uptake
    return ours
