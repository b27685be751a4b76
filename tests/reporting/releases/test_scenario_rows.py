"""The rows of a scenario in a release: the places and races of the run, whoever gains or loses relief."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.comparison.compare_scenarios import Row
from orchestration.reporting.releases import scenarios
from orchestration.settings import load_settings

GROUPS = {"race": {"A": "Asian or Pacific Islander", "C": "Asian or Pacific Islander", "W": "W"}, "sex": {}}
RUN = metrics(
    row(9),
    row(9, place="KERN"),
    row(9, place="ALPINE"),
    row(0, group_by="race", group_code="Asian or Pacific Islander"),
    row(9, group_by="race", group_code="W"),
)


def read_gains(monkeypatch: pytest.MonkeyPatch, *rows: Row) -> dict[str, tuple[int, int]]:
    """Count and people of each row of convictions that gain, and of people with such."""
    comparison = SimpleNamespace(rows=rows, metrics=None)
    monkeypatch.setattr(scenarios, "_list_compared", lambda *_: [SimpleNamespace(name="other", tables=())])
    monkeypatch.setattr(scenarios, "compare_scenarios", lambda *_: comparison)
    with duckdb.connect() as connection:
        figures = pl.concat(scenarios.read_scenario_figures(connection, load_settings(), RUN, GROUPS))
    assert figures["figure_id"].is_unique().all()
    told = figures.filter(
        pl.col("metric") == "scenario_gains", (pl.col("unit") + pl.col("variant")).str.contains("conv")
    )
    return {
        figure_id: (count, people) for figure_id, count, people in told.select("figure_id", "count", "people").rows()
    }


def test_a_scenario_has_the_same_rows_whether_or_not_somebody_gains(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = read_gains(monkeypatch)
    gained = Row("conviction", "race", "C", "Chinese", (0, 3, 0, 0, 3), (0, 2, 0, 0, 2))
    somebody = read_gains(monkeypatch, gained)
    assert set(nobody.values()) == {(0, 0)} and set(nobody) == set(somebody)
    assert {key: numbers for key, numbers in somebody.items() if numbers != (0, 0)} == {
        "scenario_gains/other/convictions/statewide/race/asian-or-pacific-islander": (3, 2),
        "scenario_gains/other/people/convictions/statewide/race/asian-or-pacific-islander": (2, 2),
    }
    assert "scenario_gains/other/convictions/alpine/all/all" in nobody
