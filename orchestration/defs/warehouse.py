"""The models of ``models/`` as assets, one group per stage; a stage starts when the gate before it is passed."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings
from dagster_dbt.asset_utils import build_dbt_specs

from orchestration.defs.keys import STATE
from orchestration.defs.step import step
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ONE_PERSON
from orchestration.warehouse.dbt.manifest import load_manifest
from orchestration.warehouse.dbt.runner import STAGES, build_stage
from orchestration.warehouse.row_counts import row_counts
from orchestration.warehouse.run_history import forget_gates_from


class StageTranslator(DagsterDbtTranslator):
    """Asset key = [state, schema, table]; description and group from the model, never its SQL."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        name = dbt_resource_props.get("alias") or dbt_resource_props["name"]
        return dg.AssetKey([STATE, dbt_resource_props["schema"], name])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description", ""))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["schema"])


def _stage_assets(stage: str, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    translator = StageTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=False))
    specs, _ = build_dbt_specs(
        translator=translator,
        manifest=manifest,
        select=f"tag:{stage}",
        exclude="",
        selector="",
        io_manager_key=None,
        project=None,
    )

    of_one_person = {
        node.get("alias") or node["name"] for node in manifest["nodes"].values() if ONE_PERSON in node.get("tags", ())
    }

    @dg.multi_asset(name=f"build_{stage}", specs=specs)
    def build() -> Iterator[dg.MaterializeResult]:
        with step() as settings, open_warehouse(settings) as connection:
            forget_gates_from(connection, stage)
            counts = build_stage(settings, stage).rows
            uncounted = {_table(spec) for spec in specs if spec.key.path[-1] not in of_one_person} - counts.keys()
            counts = {**counts, **row_counts(connection, sorted(uncounted))}
        for spec in _in_order(specs):
            count = counts.get(_table(spec))
            metadata = {} if count is None else {"dagster/row_count": count}
            yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)

    return build


def _table(spec: dg.AssetSpec) -> tuple[str, str]:
    _, schema, name = spec.key.path
    return schema, name


def _in_order(specs: Sequence[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Dagster wants the assets of one step reported in the order of their dependencies."""
    by_key = {spec.key: spec for spec in specs}
    graph = {spec.key: [dep.asset_key for dep in spec.deps if dep.asset_key in by_key] for spec in specs}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


def _without_tests(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """The models, seeds and sources. Tests are no assets, and are five of six nodes, looked at for every stage."""
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] != "test"}
    known = nodes.keys() | manifest["sources"].keys()
    children = {
        name: [child for child in after if child in known]
        for name, after in manifest["child_map"].items()
        if name in known
    }
    return {**manifest, "nodes": nodes, "child_map": children, "unit_tests": {}}


@dg.definitions
def stages() -> dg.Definitions:
    """The four stages of the warehouse as assets."""
    manifest = _without_tests(load_manifest(load_settings()))
    return dg.Definitions(assets=[_stage_assets(stage, manifest) for stage in STAGES])
