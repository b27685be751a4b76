"""Which run the warehouse holds, and that nothing of it goes out before its gates were passed."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from orchestration.warehouse.current_run import (
    GatesNotPassedError,
    NoCurrentRunError,
    OtherDayError,
    UnclearDayError,
    check_day,
    check_gates_passed,
    choose_day,
    is_synthetic,
    read_current_run,
)

DAY = date(2026, 6, 1)
GATES = ("intake", "marts")


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema intake; create schema quality")
    connection.execute(
        "create table intake.run_parameters as select date '2026-06-01' as as_of_date, 'abc' as run_id, "
        "'missing allowed: YOLO' as allowances"
    )
    return connection


def answer(connection: duckdb.DuckDBPyConnection, *rows: tuple[str, str, bool]) -> None:
    """(run id, gate, is met) of each answer of a gate."""
    connection.execute("create table quality.gate_results (run_id varchar, gate varchar, is_met boolean)")
    for row in rows:
        connection.execute("insert into quality.gate_results values (?, ?, ?)", list(row))


@pytest.mark.parametrize(
    ("month", "written"),
    [("2026-06-01", ""), (None, "2026-06-01"), ("2026-06-01", " 2026-06-01 "), ("2026-06-01", None)],
)
def test_the_day_is_the_partition_or_what_was_written(month: str | None, written: str | None) -> None:
    assert choose_day(month, written) == DAY


@pytest.mark.parametrize(
    ("month", "written", "says"),
    [
        (None, None, "a run needs the day it is made for"),
        (None, "  ", "a run needs the day it is made for"),
        ("2026-06-01", "2026-07-01", "the partition says 2026-06-01 and as_of_date says 2026-07-01"),
        (None, "June", "as_of_date must be a date like 2026-06-01, found 'June'"),
        (None, "2026-02-30", "as_of_date must be a date like 2026-06-01, found '2026-02-30'"),
        ("FRESNO", "2026-06-01", "the partition must be a date"),
    ],
)
def test_a_day_that_is_missing_contradicted_or_none_is_said_in_one_line(
    month: str | None, written: str | None, says: str
) -> None:
    with pytest.raises(UnclearDayError) as raised:
        choose_day(month, written)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_warehouse_without_a_run_says_so() -> None:
    with pytest.raises(NoCurrentRunError, match="holds no run yet"):
        read_current_run(duckdb.connect())


def test_a_run_of_another_day_is_told_from_the_one_that_was_asked_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    check_day(warehouse, DAY)
    with pytest.raises(OtherDayError, match="holds the run of 2026-06-01, asked for was 2026-07-01"):
        check_day(warehouse, date(2026, 7, 1))


def test_a_run_whose_gates_were_passed_may_be_handed_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    answer(warehouse, ("abc", "intake", True), ("abc", "marts", True), ("abc", "marts", True))
    check_gates_passed(warehouse, GATES)


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ((), "intake, marts"),
        ((("abc", "intake", True),), "marts"),
        ((("abc", "intake", True), ("abc", "marts", True), ("abc", "marts", False)), "marts"),
        ((("abc", "intake", True), ("old", "marts", True)), "marts"),
    ],
    ids=["never asked", "one not asked", "one answer no", "passed by an earlier run"],
)
def test_a_run_with_a_gate_that_was_not_passed_is_not_handed_out(
    warehouse: duckdb.DuckDBPyConnection, rows: tuple[tuple[str, str, bool], ...], missing: str
) -> None:
    answer(warehouse, *rows)
    with pytest.raises(GatesNotPassedError, match=f"not passed, or not asked, at the {missing} gate"):
        check_gates_passed(warehouse, GATES)


def test_a_warehouse_without_any_answer_is_not_handed_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(GatesNotPassedError):
        check_gates_passed(warehouse, GATES)


@pytest.mark.parametrize(
    "flags,names,is_so",
    [
        ([True, True], ["DOE,JANE", None], True),
        ([True, False], ["DOE,JANE"], False),
        ([False], ["SYNTHOAK,IVY", "DOE,JANE"], False),
        ([False, True], ["SYNTHOAK,IVY", None], True),  # one of the files lost what stood beside it
        (None, ["SYNTHOAK,IVY"], True),  # a home of before there was a flag
        (None, [None], False),
    ],
)
def test_a_run_is_synthetic_by_the_flags_of_its_deliveries(
    warehouse: duckdb.DuckDBPyConnection, flags: list[bool] | None, names: list[str | None], is_so: bool
) -> None:
    warehouse.execute("create schema intermediate")
    warehouse.execute("create table intermediate.int_people as select unnest(?) as person_name", [names])
    column = "unnest(?) as is_synthetic" if flags is not None else "unnest(?) as delivery_number"
    warehouse.execute(f"create table intake.deliveries as select {column}", [flags if flags is not None else [1]])
    assert is_synthetic(warehouse) is is_so
