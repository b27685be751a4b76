"""Scenarios in a release: their changes in law, and who would gain or lose relief.

Only scenarios that somebody compared with the run in the warehouse are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import duckdb
import polars as pl

from orchestration.law.scenarios.registry import BuiltScenario, list_scenarios
from orchestration.law.scenarios.scenario import CURRENT, build_schema_name
from orchestration.reporting.comparison.compare_scenarios import UNITS, Comparison, compare_scenarios
from orchestration.reporting.disclosure.rule import PEOPLE
from orchestration.reporting.metrics.store import PUBLISHED, STATEWIDE, WHOLE, read_catalogue, read_metrics
from orchestration.reporting.releases.groups import Groups, merge_groups
from orchestration.settings import Settings
from orchestration.warehouse.current_run import read_current_run

WORDS = ("gains", "losses")
GROUPS = {"all": "all", "county": "all", "race": "race"}
"""Published breakdowns of a comparison, each with its group_by in the metrics table."""


def describe_scenarios(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[dict[str, Any]]:
    """Describe each scenario and its changes, without counts."""
    return [
        {"name": about.name, "reason": about.reason, "changes": list(about.changes)}
        for about in _list_compared(connection, settings)
    ]


def read_scenario_figures(
    connection: duckdb.DuckDBPyConnection, settings: Settings, figures: pl.DataFrame, groups: Groups
) -> Iterator[pl.DataFrame]:
    """Yield the figures of each scenario, the same rows whoever is counted. Restricted: true counts.

    Args:
        connection: The warehouse of the run.
        settings: Where scenarios are.
        figures: Those of the run; a scenario has their places and races.
        groups: The published group of each code.
    """
    for about in _list_compared(connection, settings):
        comparison = compare_scenarios(connection, settings.state, CURRENT, about.name)
        counted = pl.DataFrame(_build_relief_rows(about.name, comparison, figures), schema_overrides=figures.schema)
        rows = merge_groups(pl.concat([figures.clear(), counted], how="diagonal"), groups)
        figure_id = pl.concat_str(
            "metric", "law", "unit", pl.col("variant").replace("", None), "place", "group_by", "group_code",
            separator="/", ignore_nulls=True,
        )  # fmt: skip
        yield rows.with_columns(figure_id.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"))
        if comparison.metrics is not None and "metrics" in about.tables:
            yield _read_headline_rows(connection, about.name).select(figures.columns)


def _list_compared(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[BuiltScenario]:
    """List the scenarios of this run that were compared with the law in force."""
    run = read_current_run(connection)
    return [
        about
        for about in list_scenarios(connection)
        if about.run_id == run.run_id and (settings.scenarios / f"{CURRENT}_and_{about.name}").is_dir()
    ]


def _build_relief_rows(name: str, comparison: Comparison, figures: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Build the rows of a scenario: none for each place, and each race of the state, and those that are counted."""
    is_all, is_race = pl.col("group_by") == "all", (pl.col("group_by") == "race") & (pl.col("place") == STATEWIDE)
    cells = figures.filter(is_all | is_race).select("place", "group_by", "group_code").unique()
    for cell, unit in product(cells.iter_rows(named=True), UNITS.values()):
        yield from _build_figures(name, unit, cell, dict.fromkeys(WORDS, (0, 0)))
    for row in comparison.rows:
        if row.breakdown in GROUPS:
            cell = {
                "place": row.group if row.breakdown == "county" else STATEWIDE,
                "group_by": GROUPS[row.breakdown],
                "group_code": row.group if row.breakdown == "race" else "all",
            }
            counts = {word: (row.count(word), row.people_of(word)) for word in WORDS}
            yield from _build_figures(name, UNITS[row.unit], cell, counts)


def _build_figures(
    name: str, unit: str, cell: Mapping[str, str], counts: Mapping[str, tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    for word, (count, people) in counts.items():
        about = {"metric": f"scenario_{word}", "law": name, "status": "all", "people": people, **cell}
        yield {**about, "unit": unit.split(" ")[0], "variant": "", "count": count}
        yield {**about, "unit": PEOPLE, "variant": unit, "count": people}


def _read_headline_rows(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """Read the statewide headlines under the scenario; the variant is the headline's id."""
    headlines = [metric for metric, words in read_catalogue().items() if words["headline"]]
    rows = read_metrics(connection, build_schema_name(name), table=PUBLISHED, metric=headlines, law="ALL", **WHOLE)
    return rows.with_columns(
        pl.concat_str(pl.lit(f"scenario_headlines/{name}/"), "figure_id").alias("figure_id"),
        pl.lit("scenario_headlines").alias("metric"),
        pl.lit(name).alias("law"),
        pl.col("figure_id").alias("variant"),
    )
