"""Scenarios in a release: their changes in law, and who would gain or lose relief.

Only scenarios that somebody compared with the run in the warehouse are published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from orchestration.law.scenarios.registry import BuiltScenario, list_scenarios
from orchestration.law.scenarios.scenario import CURRENT, build_schema_name
from orchestration.reporting.comparison.compare_scenarios import UNITS, Comparison, compare_scenarios
from orchestration.reporting.disclosure.rule import PEOPLE
from orchestration.reporting.metrics.store import WHOLE, read_catalogue, read_metrics
from orchestration.reporting.releases.published_rows import Lists, list_scenario_rows
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run

GROUPS = {"all": "all", "county": "all", "race": "race"}
"""Published breakdowns of a comparison, each with its group_by in the metrics table."""


def describe_scenarios(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[dict[str, Any]]:
    """Describe each scenario and its changes, without counts."""
    return [
        {"name": about.name, "reason": about.reason, "changes": list(about.changes)}
        for about in _list_compared(connection, settings)
    ]


def read_scenario_figures(
    connection: duckdb.DuckDBPyConnection, settings: Settings, like: pl.DataFrame
) -> pl.DataFrame:
    """Read the figures of every scenario in the columns of ``like``. Restricted: true counts."""
    frames = [like.clear()]
    for about in _list_compared(connection, settings):
        comparison = compare_scenarios(connection, settings.state, CURRENT, about.name)
        rows = [{**dict.fromkeys(like.columns), **row} for row in _build_relief_rows(about.name, comparison)]
        frames.append(pl.DataFrame(rows, schema=like.schema, orient="row"))
        if comparison.metrics is not None and "metrics" in about.tables:
            frames.append(_read_headline_rows(connection, about.name).select(like.columns))
    return pl.concat(frames)


def list_rows_of_scenarios(
    connection: duckdb.DuckDBPyConnection, settings: Settings, lists: Lists, rows: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Yield the rows that each scenario has in a release, whoever is counted. ``rows``: those of the run."""
    names = [metric for metric, words in read_catalogue().items() if words["headline"]]
    is_whole = [pl.col(name) == word for name, word in {"law": "ALL", **WHOLE}.items()]
    headlines = rows.filter(pl.col("metric").is_in(names), *is_whole)
    for about in _list_compared(connection, settings):
        yield list_scenario_rows(about.name, lists, headlines if "metrics" in about.tables else headlines.clear())


def _list_compared(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[BuiltScenario]:
    """List the scenarios of this run that were compared with the law in force."""
    run = read_current_run(connection)
    return [
        about
        for about in list_scenarios(connection)
        if about.run_id == run.run_id and (settings.scenarios / f"{CURRENT}_and_{about.name}").is_dir()
    ]


def _build_relief_rows(name: str, comparison: Comparison) -> Iterator[dict[str, Any]]:
    for row in comparison.rows:
        if row.breakdown not in GROUPS:
            continue
        where = {
            "law": name,
            "place": row.group if row.breakdown == "county" else "STATEWIDE",
            "group_by": GROUPS[row.breakdown],
            "group_code": row.group if row.breakdown == "race" else "all",
            "status": "all",
        }
        unit = UNITS[row.unit]
        for word in ("gains", "losses"):
            people = row.people_of(word)
            yield _build_figure(
                f"scenario_{word}", unit.split(" ")[0], row.count(word), people, {**where, "variant": ""}
            )
            yield _build_figure(f"scenario_{word}", PEOPLE, people, people, {**where, "variant": unit})


def _build_figure(metric: str, unit: str, count: int, people: int, where: dict[str, str]) -> dict[str, Any]:
    words = [metric, where["law"], unit, where["variant"], where["place"], where["group_by"], where["group_code"]]
    figure_id = "/".join(word for word in words if word).lower().replace(" ", "-")
    return {"figure_id": figure_id, "metric": metric, "unit": unit, "count": count, "people": people, **where}


def _read_headline_rows(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """Read the statewide headlines under the scenario; the variant is the headline's id."""
    headlines = [metric for metric, words in read_catalogue().items() if words["headline"]]
    rows = read_metrics(connection, build_schema_name(name), metric=headlines, law="ALL", **WHOLE)
    return rows.with_columns(
        pl.concat_str(pl.lit(f"scenario_headlines/{name}/"), "figure_id").alias("figure_id"),
        pl.lit("scenario_headlines").alias("metric"),
        pl.lit(name).alias("law"),
        pl.col("figure_id").alias("variant"),
    )
