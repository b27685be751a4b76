"""Scenarios in a release: what each changes in law, and whom it would give relief or take it from.

What belongs here: scenarios as figures of the metrics table. What does not: comparing (``comparison``), the rule for
counts (``disclosure``). A scenario is told of only where it was made beside the run in the warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from orchestration.law.scenarios.registry import About, list_scenarios
from orchestration.law.scenarios.scenario import CURRENT
from orchestration.reporting.comparison.compare_scenarios import SEVERAL, Comparison, compare
from orchestration.reporting.disclosure.rule import PEOPLE
from orchestration.warehouse.current_run import run_at_hand

GROUPS = {"all": "all", "place": "place", "race_group": "race", "sex_group": "sex", "age_band": "age"}
"""Breakdowns of a comparison that are published, and how the metrics table calls them."""
UNITS = {"conviction": "convictions", "charge without conviction": "charges", "arrest": "arrests"}


def describe_scenarios(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What each scenario is and changes, without a count."""
    return [
        {"name": about.name, "reason": about.reason, "changes": list(about.changes)} for about in _compared(connection)
    ]


def read_scenario_figures(connection: duckdb.DuckDBPyConnection, state: str, like: pl.DataFrame) -> pl.DataFrame:
    """Figures of every scenario, in the columns of ``like``. Restricted: true counts."""
    rows = [
        row
        for about in _compared(connection)
        for row in _rows(about.name, compare(connection, state, CURRENT, about.name))
    ]
    return pl.DataFrame([{**dict.fromkeys(like.columns), **row} for row in rows], schema=like.schema, orient="row")


def _compared(connection: duckdb.DuckDBPyConnection) -> list[About]:
    run = run_at_hand(connection)
    return [about for about in list_scenarios(connection) if about.run_id == run.run_id]


def _rows(name: str, comparison: Comparison) -> Iterator[dict[str, Any]]:
    for row in comparison.rows:
        if row.breakdown not in GROUPS or row.group == SEVERAL:
            continue
        is_place = row.breakdown == "place"
        where = {
            "law": name,
            "place": row.group if is_place else "STATEWIDE",
            "group_by": "all" if is_place else GROUPS[row.breakdown],
            "group_code": "all" if is_place else row.group,
            "status": "all",
            "variant": UNITS[row.unit],
        }
        for word in ("gains", "losses"):
            people = row.people_of(word)
            yield _figure(f"scenario_{word}", UNITS[row.unit], row.count(word), people, {**where, "variant": ""})
            yield _figure(f"scenario_{word}", PEOPLE, people, people, where)
    for headline in comparison.figures:
        if headline.unit == PEOPLE and headline.vital_status == "living":
            where = {
                "law": name,
                "place": headline.group_code if headline.group_kind == "county" else "STATEWIDE",
                "group_by": "all" if headline.group_kind == "county" else headline.group_kind,
                "group_code": "all" if headline.group_kind == "county" else headline.group_code,
                "status": headline.vital_status,
                "variant": headline.figure_id,
            }
            told = headline.after
            among = {"denominator": told.denominator, "denominator_name": "denominator of the headline"}
            yield {**_figure("scenario_headlines", PEOPLE, told.count, told.count, where), **among,
                   "not_known": told.not_known}  # fmt: skip


def _figure(metric: str, unit: str, count: int, people: int, where: dict[str, str]) -> dict[str, Any]:
    words = [metric, where["law"], unit, where["variant"], where["place"], where["group_by"], where["group_code"]]
    figure_id = "/".join(word for word in words if word).lower().replace(" ", "-")
    return {"figure_id": figure_id, "metric": metric, "unit": unit, "count": count, "people": people, **where}
