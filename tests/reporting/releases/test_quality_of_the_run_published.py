"""What is told of the quality of the data is that of the run that is published, also where a later one was stopped."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.files.html import templates_in
from orchestration.reporting.releases.ranged_tables import quality_of_runs
from orchestration.reporting.site.building import TEMPLATES
from orchestration.reporting.site.pages import quality
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, Measure, begin_run, keep_gate

DAY = date(2026, 6, 1)


def result(gate: str, *, is_met: bool = True) -> GateResult:
    return GateResult(gate, "t", "e", "c", is_met, "0", "the data is new enough", "t", "")


@pytest.fixture
def told() -> dict[str, Any]:
    """Three runs: an earlier one, the one that is published, and one that the first gate stopped."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute("create table marts.run_summary as select 'whole' as run_id")
    for run_id in ("earlier", "whole"):
        begin_run(connection, run_id, DAY, "", [])
        for gate in STAGE_ORDER:
            found = [Measure("identity_conflicts", "all", "two_birth_dates, sent to review", 14, 1_100)]
            keep_gate(connection, gate, [result(gate)], found if gate == "intermediate" else [], (run_id, DAY))
    begin_run(connection, "stopped", DAY, "", [])
    keep_gate(connection, "intake", [result("intake", is_met=False)], [], ("stopped", DAY))
    return quality_of_runs(connection)


def test_the_run_that_is_published_is_the_newest_and_a_stopped_one_is_told_as_stopped(told: dict[str, Any]) -> None:
    assert [run["number"] for run in told["runs"]] == [1, 3, 2]
    shown = values(told)["runs"]
    assert [(run["number"], run["is_stopped"]) for run in shown] == [(2, False), (3, True), (1, False)]
    assert told["conflicts"] == [{"kind": "two_birth_dates, sent to review", "count": (11, 20)}]


def values(told: dict[str, Any]) -> dict[str, Any]:
    site: Any = type("Site", (), {"quality": told})()
    (page,) = quality.pages(site)
    return dict(page.values)


@pytest.mark.parametrize(
    ("conflicts", "said"),
    [(None, "This release does not tell it."), ([], "No conflict was found."), ("counted", "11 to 20")],
)
def test_no_sentence_is_said_of_what_was_not_counted(told: dict[str, Any], conflicts: Any, said: str) -> None:
    chosen = told if conflicts == "counted" else {**told, "conflicts": conflicts}
    assert quality.conflicts_of({"conflicts": None}) is None and quality.conflicts_of({"conflicts": []}) == []
    environment = templates_in(TEMPLATES)
    environment.filters["place"] = str
    template = environment.get_template("quality.html")
    about = {**values(chosen), "address_of": {}, "root": "", "path": "", "ADDRESSES": ""}
    parts = environment.get_template("parts.html").make_module(about)
    body = "".join(template.blocks["body"](template.new_context({**about, "parts": parts})))
    assert said in body.partition("Ids of people that contradict")[2].partition("<h2>")[0]
