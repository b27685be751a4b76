"""Suites of gates: the short form says the same as the long one, and a wrong file is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from orchestration.warehouse.quality_gates.run import _error_name
from orchestration.warehouse.quality_gates.suites import Expectation, GateSuite, load_suite

SHORT = {
    "id": "few_lines",
    "no_row_where": "lines > 2",
    "each": "name || ': ' || lines",
    "says": "no file may have more than 2 lines",
}


def found(expectation: Expectation, lines: dict[str, int]) -> tuple[int, str]:
    """How many rows are unexpected, and what is said of them."""
    connection = duckdb.connect()
    connection.execute("create table files (name varchar, lines integer)")
    for row in lines.items():
        connection.execute("insert into files values (?, ?)", row)
    unexpected = expectation.arguments["unexpected_rows_query"].replace("{batch}", "files")
    said = connection.execute(expectation.found.replace("{batch}", "files")).fetchall()
    return len(connection.execute(unexpected).fetchall()), str(said[0][0])


def test_the_short_form_finds_the_rows_and_says_each() -> None:
    expectation = Expectation.model_validate(SHORT)
    assert expectation.type == "unexpected_rows_expectation"
    assert found(expectation, {"b": 3, "a": 9, "c": 2}) == (2, "a: 9; b: 3")


def test_five_rows_are_said_and_the_others_counted() -> None:
    expectation = Expectation.model_validate(SHORT)
    assert found(expectation, dict.fromkeys("abcde", 3))[1] == "a: 3; b: 3; c: 3; d: 3; e: 3"
    assert found(expectation, dict.fromkeys("abcdefg", 3)) == (7, "a: 3; b: 3; c: 3; d: 3; e: 3; and 2 more")


def test_the_worst_row_is_said_first_where_that_is_asked() -> None:
    expectation = Expectation.model_validate({**SHORT, "worst_first": "lines"})
    assert found(expectation, {"a": 3, "b": 9, "c": 3})[1] == "b: 9; a: 3; c: 3"


def test_rows_can_be_those_of_a_query() -> None:
    of = "select left(name, 1) as name, sum(lines) as lines from {batch} group by 1"
    assert found(Expectation.model_validate({**SHORT, "of": of}), {"a1": 2, "a2": 2, "b1": 2}) == (1, "a: 4")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "nothing", "says": "nothing is asked"},
        {"id": "half", "says": "half of it", "no_row_where": "true"},
        {"id": "half", "says": "half of it", "each": "name"},
        {**SHORT, "id": "few lines"},
        {**SHORT, "with": {"column": "lines"}},
        {**SHORT, "severity": "low"},
    ],
)
def test_an_expectation_that_asks_nothing_or_twice_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Expectation.model_validate(wrong)


def test_the_state_is_filled_in_everywhere(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(
        "gate: rules\nasks: Is it?\ntables:\n  - table: rules.{state}_x\n    expect:\n"
        "      - { id: it_is, no_row_where: '{state}_y', each: name, says: it is, look: '{state}_z' }\n"
    )
    (table,) = load_suite(tmp_path, "rules", "pa").tables
    assert table.table == "rules.pa_x"
    assert "where (pa_y)" in table.expect[0].arguments["unexpected_rows_query"]
    assert table.expect[0].look == "pa_z"


def test_two_expectations_of_a_gate_under_one_id_are_refused() -> None:
    tables = [{"table": f"rules.{name}", "expect": [SHORT]} for name in "ab"]
    with pytest.raises(ValidationError, match="few_lines"):
        GateSuite.model_validate({"gate": "rules", "asks": "Is it?", "tables": tables})


@pytest.mark.parametrize(
    ("traceback", "name"),
    [
        ("Traceback (most recent call last):\n  File x\nKeyError: 'DOE,JANE'\n", "KeyError"),
        ("x\n_duckdb.BinderException: Binder Error: DOE\nLINE 1: select\n", "BinderException"),
        (
            "x\nsqlalchemy.exc.ProgrammingError: (duckdb.BinderException) no\n[SQL: select 1]\n"
            "(Background on this error at: https://sqlalche.me/e/21/f405)\n",
            "ProgrammingError",
        ),
        ("nothing that looks like a class", "Exception"),
        ("", "Exception"),
    ],
)
def test_of_an_exception_only_its_class_is_kept(traceback: str, name: str) -> None:
    assert _error_name({"raised_exception": True, "exception_traceback": traceback}) == name
    assert _error_name({"a metric": {"raised_exception": True, "exception_traceback": traceback}}) == name
    assert _error_name({"raised_exception": False, "exception_traceback": traceback}) == ""
