"""Rows of the metrics table made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

SCHEMA = {
    "figure_id": pl.String, "metric": pl.String, "unit": pl.String, "law": pl.String, "variant": pl.String,
    "place": pl.String, "group_by": pl.String, "group_code": pl.String, "status": pl.String, "count": pl.Int64,
    "people": pl.Int64, "denominator_name": pl.String, "denominator": pl.Int64, "denominator_people": pl.Int64,
    "not_known": pl.Int64, "not_known_people": pl.Int64,
    "value": pl.Float64, "value_unit": pl.String, "ledger_event": pl.Int64,
}  # fmt: skip
_USUAL: Mapping[str, Any] = {
    **dict.fromkeys(SCHEMA), "metric": "eligible", "unit": "people", "law": "ALL", "variant": "", "place": "STATEWIDE",
    "group_by": "all", "group_code": "all", "status": "living",
}  # fmt: skip


def row(count: int, **other: Any) -> dict[str, Any]:
    """One figure; its id is made of its columns, and people are as many as it counts."""
    told = {**_USUAL, "count": count, "people": count, **other}
    words = [told[name] for name in SCHEMA if name not in ("figure_id", "count")][:8]
    return {**told, "figure_id": other.get("figure_id", "/".join(words).lower().replace(" ", "-"))}


def metrics(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """The table of these rows, ordered by figure."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row").sort("figure_id")
