"""What is asked of the columns of a table in one query is what dbt asks of each column by a query of its own.

What belongs here: a broken table, asked both ways, and that a broken column stops its stage. What does not: the gates.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import duckdb
import pytest
from whole_runs import Ran

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import (
    KINDS,
    ON_DEMAND,
    ONE_PERSON,
    UnsupportedTestError,
    list_column_tests,
    run_column_tests,
)
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.runner import (
    LAW,
    STAGES,
    StageFailedError,
    _run_column_tests,
    invoke,
)

BROKEN = (
    "create or replace table broken as select * replace ("
    "case when n in (10, 11, 12) then null else charge_id end as charge_id, "
    "case when n < 3 then 'perhaps' when n < 6 then 'perhaps not' else level end as level"
    ") from (select *, row_number() over (order by charge_id) as n from intermediate.int_charges)",
    "insert into broken from broken where n in (7, 8)",
    "alter table broken drop column n",
    "create or replace table intermediate.int_charges as from broken",
    "drop table broken",
)


def test_a_broken_table_fails_the_same_tests_by_as_much_as_dbt_says(copied_sample: Settings) -> None:
    with open_warehouse(copied_sample) as connection:
        for statement in BROKEN:
            connection.execute(statement)
        tests = list_column_tests(load_project(copied_sample), "intermediate", ["int_charges"])
        asked = run_column_tests(connection, tests)
        ((rows,),) = connection.execute("select count(*) from intermediate.int_charges").fetchall()
    # (dbt would select the tests of other tables that refer to this one, too.)
    asked = [one for one in asked if one.test.kind != "relationships"]
    found = {one.test.unique_id: one.failures for one in asked if one.failures}
    assert {one.rows for one in asked} == {rows}
    with pytest.raises(StageFailedError) as failed:
        invoke(copied_sample, ["test", "--select", *(f"int_charges,test_name:{kind}" for kind in KINDS[:3])], "columns")
    by_dbt = {
        name: int(count)
        for name, count in re.findall(r"^  (\S+): fail: Got (\d+) results?, configured", str(failed.value), re.M)
    }
    assert found == by_dbt
    kinds = {one.test.kind: one.failures for one in asked if one.failures}
    assert kinds == {"not_null": 3, "unique": 2, "accepted_values": 2}
    with (
        open_warehouse(copied_sample) as connection,
        pytest.raises(StageFailedError, match=r"stage intermediate failed in \d+ of \d+ nodes:\n  test\.lookback\."),
    ):
        _run_column_tests(connection, load_project(copied_sample), "intermediate", ["int_charges"])


def test_every_test_of_a_column_is_asked_of_a_model_of_a_stage(copied_sample: Settings) -> None:
    manifest = load_project(copied_sample)
    declared = {
        node.unique_id
        for node in manifest.nodes.values()
        if getattr(node, "test_metadata", None) is not None
        and node.test_metadata.name in KINDS
        and node.attached_node in {None, *manifest.nodes}  # (else the state has a model of its own)
        and node.config.enabled  # (dbt turns off tests of seeds that no folder of the state has)
    }
    stages = (LAW, *STAGES, ONE_PERSON, ON_DEMAND)
    asked = [test.unique_id for stage in stages for test in list_column_tests(manifest, stage)]
    assert len(asked) == len(set(asked)) > 400
    assert set(asked) == declared


def test_views_of_one_person_hold_what_is_asked_of_their_columns(sample_run: Ran) -> None:
    tests = list_column_tests(load_project(sample_run.settings), ONE_PERSON)
    with open_warehouse(sample_run.settings) as connection:
        asked = run_column_tests(connection, tests)
    assert len(asked) > 20
    assert [one.test.unique_id for one in asked if one.failures] == []


def _manifest(kind: str, config: dict[str, object], **arguments: object) -> SimpleNamespace:
    defaults = {"where": None, "limit": None, "severity": "ERROR", "error_if": "!= 0"}
    model = SimpleNamespace(name="m", tags=["rules"], schema="main", alias="m", relation_name="memory.main.m")
    test = SimpleNamespace(
        unique_id="test.t",
        attached_node="model.m",
        test_metadata=SimpleNamespace(name=kind, kwargs={"column_name": "c", **arguments}),
        config=SimpleNamespace(**{**defaults, **config}),
        depends_on=SimpleNamespace(nodes=["source.lookback.law.parents", "model.m"]),
    )
    parents = SimpleNamespace(relation_name="memory.main.parents")
    return SimpleNamespace(nodes={"model.m": model, "test.t": test}, sources={"source.lookback.law.parents": parents})


@pytest.mark.parametrize(
    ("kind", "arguments", "rows", "failures"),
    [
        ("not_null", {}, "(1), (null), (null)", 2),
        ("not_null", {}, "(1)", 0),
        ("unique", {}, "(1), (1), (1), (2), (2), (3), (null), (null)", 2),
        ("unique", {}, "(1), (null), (null)", 0),
        ("accepted_values", {"values": ["it's", "b"]}, "('it''s'), ('b'), ('c'), ('c'), (null)", 1),
        ("accepted_values", {"values": [1, 2], "quote": False}, "(1), (3), (4)", 2),
        ("relationships", {"to": "source('law', 'parents')", "field": "c"}, "(1), (3), (3), (null)", 2),
    ],
)
def test_what_fails_is_counted_as_dbt_counts(kind: str, arguments: dict[str, object], rows: str, failures: int) -> None:
    connection = duckdb.connect()
    connection.execute(f"create table m as select * from (values {rows}) as v (c)")
    connection.execute("create table parents as select 1 as c")
    tests = list_column_tests(_manifest(kind, {}, **arguments), "rules")
    (one,) = run_column_tests(connection, tests)
    assert (one.failures, one.rows) == (failures, rows.count("("))
    assert list_column_tests(_manifest(kind, {}, **arguments), "marts") == []


@pytest.mark.parametrize("config", [{"where": "c > 1"}, {"severity": "WARN"}, {"limit": 3}, {"error_if": "> 5"}])
def test_a_test_that_says_more_is_not_passed_over(config: dict[str, object]) -> None:
    with pytest.raises(UnsupportedTestError):
        list_column_tests(_manifest("not_null", config), "rules")
