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
from orchestration.reporting.comparison.compare_scenarios import Comparison, compare_scenarios, read_scenario_metrics
from orchestration.reporting.disclosure.rule import PEOPLE
from orchestration.reporting.metrics.store import STATEWIDE, read_catalogue
from orchestration.warehouse.current_run import run_at_hand

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
        for row in (
            *_relief_rows(about.name, compare_scenarios(connection, state, CURRENT, about.name)),
            *_headline_rows(about.name, connection),
        )
    ]
    return pl.DataFrame([{**dict.fromkeys(like.columns), **row} for row in rows], schema=like.schema, orient="row")


def _compared(connection: duckdb.DuckDBPyConnection) -> list[About]:
    run = run_at_hand(connection)
    return [about for about in list_scenarios(connection) if about.run_id == run.run_id]


def _relief_rows(name: str, comparison: Comparison) -> Iterator[dict[str, Any]]:
    for row in comparison.rows:
        is_county = row.breakdown == "county"
        where = {
            "law": name,
            "place": row.group if is_county else STATEWIDE,
            "group_by": "all" if is_county else row.breakdown,
            "group_code": "all" if is_county else row.group,
            "status": "all",
            "variant": UNITS[row.unit],
        }
        for word in ("gains", "losses"):
            people = row.people_of(word)
            yield _figure(f"scenario_{word}", UNITS[row.unit], row.count(word), people, {**where, "variant": ""})
            yield _figure(f"scenario_{word}", PEOPLE, people, people, where)


def _headline_rows(name: str, connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """The headlines of people as they would be: all of them, since that one differs tells of somebody."""
    headlines = [metric for metric, words in read_catalogue().items() if words["headline"]]
    asked = {"metric": headlines, "unit": PEOPLE, "status": "living", "law": "ALL", "group_by": ["all", "race"]}
    for row in read_scenario_metrics(connection, name, **asked).iter_rows(named=True):
        where = {column: row[column] for column in ("place", "group_by", "group_code", "status")}
        where |= {"law": name, "variant": row["figure_id"]}
        among = {"denominator": row["denominator"], "denominator_name": "denominator of the headline"}
        told = _figure("scenario_headlines", PEOPLE, row["count"], row["count"], where)
        yield {**told, **among, "not_known": row["not_known"]}


def _figure(metric: str, unit: str, count: int, people: int, where: dict[str, str]) -> dict[str, Any]:
    words = [metric, where["law"], unit, where["variant"], where["place"], where["group_by"], where["group_code"]]
    figure_id = "/".join(word for word in words if word).lower().replace(" ", "-")
    return {"figure_id": figure_id, "metric": metric, "unit": unit, "count": count, "people": people, **where}
