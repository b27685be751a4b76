"""The models of ``models/`` as assets and their tests as checks, one step per stage, and one for the law's tests.

A stage starts after the gate before it has passed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets

from orchestration.defs.asset_context import guard_asset
from orchestration.defs.keys import STATE
from orchestration.defs.resources import SettingsResource
from orchestration.files.steps import listen_to_steps
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND, ONE_PERSON, find_tested_table
from orchestration.warehouse.dbt.manifest import load_manifest
from orchestration.warehouse.dbt.results import NodeResult
from orchestration.warehouse.dbt.runner import (
    LAW,
    STAGES,
    StageFailedError,
    build_stage,
    run_law_tests,
)
from orchestration.warehouse.row_counts import count_rows
from orchestration.warehouse.run_history import forget_gates_from

ALL_STAGES = (*STAGES, ON_DEMAND)
TESTS = "dbt_tests"
"""Name of the check of a table, and metadata key of it: names of its dbt tests by unique id."""

SAYS = {
    "not_null": "Every row has a value in {column_name}.",
    "unique": "No two rows have the same {column_name}.",
    "accepted_values": "Every {column_name} is one of the accepted values.",
    "relationships": "Every {column_name} exists in the referenced table.",
}


class StageTranslator(DagsterDbtTranslator):
    """Asset key [state, schema, table]; description and group from the model, without its SQL; one check for all tests
    of a table."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        """Group the tests of the manifest by table: the one that declares a test, or the last one that it reads."""
        super().__init__()
        self._tests: dict[dg.AssetKey, list[Mapping[str, Any]]] = defaultdict(list)
        nodes = manifest["nodes"]
        tests = [node for _, node in sorted(nodes.items()) if node["resource_type"] == "test"]
        for test in tests:
            models = [nodes[one] for one in test["depends_on"]["nodes"] if one in nodes]
            if test["config"]["enabled"] and models:
                attached = nodes.get(test.get("attached_node")) or max(models, key=_find_stage)
                if ONE_PERSON not in attached["tags"]:
                    self._tests[self.get_asset_key(attached)].append(test)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        name = dbt_resource_props.get("alias") or dbt_resource_props["name"]
        return dg.AssetKey([STATE, dbt_resource_props["schema"], name])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description", ""))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["schema"])

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """Return the check of the table that a test is of; each of its tests returns the same."""
        tests = self._tests[asset_spec.key]
        return _build_check(asset_spec.key, tests) if any(one["unique_id"] == unique_id for one in tests) else None


def _build_check(table: dg.AssetKey, tests: Sequence[Mapping[str, Any]]) -> dg.AssetCheckSpec:
    """Build the check that all tests of a table pass."""
    says = sorted({_describe(test) for test in tests})
    names = {test["unique_id"]: test["name"] for test in tests}
    return dg.AssetCheckSpec(TESTS, asset=table, blocking=True, description="\n".join(says), metadata={TESTS: names})


def _find_stage(node: Mapping[str, Any]) -> int:
    return max(ALL_STAGES.index(tag) for tag in node["tags"] if tag in ALL_STAGES)


def _describe(test: Mapping[str, Any]) -> str:
    """Describe a test: by its own description, by its type, or by the comment at the start of its SQL."""
    about = test.get("test_metadata")
    if test["description"] or about is None:
        comment = (line.removeprefix("--").strip() for line in test["raw_code"].splitlines() if line.startswith("--"))
        return test["description"] or " ".join(comment)
    return SAYS[about["name"]].format(**about["kwargs"]) if about["name"] in SAYS else test["name"]


class _RunLog:
    """Tells Dagster's log of the run how far the shards are."""

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self._context = context

    def start(self, step: str) -> None:
        """Dagster says it itself."""

    def end(self, step: str, seconds: float | None) -> None:
        """Dagster says it itself."""

    def tell(self, line: str) -> None:
        """Log the line."""
        self._context.log.info(line)


def _build_stage_assets(stage: str, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        select=f"tag:{stage}",
        exclude=f"tag:{ON_DEMAND}" if stage != ON_DEMAND else "",
        name=f"build_{stage}",
        dagster_dbt_translator=StageTranslator(manifest),
    )
    def build(
        context: dg.AssetExecutionContext, settings: SettingsResource
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        specs = [spec for spec in context.assets_def.specs if spec.key in context.selected_asset_keys]
        only = [] if len(specs) == len(list(context.assets_def.specs)) else [spec.key.path[-1] for spec in specs]
        with (
            guard_asset(settings) as loaded,
            listen_to_steps(_RunLog(context)),
            open_warehouse(loaded) as connection,
        ):
            if stage != ON_DEMAND:
                forget_gates_from(connection, stage)
            try:
                built = build_stage(loaded, stage, only)
            except StageFailedError as failed:
                yield from _check_results(context, failed.nodes)
                raise
            # (To count a view is to compute it for everybody: those of elements took a tenth of a run.)
            views = {node["alias"] for node in manifest["nodes"].values() if _is_view(node)}
            uncounted = {_split_key(spec) for spec in specs if spec.key.path[-1] not in views} - built.rows.keys()
            counts = {**built.rows, **count_rows(connection, sorted(uncounted))}
        for spec in _sort_by_dependency(specs):
            count = counts.get(_split_key(spec))
            metadata = {} if count is None else {"dagster/row_count": count}
            yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)
        yield from _check_results(context, built.nodes)

    return build


def _build_law_checks(manifest: Mapping[str, Any]) -> dg.AssetChecksDefinition:
    """Make a check of each test of a law table. They run before anything reads the law."""
    sources = {name: source for name, source in manifest["sources"].items() if source["source_name"] == LAW}
    tests: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for _, test in sorted(manifest["nodes"].items()):
        if test.get("test_metadata"):
            tests[find_tested_table(None, test["test_metadata"]["kwargs"])].append(test)
    specs = [
        _build_check(dg.AssetKey([STATE, LAW, sources[table]["name"]]), of_table)
        for table, of_table in tests.items()
        if table in sources
    ]

    @dg.multi_asset_check(name="test_law", specs=specs)
    def check(context: dg.AssetCheckExecutionContext, settings: SettingsResource) -> Iterator[dg.AssetCheckResult]:
        with guard_asset(settings) as loaded:
            try:
                nodes: Sequence[NodeResult] = run_law_tests(loaded)
            except StageFailedError as failed:
                nodes = failed.nodes
        yield from _list_results(specs, nodes)

    return check


def _check_results(context: dg.AssetExecutionContext, nodes: Sequence[NodeResult]) -> Iterator[dg.AssetCheckResult]:
    """Yield the results of all selected tests, batched tests included."""
    chosen = [spec for spec in context.assets_def.check_specs if spec.key in context.selected_asset_check_keys]
    yield from _list_results(chosen, nodes)


def _list_results(specs: Iterable[dg.AssetCheckSpec], nodes: Sequence[NodeResult]) -> Iterator[dg.AssetCheckResult]:
    """Yield the check of each table of which every test was asked, or one failed: how many, and which failed."""
    results = {node.unique_id: node for node in nodes}
    for spec in specs:
        names: Mapping[str, str] = spec.metadata[TESTS]
        asked = [results[one] for one in names if one in results]
        failed = {names[node.unique_id]: node.failures or 0 for node in asked if node.status != "pass"}
        if failed or len(asked) == len(names):
            yield dg.AssetCheckResult(
                passed=not failed,
                asset_key=spec.asset_key,
                check_name=spec.name,
                description=f"failed: {', '.join(failed)}" if failed else f"{len(asked)} tests passed",
                metadata={"tests": len(asked), "failed": dict(failed)},
            )


def _is_view(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "model" and node["config"]["materialized"] == "view"


def _split_key(spec: dg.AssetSpec) -> tuple[str, str]:
    _, schema, name = spec.key.path
    return schema, name


def _sort_by_dependency(specs: Sequence[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Sort assets by dependency: Dagster wants the assets of one step reported in that order."""
    by_key = {spec.key: spec for spec in specs}
    graph = {spec.key: [dep.asset_key for dep in spec.deps if dep.asset_key in by_key] for spec in specs}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


@dg.definitions
def stages() -> dg.Definitions:
    """Define the stages of the warehouse as assets, what is built on demand too, and the tests of the law they read."""
    manifest = load_manifest(load_settings())
    return dg.Definitions(
        assets=[_build_stage_assets(stage, manifest) for stage in ALL_STAGES],
        asset_checks=[_build_law_checks(manifest)],
    )
