"""What the UI shows of the definitions: every asset in its stage, everything described for people, no person's data."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest
from dagster_jobs import environment_of, history_of

from orchestration.defs.checks import _find_check
from orchestration.defs.groups import GROUPS
from orchestration.settings import load_settings
from orchestration.warehouse.dbt.batched_tests import list_column_tests
from orchestration.warehouse.dbt.manifest import load_manifest, load_project
from orchestration.warehouse.dbt.runner import STAGES
from orchestration.warehouse.quality_gates.run import GATES
from orchestration.warehouse.quality_gates.suites import load_suite


@pytest.fixture(scope="module")
def repository(sample_run: Any) -> dg.RepositoryDefinition:
    from orchestration.definitions import defs

    with environment_of(sample_run.settings):
        return defs().get_repository_def()


def described(graph: Any, repository: dg.RepositoryDefinition) -> dict[str, str]:
    """Every asset, gate, job, schedule and sensor with its description."""
    words = {f"asset {key.to_user_string()}": graph.get(key).description for key in graph.materializable_asset_keys}
    words |= {f"gate {key.name} of {key.asset_key}": graph.get(key).description for key in graph.asset_check_keys}
    jobs = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    words |= {f"job {job.name}": job.description for job in jobs}
    words |= {f"schedule {one.name}": one.description for one in repository.schedule_defs}
    words |= {f"sensor {one.name}": one.description for one in repository.sensor_defs}
    return {name: str(text or "") for name, text in words.items()}


def test_everything_is_described(asset_graph: Any, repository: dg.RepositoryDefinition) -> None:
    words = described(asset_graph, repository)
    assert len(words) > 500
    assert [name for name, text in words.items() if not text.strip()] == []


def test_some_forty_assets_are_shown_and_no_asset_feeds_an_earlier_group(asset_graph: Any) -> None:
    """Groups are shown by name, so the names follow the way of the data; details are closed inside their group."""
    nodes = [asset_graph.get(key) for key in asset_graph.materializable_asset_keys]
    for node in nodes:
        for parent in node.parent_keys & asset_graph.materializable_asset_keys:
            assert asset_graph.get(parent).group_name[0] <= node.group_name[0], f"{parent} feeds {node.key}"
    details = {node.key for node in nodes if "/details_" in node.group_name}
    assert 35 <= len(nodes) - len(details) <= 45
    shown = {name for group in GROUPS.values() for name in group.shown}
    assert shown <= {key.path[-1] for key in asset_graph.materializable_asset_keys - details}


def test_the_check_of_a_gate_says_each_expectation_in_its_own_words(asset_graph: Any) -> None:
    shown = {
        (key.name, tuple(key.asset_key.path[1:])): asset_graph.get(key).description
        for key in asset_graph.asset_check_keys
    }
    for gate in GATES:
        for table in load_suite(load_settings().expectations, gate, "ca").tables:
            check = _find_check(gate, table.table)
            description = shown[check.name, tuple(check.asset_key.path[1:])]
            assert [one.says for one in table.expect if f"- {one.says}" not in description.splitlines()] == []


def test_every_asset_has_an_owner_and_a_code_version(asset_graph: Any) -> None:
    nodes = [asset_graph.get(key) for key in asset_graph.materializable_asset_keys]
    assert [node.key for node in nodes if not (node.owners and node.code_version)] == []


def test_every_table_that_was_built_says_how_many_rows_it_has(sample_run: Any, assets_of_a_run: list[Any]) -> None:
    nodes = load_manifest(sample_run.settings)["nodes"].values()
    views = {node["alias"] for node in nodes if node["config"].get("materialized") == "view"}
    tested = {test.table[1] for stage in STAGES for test in list_column_tests(load_project(sample_run.settings), stage)}
    with history_of(sample_run.settings) as instance:
        for key in assets_of_a_run:
            event = instance.get_latest_materialization_event(key)
            assert event is not None and event.asset_materialization is not None, key
            is_counted = "dagster/row_count" in event.asset_materialization.metadata
            if key.path[-1] in views:  # to count it is to compute it for everybody: only where a test did so
                assert not is_counted or key.path[-1] in tested, key
            elif key.path[-1] not in {"summary", "quality"}:  # figures and a page, not a table
                assert is_counted, key
