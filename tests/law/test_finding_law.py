"""Which rows of the law decide a finding, of an invented law and decisions made by hand.

What belongs here: law table ``finding_law`` and the models that read it. What does not: how findings come about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.law.pack_files.compilation import compile_packs
from tests.support.fed_facts import Row, feed, open_law, read
from tests.support.law_rows import build_law_rows

AS_OF = date(2026, 11, 1)
LAWS = Path(__file__).resolve().parents[1] / "models" / "law" / "laws"
GRAVE = {"remedy_id": "sealing", "path": "felony", "outcome": "ineligible", "deciding_element": "not_grave"}
PENDING = {**GRAVE, "outcome": "not_yet", "deciding_element": "none_pending"}
GRANTED = {**GRAVE, "outcome": "eligible", "deciding_element": None}


def _name(*decisions: Row, **facts: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    """Name the rows that decided units of one person; ``lists``: lines of offense lists by unit."""
    who = {"person_id": "p", "person_bucket": 0}
    connection = open_law(compile_packs(LAWS, "zz", AS_OF), AS_OF)
    lists = facts.pop("lists", ())
    feed(connection, {table: [{**who, **row} for row in rows] for table, rows in facts.items()})
    _make(connection, "facts.offense_lists", "unit_id varchar, offense_list varchar, row_key varchar", lists)
    columns = "unit_id varchar, unit varchar, person_id varchar, person_bucket integer, remedy_id varchar,"
    columns += "path varchar, outcome varchar, deciding_element varchar, reason_code varchar,"
    columns += "presumed_facts varchar[], rests_on struct(element varchar, unit_id varchar)[]"
    told = {"unit": "charge", **who, "reason_code": "why", "presumed_facts": [], "rests_on": []}
    _make(connection, "facts.decisions", columns, [{**told, **decision} for decision in decisions])
    build_law_rows(connection)
    return connection


def _make(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Row]) -> None:
    connection.execute(f"create table {table} ({columns})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", [*row.values()])


def _of_kind(connection: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    return {(row["law_table"], row["row_key"]) for row in read(connection, "select * from rule__deciding_law_rows")}


def _of_units(connection: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    rows = read(connection, "select * from rule__deciding_law_rows_by_unit")
    return {(row["unit_id"], row["law_table"], row["row_key"]) for row in rows}


def test_what_bars_is_named_with_its_selector_and_nothing_else_of_the_path() -> None:
    assert _of_kind(_name({"unit_id": "a", **GRAVE})) == {
        *(("remedies", "sealing"), ("reasons", "why"), ("paths", "sealing felony")),
        *(("elements", "sealing not_grave"), ("selectors", "grave 1")),
    }


def test_what_is_granted_rests_on_every_element_of_its_path_and_of_no_other() -> None:
    named = _of_kind(_name({"unit_id": "a", **GRANTED}))
    assert {("elements", "sealing no_duty"), ("clocks", "judgment disposition"), ("selectors", "late 1")} <= named
    assert ("elements", "sealing is_misdemeanor") not in named
    assert not {table for table, _ in named} & {"caps", "presumptions"}


def test_a_cap_is_named_where_it_decided() -> None:
    assert ("caps", "two_felonies") in _of_kind(_name({"unit_id": "a", **GRAVE, "deciding_element": "two_felonies"}))


def test_a_line_of_a_list_is_named_of_the_unit_and_of_what_the_element_rests_on() -> None:
    line = {"offense_list": "grave_offenses"}
    lists = [{**line, "unit_id": name, "row_key": f"grave_offenses {name}"} for name in ("a", "b", "c")]
    rests_on = [{"element": "no_late_conviction", "unit_id": "b"}, {"element": "none_pending", "unit_id": "c"}]
    decisions = [{"unit_id": "a", **GRANTED, "rests_on": rests_on}, {"unit_id": "b", **PENDING}]
    assert _of_units(_name(*decisions, lists=lists)) == {
        ("a", "offense_lists", "grave_offenses a"),
        ("a", "offense_lists", "grave_offenses b"),  # (none_pending reads no list, and was asked about c.)
    }


def test_a_fact_that_people_established_is_named_of_the_element_that_asks_it() -> None:
    told = {"unit": "charge", "fact": "charge_is_pending", "value": "yes"}
    established = [{**told, "subject": name} for name in ("a", "b")]
    rests_on = [{"element": "none_pending", "unit_id": "b"}]
    decisions = [{"unit_id": "a", **GRAVE}, {"unit_id": "c", **PENDING, "rests_on": rests_on}]
    assert _of_units(_name(*decisions, established=established)) == {("c", "facts", "charge_is_pending")}
