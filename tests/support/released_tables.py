"""Tables of a release put together by hand, for more than one file of tests.

What belongs here: such tables. What does not: expectations.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from orchestration.reporting.releases.counted_tables import nothing_counted


def tables(funnel: pl.DataFrame, outcomes: Mapping[tuple[str, str], int]) -> dict[str, pl.DataFrame]:
    """A release that tells the funnel and, by place and outcome, determinations of the living."""
    whole: dict[tuple[str, str], int] = {}
    for (place, outcome), count in outcomes.items():
        for cell in {(place, outcome), (place, "ALL"), ("STATEWIDE", outcome), ("STATEWIDE", "ALL")}:
            whole[cell] = whole.get(cell, 0) + count
    names = ["remedy_id", "place", "group_kind", "group_code", "vital_status", "outcome", "unit", "count"]
    rows = [("relief", place, "all", "all", "living", what, "determinations", n) for (place, what), n in whole.items()]
    told = pl.DataFrame(rows, schema=dict.fromkeys(names[:-1], pl.String) | {"count": pl.Int64}, orient="row")
    ids = pl.concat_str([pl.lit("outcomes"), *(pl.col(name) for name in names[1:6])], separator="/")
    figures = pl.DataFrame(
        schema={
            **dict.fromkeys(
                (
                    "scenario",
                    "place",
                    "group_kind",
                    "group_code",
                    "vital_status",
                    "unit",
                    "measure",
                    "denominator_name",
                ),
                pl.String,
            ),
            **dict.fromkeys(("count", "not_known", "denominator", "denominator_not_known"), pl.Int64),
        }
    )
    return {
        **nothing_counted(),
        "outcomes": told.with_columns(ids.alias("figure_id")),
        "figures": figures,
        "funnel": funnel,
    }
