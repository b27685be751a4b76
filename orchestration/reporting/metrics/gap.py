"""The second-chance gap: of those who became eligible, who got relief in time, and who is eligible and not cleared.

What belongs here: shares of the counts. What does not: counting (``queries/gap_units.sql``). Whose day of becoming
eligible is unknown is in no share: the statute of 2016 names none for a conviction, and a missing day stays missing.
"""

from __future__ import annotations

import polars as pl

from orchestration.reporting.metrics.intervals import share


def gap(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts with the uptake (given in time among those of whom so many years have passed) and what may be missing
    from it, and the current gap (not cleared among those who became eligible), each with its 95 % interval."""
    uptakes = [share(given, among) for given, among in counts["given_in_time", "could_have_been_given"].iter_rows()]
    gaps = [share(left, among) for left, among in counts["eligible_and_not_cleared", "became_eligible"].iter_rows()]
    columns = {}
    for name, values in (("uptake", uptakes), ("current_gap", gaps)):
        for place, suffix in enumerate(("", "_low", "_high")):
            columns[f"{name}{suffix}"] = pl.Series([value[place] for value in values], dtype=pl.Float64)
    return counts.with_columns(**columns)
