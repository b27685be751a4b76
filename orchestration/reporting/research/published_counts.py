"""The counts of the last release, under the names that questions use, to compare answers with; and what it withholds.

What belongs here: this translation, and who is behind each count (``who_is_counted.sql``). What does not: comparing
(``differencing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orchestration.reporting.releases.registry import numbers, read_release, run_behind, true_counts
from orchestration.reporting.releases.tables import cell_keys
from orchestration.reporting.research.differencing import Counts, Released
from orchestration.settings import Settings

GROUPS = {"race": "race_group", "sex": "sex_group", "age": "age_band"}
WHO = Path(__file__).with_name("who_is_counted.sql")


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
    name, run_id = f"release {known[-1]}", run_behind(settings, known[-1])
    return Released(_by_breakdown(both.drop("true"), name, run_id), _by_breakdown(hidden.drop("true"), name, run_id))


def _by_breakdown(outcomes: pl.DataFrame, release: str, run_id: str) -> list[Counts]:
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
            people = who_is_counted(str(remedy), str(outcome), str(unit), keys, is_state=bool(is_state))
            found.append(Counts(source, named, tuple(keys), (str(unit),), {str(unit): [people]}, run_id))
    return found


def who_is_counted(remedy: str, outcome: str, unit: str, groups: Sequence[str], *, is_state: bool) -> str:
    """A select of the research schema that lists the people behind counts of a release, by ``groups``."""
    words = {"remedy": remedy, "outcome": outcome, "unit": unit, "place": "STATEWIDE" if is_state else ""}
    filled = WHO.read_text(encoding="utf-8")
    for name, word in words.items():
        filled = filled.replace(f"${name}", "'" + word.replace("'", "''") + "'")
    columns = "".join(f"{name}, " for name in groups)
    listed = f"select {columns}list(distinct person_number) from who_is_counted group by all"
    return f"with who_is_counted as (\n{filled})\n{listed}"
