"""Models are assets and tests of dbt are checks: all of a stage, or the tables that somebody chose."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest
from command_line import AS_OF
from dagster_jobs import complaints, environment_of, history_of

from orchestration.defs.assets.dbt import TESTS
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND, ONE_PERSON
from orchestration.warehouse.dbt.manifest import load_manifest
from orchestration.warehouse.dbt.results import NodeResult
from orchestration.warehouse.dbt.runner import StageFailedError

QUEUE = dg.AssetKey(["ca", "marts", "filing_lines"])


def build(settings: Settings, *keys: dg.AssetKey) -> dg.ExecuteInProcessResult:
    """Build these tables alone, as a selection in the UI does."""
    from orchestration.definitions import defs

    with environment_of(settings), dg.DagsterInstance.ephemeral() as instance:
        return (
            defs()
            .get_job_def("clearance")
            .execute_in_process(partition_key=AS_OF, asset_selection=keys, instance=instance, raise_on_error=False)
        )


def test_every_test_of_dbt_is_a_check_and_was_asked(sample_run: Any, asset_graph: Any) -> None:
    nodes = load_manifest(sample_run.settings)["nodes"]
    others = {name for name, node in nodes.items() if {ONE_PERSON, ON_DEMAND} & {*node["tags"]}}
    # (Those of a model for every state are not asked of a state with a model of its own.)
    tests = [node for node in nodes.values() if node["resource_type"] == "test" and node["config"]["enabled"]]
    of_a_run = {node["unique_id"] for node in tests if not others & set(node["depends_on"]["nodes"])}
    assert len(of_a_run) > 800
    of_tables = {key: asset_graph.get(key) for key in asset_graph.asset_check_keys if key.name == TESTS}
    named = [one for check in of_tables.values() for one in check.metadata[TESTS]]
    assert len(named) == len({*named}) and of_a_run <= {*named}
    shown = [key for key, check in of_tables.items() if of_a_run & {*check.metadata[TESTS]}]
    with history_of(sample_run.settings) as instance:
        latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(shown)
    assert [key for key in shown if key not in latest or latest[key].status.value != "SUCCEEDED"] == []
    asked = [latest[key].event.dagster_event.asset_check_evaluation_data.metadata["tests"].value for key in shown]
    assert sum(asked) >= len(of_a_run)


def test_a_run_has_few_events(sample_run: Any) -> None:
    """Each event is written to the history on disk: one for each test of dbt took a tenth of a small run."""
    with history_of(sample_run.settings) as instance:
        (last,) = instance.get_runs(limit=1)
        assert 300 < len(instance.all_logs(last.run_id)) < 700


def test_one_table_is_built_alone(copied_sample: Settings) -> None:
    with open_warehouse(copied_sample) as connection:
        ((rows,),) = connection.execute("select count(*) from marts.filing_lines").fetchall()
        connection.execute("delete from marts.filing_lines")
        connection.execute("delete from marts.metric_policy_people")
    result = build(copied_sample, QUEUE)
    assert complaints(result) == []
    (made,) = result.asset_materializations_for_node("build_marts")
    assert (made.asset_key, made.metadata["dagster/row_count"].value) == (QUEUE, rows)
    checked = [one for one in result.get_asset_check_evaluations() if "_gate" not in one.check_name]
    assert {one.asset_key for one in checked} == {QUEUE} and all(one.passed for one in checked)
    with open_warehouse(copied_sample) as connection:
        left = connection.execute("from marts.metric_policy_people").fetchall()
    assert left == [], "not built again"


def test_a_test_that_fails_is_a_failed_check_and_the_step_says_so(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "not_null_filing_lines_unit_id"
    (test,) = [node for node in load_manifest(copied_sample)["nodes"].values() if node["name"] == name]

    def build_stage(*_: object) -> None:
        raise StageFailedError(
            f"stage marts failed: {name}", [NodeResult(test["unique_id"], "fail", 0.1, 3, "Got 3 results")]
        )

    monkeypatch.setattr("orchestration.defs.assets.dbt.build_stage", build_stage)
    result = build(copied_sample, QUEUE)
    (failed,) = result.get_asset_check_evaluations()
    assert (failed.check_name, failed.passed) == (TESTS, False)
    assert failed.metadata["failed"].value == {name: 3} and failed.description == f"failed: {name}"
    (line,) = complaints(result)
    assert name in line
