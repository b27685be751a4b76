"""The counts of the last release, under the names that questions use, to compare answers with; and what it withholds.

What belongs here: this translation. What does not: the comparison (``differencing``).
"""

from __future__ import annotations

import polars as pl

from orchestration.publication.releases import numbers, read_release, true_counts
from orchestration.publication.tables import cell_keys
from orchestration.research.differencing import Counts, Released
from orchestration.settings import Settings

GROUPS = {"race": "race_group", "sex": "sex_group", "age": "age_band"}


def published_counts(settings: Settings) -> Released:
    """One table for each remedy, outcome and breakdown of the last release; none where there is no release."""
    if not (known := numbers(settings)):
        return Released()
    outcomes = read_release(settings, known[-1]).frames["outcomes"]
    true = true_counts(settings, known[-1])
    counts = [true[key] for key in cell_keys("outcomes", outcomes)["count"]]
    both = outcomes.with_columns(pl.Series("true", counts).cast(pl.Int64)).filter(pl.col("vital_status") == "living")
    is_withheld = pl.col("count").is_null()
    hidden = both.filter(is_withheld).with_columns(pl.col("true").alias("count"))
    name = f"release {known[-1]}"
    return Released(_by_breakdown(both.drop("true"), name), _by_breakdown(hidden.drop("true"), name))


def _by_breakdown(outcomes: pl.DataFrame, release: str) -> list[Counts]:
    found = []
    for (remedy, outcome, kind, is_state), rows in outcomes.group_by(
        ["remedy_id", "outcome", "group_kind", pl.col("place") == "STATEWIDE"], maintain_order=True
    ):
        source = f"{release}, {remedy}, {outcome}"
        groups = () if is_state else ("county_name",)
        trait = GROUPS.get(str(kind))
        frame = rows.rename({"place": "county_name", "group_code": trait or "group_code"})
        keys = [*groups, *([trait] if trait else [])]
        for (unit,), of_unit in frame.group_by(["unit"], maintain_order=True):
            named = of_unit.select(*keys, pl.col("count").alias(str(unit)))
            found.append(Counts(source, named, tuple(keys), (str(unit),)))
    return found
