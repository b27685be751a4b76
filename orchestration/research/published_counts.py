"""The counts of the last release, under the names that questions use, to compare answers with.

What belongs here: this translation. What does not: the comparison (``differencing``).
"""

from __future__ import annotations

import polars as pl

from orchestration.publication.releases import numbers, read_release
from orchestration.research.differencing import Counts
from orchestration.settings import Settings

GROUPS = {"race": "race_group", "sex": "sex_group", "age": "age_band"}


def published_counts(settings: Settings) -> list[Counts]:
    """One table for each remedy, outcome and breakdown of the last release; none where there is no release."""
    if not (known := numbers(settings)):
        return []
    outcomes = read_release(settings, known[-1]).frames["outcomes"].filter(pl.col("vital_status") == "living")
    found = []
    for (remedy, outcome, kind, is_state), rows in outcomes.group_by(
        ["remedy_id", "outcome", "group_kind", pl.col("place") == "STATEWIDE"], maintain_order=True
    ):
        source = f"release {known[-1]}, {remedy}, {outcome}"
        groups = () if is_state else ("county_name",)
        trait = GROUPS.get(str(kind))
        frame = rows.rename({"place": "county_name", "group_code": trait or "group_code"})
        keys = [*groups, *([trait] if trait else [])]
        for (unit,), of_unit in frame.group_by(["unit"], maintain_order=True):
            named = of_unit.select(*keys, pl.col("count").alias(str(unit)))
            found.append(Counts(source, named, tuple(keys), (str(unit),)))
    return found
