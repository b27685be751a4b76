"""The history of runs: in order without a clock, once per run id, and nothing of it lost when another run is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from orchestration.warehouse.run_history import (
    STAGE_ORDER,
    GateResult,
    Measure,
    begin_run,
    forget_gates_from,
    keep_gate,
    read_run_deliveries,
)

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def begin(warehouse: duckdb.DuckDBPyConnection, run_id: str, day: date = JUNE, sha256: str = "a") -> None:
    """Begin a run as taking in deliveries does: its parameters stand in the warehouse too."""
    warehouse.execute("create schema if not exists intake")
    warehouse.execute("create or replace table intake.run_parameters (run_id varchar, as_of_date date)")
    warehouse.execute("insert into intake.run_parameters values (?, ?)", [run_id, day])
    begin_run(warehouse, run_id, day, "", [("ALPINE", day, sha256)])


def result(gate: str, is_met: bool = True, error: str = "") -> GateResult:
    return GateResult(gate, f"{gate}.table", "kind", "", is_met, "1 of 2", "it must", "", error)


def order(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in warehouse.execute("select run_id from quality.runs order by run_number").fetchall()]


def gates(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, int, str]]:
    return warehouse.execute("select run_id, stage_order, gate from quality.gate_results order by all").fetchall()


def test_runs_stand_in_the_order_they_were_made_and_one_made_again_goes_last(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for run_id in ("first", "second", "third"):
        begin(warehouse, run_id)
    assert order(warehouse) == ["first", "second", "third"]
    begin(warehouse, "first")
    assert order(warehouse) == ["second", "third", "first"]


def test_the_last_run_made_again_leaves_the_same_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = ("runs", "run_deliveries", "gate_results", "measures")

    def content() -> list[object]:
        return [warehouse.execute(f"select * from quality.{table} order by all").fetchall() for table in tables]

    def whole_run() -> None:
        begin(warehouse, "second")
        keep_gate(warehouse, "intake", [result("intake")], [Measure("rows", "ALPINE", "", 1, 2)])

    begin(warehouse, "first")
    whole_run()
    once = content()
    whole_run()
    assert content() == once


def test_results_of_earlier_runs_stay(warehouse: duckdb.DuckDBPyConnection) -> None:
    for run_id, day in (("first", JUNE), ("second", JULY)):
        begin(warehouse, run_id, day)
        for gate in STAGE_ORDER[:2]:
            keep_gate(warehouse, gate, [result(gate)], [])
    assert gates(warehouse) == [
        ("first", 1, "intake"),
        ("first", 2, "staging"),
        ("second", 1, "intake"),
        ("second", 2, "staging"),
    ]
    days = warehouse.execute("select distinct run_id, as_of_date from quality.gate_results order by all").fetchall()
    assert days == [("first", JUNE), ("second", JULY)]


def test_a_run_made_again_that_ends_earlier_shows_nothing_of_what_it_reached_before(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    begin(warehouse, "first")
    for gate in STAGE_ORDER:
        keep_gate(warehouse, gate, [result(gate)], [Measure("rows", "all", "", 1, 2)])
    begin(warehouse, "first")
    keep_gate(warehouse, "intake", [result("intake", is_met=False)], [])
    assert gates(warehouse) == [("first", 1, "intake")]
    assert warehouse.execute("select count(*) from quality.measures").fetchall() == [(0,)]


def test_a_run_that_ended_before_it_was_registered_is_kept_under_its_own_id(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    begin(warehouse, "registered")
    begin_run(warehouse, "stopped", JULY, "", [])
    keep_gate(warehouse, "intake", [result("intake", is_met=False)], [], ("stopped", JULY))
    assert gates(warehouse) == [("stopped", 1, "intake")]
    assert order(warehouse) == ["registered", "stopped"]


def test_a_gate_without_a_row_of_parameters_keeps_nothing_and_does_not_break(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    begin(warehouse, "first")
    warehouse.execute("delete from intake.run_parameters")
    keep_gate(warehouse, "intake", [result("intake", is_met=False)], [])
    assert gates(warehouse) == []


def test_a_delivery_passed_where_the_intake_gate_of_its_run_did(warehouse: duckdb.DuckDBPyConnection) -> None:
    begin(warehouse, "passed", sha256="p")
    keep_gate(warehouse, "intake", [result("intake")], [])
    keep_gate(warehouse, "staging", [result("staging", is_met=False)], [])
    begin(warehouse, "failed", sha256="f")
    keep_gate(warehouse, "intake", [result("intake"), result("intake", is_met=False)], [])
    begin(warehouse, "killed", sha256="k")
    known = {(sha256, passed) for *_, sha256s, _, passed in read_run_deliveries(warehouse) for sha256 in sha256s}
    assert known == {("p", True), ("f", False), ("k", False)}


def test_a_sentence_says_what_by_how_much_and_where_to_look() -> None:
    failed = GateResult("intake", "intake.rows", "kind", "", False, "3 of 9", "it must be whole", "the file", "")
    assert failed.sentence() == "found 3 of 9; it must be whole (). What to do: the file"
    assert replace(failed, acceptance="Accepted.").sentence() == "found 3 of 9; it must be whole (). Accepted."
    broken = GateResult("intake", "intake.rows", "kind", "", False, "nothing", "it must be whole", "", "KeyError")
    assert broken.sentence().startswith("intake.rows: the check itself broke (KeyError)")


def test_a_warning_and_what_was_accepted_pass_a_gate(warehouse: duckdb.DuckDBPyConnection) -> None:
    failed = result("intake", is_met=False)
    begin(warehouse, "warned", sha256="w")
    keep_gate(warehouse, "intake", [replace(failed, severity="warn"), replace(failed, acceptance="by ada")], [])
    begin(warehouse, "stopped", sha256="s")
    keep_gate(warehouse, "intake", [replace(failed, severity="warn"), failed], [])
    known = {(sha256, passed) for *_, sha256s, _, passed in read_run_deliveries(warehouse) for sha256 in sha256s}
    assert known == {("w", True), ("s", False)}


def test_results_kept_before_gates_could_warn_are_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    begin(warehouse, "before", sha256="b")
    keep_gate(warehouse, "intake", [result("intake", is_met=False)], [])
    for column in ("expectation_id", "severity", "acceptance", "is_stopping"):
        warehouse.execute(f"alter table quality.gate_results drop column {column}")
    (known,) = read_run_deliveries(warehouse)
    assert known[-1] is False
    begin(warehouse, "after", sha256="a")
    keep_gate(warehouse, "intake", [result("intake")], [])
    assert {known[-1] for known in read_run_deliveries(warehouse)} == {True, False}


def test_a_stage_made_anew_has_its_gate_and_those_behind_it_asked_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    for run_id in ("old", "held"):
        begin(warehouse, run_id)
        for gate in STAGE_ORDER:
            keep_gate(warehouse, gate, [result(gate)], [])
    forget_gates_from(warehouse, "rules")
    found = warehouse.execute("select run_id, gate from quality.gate_results").fetchall()
    assert {gate for run_id, gate in found if run_id == "held"} == {"intake", "staging", "intermediate"}
    assert {gate for run_id, gate in found if run_id == "old"} == set(STAGE_ORDER)
