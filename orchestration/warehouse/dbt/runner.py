"""A stage of the warehouse: in shards, then what is central; and dbt itself in this process for its unit tests.

A subprocess of dbt costs 3 s of CPU, this a third (measured). dbt and its adapter are imported on first use: the import
takes seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import build_connection_config, open_warehouse
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND, is_column_test, list_column_tests, run_column_tests
from orchestration.warehouse.dbt.central import build_central, load_seeds
from orchestration.warehouse.dbt.comments import write_comments
from orchestration.warehouse.dbt.manifest import build_project_arguments, load_project, write_project
from orchestration.warehouse.dbt.results import NodeResult, describe_failures
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.shards.build import BuiltShards, build_shards, build_shards_beside, list_kinds, show_tables
from orchestration.warehouse.shards.decide_again import AGAIN, decide_again
from orchestration.warehouse.shards.plan import STAGES as ALL_STAGES
from orchestration.warehouse.shards.plan import ShardPlan, find_stage, load_plan_and_central

STAGES = ("staging", "intermediate", "rules", "marts")
"""The stages of a run."""
LAW = "law"
"""Tag, source and schema of the law tables, which no stage builds."""


class StageFailedError(RuntimeError):
    """A model or test failed. The message names models and tests, never values. ``nodes``: the result of each node."""

    def __init__(self, message: str, nodes: Sequence[NodeResult] = ()) -> None:
        super().__init__(message)
        self.nodes = tuple(nodes)


@dataclass(frozen=True)
class BuiltStage:
    """The results of all ``nodes`` of a stage, and the ``rows`` of each tested (schema, table)."""

    nodes: tuple[NodeResult, ...]
    rows: Mapping[tuple[str, str], int]


def build_stage(settings: Settings, stage: str, only: Sequence[str] = ()) -> BuiltStage:
    """Build one stage and run its data tests: in shards, then what is central.

    ``stage`` is one of ``STAGES``, or ``ON_DEMAND`` after them; ``only`` narrows it to these tables. Batched column
    tests of what is central run after it.

    Raises:
        StageFailedError: A shard, a model or a test failed.
        NoWarehouseError: Of what is built on demand: the run was made by another version.
    """
    (plan, sql), project = load_plan_and_central(settings), load_project(settings)
    with open_warehouse(settings) as connection:
        seeds = [
            node
            for node in project.nodes.values()
            if node.resource_type == "seed" and (node.alias in only if only else stage == STAGES[0])
        ]
        raise_if_failed("vocabularies", load_seeds(connection, seeds, write_project(settings)))
        if stage != ON_DEMAND:
            _drop_on_demand(connection, project)
        in_shards = BuiltStage((), {})
        if plan.models:
            build = build_shards_beside if stage == ON_DEMAND else build_shards
            in_shards = show_shards(settings, connection, plan, build(settings, connection, plan, stage), only)
        central = [
            name for name in _list_central(project, plan, stage) if not only or _find_alias(project, name) in only
        ]
        nodes = {name: project.nodes[name] for name in central}
        built = list(build_central(connection, nodes, sql, lambda: decide_again_centrally(settings, connection, plan)))
        raise_if_failed(f"stage {stage}", built)
        asked, rows = _run_column_tests(connection, project, stage, only, plan.test_ids)
        if only or stage in (STAGES[-1], ON_DEMAND):
            write_comments(connection, project)
    return BuiltStage((*in_shards.nodes, *built, *asked), {**in_shards.rows, **rows})


def decide_again_centrally(settings: Settings, connection: duckdb.DuckDBPyConnection, plan: ShardPlan) -> None:
    """Write what one more answer would change into the warehouse, as shards do where there are any."""
    if plan.law:
        folder = settings.warehouse.with_name(f"{settings.warehouse.name}.{AGAIN}")
        decide_again(connection, plan.law, folder, build_connection_config(settings))


def show_shards(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    plan: ShardPlan,
    shards: BuiltShards,
    only: Collection[str] = (),
) -> BuiltStage:
    """Show the tables of a stage of shards that ``plan`` says (those named in ``only``, if given). Return the results
    of models and tests.

    Raises:
        StageFailedError: A shard or a test failed.
    """
    stage = shards.stage
    failures = {test: shards.count_failures(test) for one in plan.tests if one.stage == stage for test in one.ids}
    tests = [
        NodeResult(test, "fail" if count else "pass", 0, count, describe_failures(count))
        for test, count in failures.items()
        if count is not None
    ]
    stopped = [
        NodeResult(one.failed["node"], "error", one.seconds, None, f"shard {one.shard}: {one.failed['message']}")
        for one in shards.results
        if one.failed.get("message")
    ]
    raise_if_failed(f"stage {stage}", [*tests, *stopped])
    models = [model for model in plan.models if model.stage == stage and (not only or model.table in only)]
    kept = [model for model in models if model.is_kept]
    show_tables(settings, connection, shards, kept)
    rows = {
        (model.schema, model.table): count
        for model in models
        if not (model.is_distinct or model.is_summed) and (count := shards.count_rows(model)) is not None
    }
    return BuiltStage((*(NodeResult(model.unique_id, "success", 0, None, "") for model in kept), *tests), rows)


def _drop_on_demand(connection: duckdb.DuckDBPyConnection, project: Any) -> None:
    """Drop what was built on demand of the run before."""
    connection.execute(f"drop schema if exists {AGAIN} cascade")
    kinds = list_kinds(connection)
    for node in project.nodes.values():
        if ON_DEMAND in node.tags and (kind := kinds.get((node.schema, node.alias))):
            connection.execute(f'drop {kind} "{node.schema}"."{node.alias}"')


def _list_central(project: Any, plan: ShardPlan, stage: str) -> list[str]:
    """List the models of a stage that shards do not give the warehouse, and the tests that they do not ask.

    A test of a model that the state does not have depends on no table, and is left out.
    """
    models = [
        name
        for name, node in project.nodes.items()
        if node.resource_type == "model" and find_stage(node) == stage and name not in plan.built_ids
    ]
    tests = [
        name
        for name, node in project.nodes.items()
        if node.resource_type == "test"
        and not is_column_test(node)
        and name not in plan.test_ids
        and (node.depends_on.nodes or getattr(node, "test_metadata", None) is None)
        and _find_last_stage(project, node) == stage
    ]
    return [*models, *tests]


def _find_last_stage(project: Any, test: Any) -> str:
    models = [project.nodes[name] for name in test.depends_on.nodes if name in project.nodes]
    return max(map(find_stage, models), key=ALL_STAGES.index, default=STAGES[0])


def _find_alias(project: Any, name: str) -> str:
    return str(getattr(project.nodes[name], "alias", ""))


def run_law_tests(settings: Settings) -> list[NodeResult]:
    """Run the column tests of the law tables.

    Raises:
        StageFailedError: A test failed.
    """
    with open_warehouse(settings) as connection:
        asked, _ = _run_column_tests(connection, load_project(settings), LAW)
    return asked


def _run_column_tests(
    connection: duckdb.DuckDBPyConnection,
    project: Any,
    stage: str,
    only: Sequence[str] = (),
    asked_before: Collection[str] = (),
) -> tuple[list[NodeResult], dict[tuple[str, str], int]]:
    tests = [test for test in list_column_tests(project, stage, only) if test.unique_id not in asked_before]
    start = perf_counter()
    asked = run_column_tests(connection, tests)
    seconds = (perf_counter() - start) / max(len(asked), 1)
    nodes = [
        NodeResult(
            one.test.unique_id,
            "fail" if one.failures else "pass",
            seconds,
            one.failures,
            describe_failures(one.failures),
        )
        for one in asked
    ]
    raise_if_failed(f"stage {stage}", nodes)
    return nodes, {one.test.table: one.rows for one in asked}


def run_unit_tests(settings: Settings) -> list[NodeResult]:
    """Run dbt's unit tests against a built warehouse, of which they read only the columns. No run executes them (ADR
    0011).

    Raises:
        StageFailedError: A test failed.
    """
    return invoke(settings, ["test", "--select", "test_type:unit"], "unit tests")


def invoke(settings: Settings, arguments: Sequence[str], what: str) -> list[NodeResult]:
    """Run dbt, close its connections and return the result of every node. ``what`` names the work in errors.

    Raises:
        StageFailedError: A node failed.
    """
    from dbt.cli.main import dbtRunner

    settings.export()
    result = dbtRunner(manifest=load_project(settings)).invoke([*arguments, *build_project_arguments(settings)])
    close_connections()
    if result.exception is not None:
        raise StageFailedError(
            f"dbt stopped in {what}: {type(result.exception).__name__}: {redact_values(str(result.exception))}"
        )
    nodes = [
        NodeResult(
            unique_id=node.node.unique_id,
            status=str(node.status),
            seconds=float(node.execution_time),
            failures=node.failures,
            message=redact_values(str(node.message or "")),
        )
        for node in getattr(result.result, "results", [])
    ]
    raise_if_failed(what, nodes)
    return nodes


def rebuild_tagged(settings: Settings, tag: str, what: str) -> None:
    """Build the central models with a tag anew, and run their tests with it and the batched tests of their columns.

    Raises:
        StageFailedError: A model or a test failed.
    """
    (_, sql), project = load_plan_and_central(settings), load_project(settings)
    nodes = {name: node for name, node in project.nodes.items() if tag in node.tags and name in sql}
    with open_warehouse(settings) as connection:
        raise_if_failed(what, list(build_central(connection, nodes, sql)))
        _run_column_tests(connection, project, tag)
        write_comments(connection, project)


def raise_if_failed(what: str, nodes: Sequence[NodeResult]) -> None:
    """Raise if a node failed.

    Raises:
        StageFailedError: One did.
    """
    failed = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
    if failed:
        lines = "\n".join(f"  {node.unique_id}: {node.status}: {node.message}" for node in failed)
        raise StageFailedError(f"{what} failed in {len(failed)} of {len(nodes)} nodes:\n{lines}", nodes)


def close_connections() -> None:
    """Close dbt's connection, which dbt keeps open between invocations (measured), to unlock the warehouse file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import cleanup_connections, reset_adapters

    cleanup_connections()
    reset_adapters()
    DuckDBConnectionManager.close_all_connections()
