"""A second state's charges go through the same models of facts: nothing in them knows California.

(A state that is folders, and one of the standard layout, are in ``make test``: ``test_state_by_folders``,
``test_standard_staging``.)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from raw_files import conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.warehouse.dbt.runner import build_stage
from tests.support.pennsylvania import TABLES, CopiedProject, copy_project, register

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltWarehouse]:
    folder = tmp_path_factory.mktemp("pennsylvania")
    copy_project(folder / "project")
    before = dict(os.environ)
    try:
        settings = CopiedProject(home=folder / "home", state="pa", project=folder / "project")
        register(settings)
        for stage in ("staging", "intermediate"):
            build_stage(settings, stage)
        yield BuiltWarehouse(settings)
    finally:  # the state is handed to dbt through the environment
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def charges(warehouse: BuiltWarehouse) -> dict[tuple[str, str], dict[str, Any]]:
    rows = warehouse.rows("select * from intermediate.int_charges")
    return {(row["case_numbers"], row["section"]): row for row in rows}


def test_all_five_charges_are_facts(charges: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert sorted(charges) == [
        ("CP-51-CR-0001234-2010", "3925"),
        ("CP-51-CR-0001234-2010", "3929"),
        ("CP-51-CR-0001235-2011", "780-113"),
        ("CP-51-CR-0001236-2011", "3929"),
        ("MC-51-CR-0009999-2012", "5503"),
    ]
    assert {row["record_status"] for row in charges.values()} == {"current"}
    assert {row["county_name"] for row in charges.values()} == {"PHILADELPHIA"}


def test_what_pennsylvania_tells_and_california_does_not_is_kept(
    charges: dict[tuple[str, str], dict[str, Any]],
) -> None:
    plea = charges["CP-51-CR-0001234-2010", "3929"]
    assert (plea["offense_date"], plea["grade"], plea["level"]) == (date(2010, 1, 15), "M2", "misdemeanor")
    assert (plea["code_book"], plea["subdivision_path"]) == ("18", "(a)(1)")
    assert (plea["case_number_key"], plea["event_date_earliest"]) == ("CP51CR00012342010", date(2010, 6, 1))
    summary = charges["MC-51-CR-0009999-2012", "5503"]
    assert (summary["grade"], summary["level"]) == ("S", "summary")
    dropped = charges["CP-51-CR-0001234-2010", "3925"]
    assert (dropped["grade"], dropped["disposition_type"], dropped["max_days"]) == ("F3", "nolle_prosequi", 2556)
    told = ("max_days", "tracking_number", "docket_number", "court_code", "judicial_district")
    assert [plea[name] for name in told] == [730, "OTN 2010", "CP-51-CR-0001234-2010", "CP-51", "1"]


def test_least_longest_and_suspended_term_are_those_of_the_part(warehouse: BuiltWarehouse) -> None:
    (part,) = warehouse.rows("select * from intermediate.int_sentences")
    assert (part["min_days"], part["max_days"], part["suspended_days"]) == (180, 365, 30)


def test_pleas_are_convictions_and_what_was_not_prosecuted_is_none(warehouse: BuiltWarehouse) -> None:
    rows = warehouse.rows("select case_numbers, section, offense_date from intermediate.int_convictions order by all")
    assert [(row["case_numbers"], row["section"], row["offense_date"]) for row in rows] == [
        ("CP-51-CR-0001234-2010", "3929", date(2010, 1, 15)),
        ("CP-51-CR-0001235-2011", "780-113", date(2011, 2, 1)),
        ("CP-51-CR-0001236-2011", "3929", date(2011, 2, 2)),
        ("MC-51-CR-0009999-2012", "5503", date(2012, 3, 3)),
    ]


def test_each_obligation_is_owed_on_its_charge(
    warehouse: BuiltWarehouse, charges: dict[tuple[str, str], dict[str, Any]]
) -> None:
    rows = warehouse.rows("select * from intermediate.int_obligations order by obligation_type")
    owed = [(row["obligation_type"], row["amount_owed_dollars"], row["amount_paid_dollars"]) for row in rows]
    assert owed == [("costs", Decimal("88.25"), Decimal("88.25")), ("fine", Decimal("300.00"), Decimal("120.50"))]
    assert [(row["balance_dollars"], row["balance_as_of"]) for row in rows] == [
        (None, None), (Decimal("179.50"), date(2026, 2, 1))
    ]  # fmt: skip
    plea = charges["CP-51-CR-0001234-2010", "3929"]
    assert {row["charge_id"] for row in rows} == {plea["charge_id"]}
    assert {row["person_id"] for row in rows} == {plea["person_id"]}


def test_a_sentence_ends_by_the_calendar(warehouse: BuiltWarehouse) -> None:
    (term,) = warehouse.rows("select * from intermediate.int_sentence_terms where part_count = 1")
    assert (term["completion_basis"], term["completion_date_latest"]) == ("one_part", date(2012, 9, 9))


def test_the_same_number_in_two_states_is_two_persons(warehouse: BuiltWarehouse, tmp_path: Path) -> None:
    row = conviction(person(12_345_678), "11357(B) HS-POSS MARIJ 28.5")
    files = [write_history(tmp_path / "d" / "sacramento_20260301.csv", [row])]
    query = "select person_id from intermediate.int_people where state_ids = ['12345678']"
    (of_pennsylvania,) = warehouse.rows(query)
    state, os.environ["LOOKBACK_STATE"] = os.environ["LOOKBACK_STATE"], "ca"
    (of_california,) = build(tmp_path / "home", files, stages=("staging", "intermediate")).rows(query)
    os.environ["LOOKBACK_STATE"] = state
    assert of_pennsylvania["person_id"] != of_california["person_id"]


def test_the_warehouse_holds_nothing_of_california(warehouse: BuiltWarehouse) -> None:
    tables = warehouse.rows("select table_name from information_schema.tables where table_schema = 'staging'")
    names = {row["table_name"] for row in tables}
    assert {name for name in names if name.startswith("stg_")} == {f"stg_pa__{table}" for table in TABLES}
    assert not {name for name in names if name.startswith("ca_")}
