"""The race groups of releases: small groups are merged by one list of the state, the same in each release of a home.

What belongs here: the list (``race_groups/<state>.csv``; a code that is not on it stays a group) and adding figures up.
What does not: groups inside the building: ``lookback figures`` has each code as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.releases.registry import Release, read_rows

LISTS = Path(__file__).with_suffix("")
COUNTS = ("count", "people", "denominator", "denominator_people", "not_known", "not_known_people")
RACE = "race"
POSSIBLY = "race possibly"


def read_race_groups(state: str, previous: Release | None) -> dict[str, str]:
    """The group of each code that is merged: as in the release before, else by the list of the state.

    A list that changed between two releases would give away what both withhold."""
    if previous is not None and previous.is_rounded:
        return dict(previous.facts.get("race_groups", {}))
    return {row["race_code"]: row["published_as"] for row in read_rows(LISTS / f"{state}.csv")}


def merge_race_groups(figures: pl.DataFrame, groups: Mapping[str, str]) -> pl.DataFrame:
    """The figures with the rows of merged codes added up.

    People with several races are counted beside each (``race possibly``), so those cannot be added up: there, rows of
    merged codes are left out."""
    code = pl.col("group_code").str.split(", ").list.first()
    is_of_race = pl.col("group_by").str.split(" and ").list.first().is_in([RACE, POSSIBLY])
    is_merged = is_of_race & code.is_in(list(groups))
    merged = figures.filter(is_merged & (pl.col("group_by") != POSSIBLY))
    parts = []
    for old, new in groups.items():
        word, other = (name.lower().replace(" ", "-") for name in (old, new))
        parts.append(
            merged.filter(code == old).with_columns(
                pl.col("figure_id").str.replace(
                    rf"(^|/)(race(?:-and-\w+)?[=/]){word}([/,]|$)", f"${{1}}${{2}}{other}$3"
                ),
                pl.concat_str(pl.lit(new), pl.col("group_code").str.strip_prefix(old)).alias("group_code"),
            )
        )
    if not parts:
        return figures
    keys = [name for name in figures.columns if name not in COUNTS]
    is_there = {name: pl.col(name).is_not_null().any() for name in COUNTS}
    summed = (
        pl.concat(parts)
        .group_by(keys, maintain_order=True)
        .agg(pl.when(is_there[name]).then(pl.col(name).sum()).alias(name) for name in COUNTS)
    )
    return pl.concat([figures.filter(~is_merged), summed.select(figures.columns)])
