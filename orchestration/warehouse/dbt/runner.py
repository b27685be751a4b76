"""dbt in this process: one stage built at a time.

Measured: a subprocess per stage costs 26 to 36 s of CPU for ten steps, this 10 s cold and 2 to 3 s warm. dbt and its
adapter are imported when first needed: their import alone takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import is_column_test, list_column_tests, run_column_tests
from orchestration.warehouse.dbt.comments import write_comments
from orchestration.warehouse.dbt.manifest import load_project, project_arguments
from orchestration.warehouse.errors import redact_values

STAGES = ("staging", "intermediate", "rules", "marts")

OUT_OF_MEMORY = "Out of Memory Error"
"""What DuckDB says first where the memory limit was not enough for a query, with what others held."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one dbt node: ``unique_id``, ``status`` in dbt's words, seconds, failing rows of a test."""

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    message: str


class StageFailedError(RuntimeError):
    """dbt could not build a stage, or one of its tests failed. The message names models and tests, never values.
    ``nodes``: what became of each node."""

    def __init__(self, message: str, nodes: Sequence[NodeResult] = ()) -> None:
        super().__init__(message)
        self.nodes = tuple(nodes)


@dataclass(frozen=True)
class BuiltStage:
    """The results of all ``nodes`` of a stage, and the ``rows`` of each (schema, table) that something was asked of."""

    nodes: tuple[NodeResult, ...]
    rows: Mapping[tuple[str, str], int]


def build_stage(settings: Settings, stage: str, only: Sequence[str] = ()) -> BuiltStage:
    """Build the models and seeds of one stage and run the tests of its data.

    ``stage`` is one of ``STAGES``; ``only`` narrows it to these model names. Tests of single columns are asked after
    the models, table by table (``batched_tests``). Raises ``StageFailedError`` where a node failed.
    """
    select = [f"{name},tag:{stage}" for name in only] or [f"tag:{stage}"]
    arguments = ["build", "--select", *select, "--indirect-selection", "buildable"]
    manifest = _keep_tests_of(stage, load_project(settings))
    # Open all the while: whoever lets go of the file last has it written down, and dbt is not the last.
    with open_warehouse(settings) as connection:
        built = invoke(settings, arguments, f"stage {stage}", manifest)
        asked, rows = _run_column_tests(connection, settings, stage, only)
        if only or stage == STAGES[-1]:
            write_comments(connection, load_project(settings))
    return BuiltStage((*built, *asked), rows)


def _keep_tests_of(stage: str, manifest: Any) -> Any:
    """The project as a stage knows it: without the tests of single columns (``batched_tests``), without unit tests, and
    without the tests that have nothing to do with the stage, which are not chosen for it.

    dbt draws an edge from every test to all that follows it, and looks for the ancestors of each: with them a run on an
    empty delivery spent three seconds choosing what to build (measured).
    """
    of_stage = {name for name, node in manifest.nodes.items() if stage in node.tags}

    def is_known(name: str, node: Any) -> bool:
        if node.resource_type != "test":
            return True
        return not is_column_test(node) and (name in of_stage or not of_stage.isdisjoint(node.depends_on.nodes))

    nodes = {name: node for name, node in manifest.nodes.items() if is_known(name, node)}
    return replace(manifest, nodes=nodes, unit_tests={})


def _run_column_tests(
    connection: duckdb.DuckDBPyConnection, settings: Settings, stage: str, only: Sequence[str] = ()
) -> tuple[list[NodeResult], dict[tuple[str, str], int]]:
    tests = list_column_tests(load_project(settings), stage, only)
    start = perf_counter()
    asked = run_column_tests(connection, tests)
    seconds = (perf_counter() - start) / max(len(asked), 1)
    nodes = [
        NodeResult(
            one.test.unique_id,
            "fail" if one.failures else "pass",
            seconds,
            one.failures,
            f"Got {one.failures} results, configured to fail if != 0" if one.failures else "",
        )
        for one in asked
    ]
    _raise_where_failed(f"stage {stage}", nodes)
    return nodes, {one.test.table: one.rows for one in asked}


def run_unit_tests(settings: Settings) -> list[NodeResult]:
    """Run dbt's unit tests of the models against the tables of a built warehouse, of which they read the columns alone.

    They rest on the SQL and on rows of their own, never on a delivery: so they belong to the tests of the software, and
    no run pays for them (ADR 0011). Returns every test's result; raises ``StageFailedError`` where one failed.
    """
    return invoke(settings, ["test", "--select", "test_type:unit"], "unit tests")


def invoke(settings: Settings, arguments: Sequence[str], what: str, manifest: Any = None) -> list[NodeResult]:
    """Have dbt do what ``arguments`` say, and let go of the warehouse. ``manifest``: a part of the project; without it
    the whole. What a build had no memory for beside others is built again one by one, and what was left out because of
    it. Returns every node's result; raises ``StageFailedError`` that says ``what`` failed."""
    manifest = manifest or load_project(settings)
    nodes, is_success = _invoked(settings, arguments, what, manifest)
    if arguments[0] == "build" and any(OUT_OF_MEMORY in node.message for node in nodes):
        lacking = [node.unique_id for node in nodes if node.status == "skipped" or OUT_OF_MEMORY in node.message]
        select = [name.split(".")[2] for name in lacking]
        one_by_one = ["build", "--select", *select, "--indirect-selection", "empty", "--threads", "1"]
        again, is_success = _invoked(settings, one_by_one, what, manifest)
        nodes = [node for node in nodes if node.unique_id not in lacking] + again
    _raise_where_failed(what, nodes, is_success=is_success)
    return nodes


def _invoked(settings: Settings, arguments: Sequence[str], what: str, manifest: Any) -> tuple[list[NodeResult], bool]:
    from dbt.cli.main import dbtRunner

    settings.export()
    result = dbtRunner(manifest=manifest).invoke([*arguments, *project_arguments(settings)])
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
    return nodes, result.success


def _raise_where_failed(what: str, nodes: Sequence[NodeResult], *, is_success: bool = True) -> None:
    failed = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
    if failed or not is_success:
        lines = "\n".join(f"  {node.unique_id}: {node.status}: {node.message}" for node in failed)
        raise StageFailedError(f"{what} failed in {len(failed)} of {len(nodes)} nodes:\n{lines}", nodes)


def close_connections() -> None:
    """Let go of the warehouse file: dbt keeps its connection open between invocations (measured)."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import cleanup_connections, reset_adapters

    cleanup_connections()
    reset_adapters()
    DuckDBConnectionManager.close_all_connections()
