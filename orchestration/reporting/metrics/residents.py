"""Rates per resident, from a file of residents that the user gives: county, race, sex, age band, residents.

What belongs here: reading and refusing that file, and rates of people at each level. What does not: where residents are
counted. Nothing is fetched, and groups are joined by the words of the record: what the file does not tell has no rate.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

COLUMNS = ("county", "race", "sex", "age_band", "residents")
TRAITS = {"county": "county", "race": "race", "sex": "sex", "age": "age_band"}
"""Traits of the levels and the columns of the file."""


class PopulationInvalid(ValueError):
    """The file of residents cannot be used; the message says which line and why."""


@dataclass(frozen=True)
class Population:
    """The residents, and the hash of the file."""

    residents: pl.DataFrame
    sha256: str


def read_population(path: Path, county_named: Callable[[str], str | None]) -> Population:
    """The file. Raises ``PopulationInvalid`` for a column or county we do not know, no number, or a group twice."""
    content = path.read_bytes()
    try:
        lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise PopulationInvalid(f"{path.name}: not UTF-8 text") from None
    if not lines or not set(COLUMNS) <= {name for name in lines[0] if name}:
        raise PopulationInvalid(f"{path.name}: needs the columns {', '.join(COLUMNS)} and at least one line")
    rows: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, 2):
        words = [(line[name] or "").strip() for name in COLUMNS]
        county = county_named(words[0])
        if county is None:
            raise PopulationInvalid(f"{path.name}, line {number}: no county of the state")
        if not all(words) or not (words[4].isascii() and words[4].isdigit()):
            raise PopulationInvalid(f"{path.name}, line {number}: a word is missing, or residents is no number")
        key = (county, *words[1:4])
        if key in rows:
            raise PopulationInvalid(f"{path.name}, line {number}: the same group stands there twice")
        rows[key] = int(words[4])
    frame = pl.DataFrame([(*key, count) for key, count in rows.items()], schema=[*COLUMNS], orient="row")
    return Population(frame.with_columns(pl.col("residents").cast(pl.Int64)), hashlib.sha256(content).hexdigest())


def rates(levels: pl.DataFrame, population: Population) -> pl.DataFrame:
    """People at each level per 1,000 residents of the same group, by no trait, by one, or by two; the living. A group
    of which the file tells no residents, or none, has no rate."""
    wanted = levels.filter(
        pl.col("unit") == "people",
        pl.col("vital_status") == "living",
        pl.col("trait_1").is_in(["all", *TRAITS]),
        pl.col("trait_2").is_in(["none", *TRAITS]),
    )
    parts = []
    for (first, second), rows in wanted.group_by(["trait_1", "trait_2"], maintain_order=True):
        keys = {f"group_{place}": TRAITS[str(t)] for place, t in ((1, first), (2, second)) if str(t) in TRAITS}
        told = population.residents
        if keys:
            told = told.group_by(list(keys.values())).agg(pl.col("residents").sum())
            joined = rows.join(told, left_on=list(keys), right_on=list(keys.values()), how="left")
        else:
            joined = rows.with_columns(pl.lit(int(told["residents"].sum()), pl.Int64).alias("residents"))
        parts.append(joined)
    per = pl.when(pl.col("residents") > 0).then((1000 * pl.col("count") / pl.col("residents")).round(2))
    return (
        pl.concat(parts)
        .select(
            "measure", "trait_1", "group_1", "trait_2", "group_2", "count", "residents",
            per.alias("per_1000_residents"),
        )
        .sort("measure", "trait_1", "group_1", "trait_2", "group_2")
    )  # fmt: skip
