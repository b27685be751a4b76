"""Rates per resident, from a file that the user supplies: county, race, sex, age band, residents.

Nothing is downloaded. Groups are matched by the words of the record; a group missing in the file has no rate.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orchestration.ingestion.layouts.layout import load_layout
from orchestration.reporting.metrics.store import STATEWIDE

COLUMNS = ("county", "race", "sex", "age_band", "residents")
GROUPS = {"race": "race", "sex": "sex", "age": "age_band"}
"""Groups of the metrics and the columns of the file."""


class PopulationFileError(ValueError):
    """The file of residents cannot be used. The message has line and reason."""


@dataclass(frozen=True)
class Population:
    """The residents, and the hash of the file."""

    residents: pl.DataFrame
    sha256: str


def read_population(path: Path, state: str) -> Population:
    """Read the file.

    Raises:
        PopulationFileError: A column or county is unknown, a number is invalid, or a group occurs twice.
    """
    county_named = load_layout(state).match_county
    content = path.read_bytes()
    try:
        lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise PopulationFileError(f"{path.name}: not UTF-8 text") from None
    if not lines or not set(COLUMNS) <= {name for name in lines[0] if name}:
        raise PopulationFileError(f"{path.name}: needs the columns {', '.join(COLUMNS)} and at least one line")
    rows: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, 2):
        words = [(line[name] or "").strip() for name in COLUMNS]
        county = county_named(words[0])
        if county is None:
            raise PopulationFileError(f"{path.name}, line {number}: the county is not one of the state")
        if not all(words) or not (words[4].isascii() and words[4].isdigit()):
            raise PopulationFileError(f"{path.name}, line {number}: a value is missing, or residents is no number")
        key = (county, *words[1:4])
        if key in rows:
            raise PopulationFileError(f"{path.name}, line {number}: the group occurs twice")
        rows[key] = int(words[4])
    frame = pl.DataFrame([(*key, count) for key, count in rows.items()], schema=[*COLUMNS], orient="row")
    return Population(frame.with_columns(pl.col("residents").cast(pl.Int64)), hashlib.sha256(content).hexdigest())


def compute_rates(figures: pl.DataFrame, population: Population) -> pl.DataFrame:
    """Compute living people at each level per 1,000 residents of the county or group. A group without residents in the
    file has no rate."""
    levels = figures.filter(
        pl.col("figure_id").str.starts_with("levels/"),
        pl.col("variant") == "",
        pl.col("unit") == "people",
        pl.col("status") == "living",
        pl.col("law") == "ALL",
        pl.col("group_by").is_in(["all", *GROUPS]),
    )
    residents = population.residents
    told = pl.concat(
        residents.select(
            pl.col("county").alias("place") if is_in_county else pl.lit(STATEWIDE).alias("place"),
            pl.lit(group).alias("group_by"),
            (pl.col(column) if column else pl.lit("all")).alias("group_code"),
            "residents",
        )
        for is_in_county in (True, False)
        for group, column in (("all", None), *GROUPS.items())
    )
    per = pl.when(pl.col("residents") > 0).then((1000 * pl.col("count") / pl.col("residents")).round(2))
    return (
        levels.join(
            told.group_by("place", "group_by", "group_code").agg(pl.col("residents").sum()),
            on=["place", "group_by", "group_code"],
            how="left",
        )
        .select(
            "figure_id", "metric", "variant", "place", "group_by", "group_code", "count", "residents",
            per.alias("per_1000_residents"),
        )
        .sort("figure_id")
    )  # fmt: skip
