"""dbt in this process, one stage at a time.

A subprocess per stage costs 26 to 36 s of CPU for ten steps, this 10 s cold and 2 to 3 s warm (measured). dbt and its
adapter are imported on first use: the import takes seconds.
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
from orchestration.warehouse.dbt.manifest import build_project_arguments, load_project
from orchestration.warehouse.errors import redact_values

STAGES = ("staging", "intermediate", "rules", "marts")
LAW = "law"
"""Tag, source and schema of the law tables, which no stage builds."""

OUT_OF_MEMORY = "Out of Memory Error"
"""Beginning of DuckDB's message if a query and its neighbors exceed the memory limit."""


@dataclass(frozen=True)
class NodeResult:
    """The result of one dbt node: ``unique_id``, ``status`` in dbt's words, seconds, failing rows of a test."""

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    message: str


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
    """Build the models and seeds of one stage and run its data tests.

    ``stage`` is one of ``STAGES``; ``only`` narrows it to these tables. Batched column tests run after the models.

    Raises:
        StageFailedError: A model or test failed.
    """
    models = load_project(settings).nodes.values()
    select = [f"{node.name},tag:{stage}" for node in models if node.alias in only] or [f"tag:{stage}"]
    arguments = ["build", "--select", *select, "--indirect-selection", "buildable"]
    manifest = _filter_manifest(stage, load_project(settings))
    # Kept open so that dbt is not the last to close the file: the last one writes a checkpoint.
    with open_warehouse(settings) as connection:
        built = invoke(settings, arguments, f"stage {stage}", manifest)
        asked, rows = _run_column_tests(connection, settings, stage, only)
        if only or stage == STAGES[-1]:
            write_comments(connection, load_project(settings))
    return BuiltStage((*built, *asked), rows)


def run_law_tests(settings: Settings) -> list[NodeResult]:
    """Run the column tests of the law tables.

    Raises:
        StageFailedError: A test failed.
    """
    with open_warehouse(settings) as connection:
        asked, _ = _run_column_tests(connection, settings, LAW)
    return asked


def _filter_manifest(stage: str, manifest: Any) -> Any:
    """Drop unit tests, batched column tests and tests of other stages from the manifest.

    dbt adds edges from every test to all nodes behind it; with them, node selection takes three seconds (measured).
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
    _raise_if_failed(f"stage {stage}", nodes)
    return nodes, {one.test.table: one.rows for one in asked}


def run_unit_tests(settings: Settings) -> list[NodeResult]:
    """Run dbt's unit tests against a built warehouse, of which they read only the columns. No run executes them (ADR
    0011).

    Raises:
        StageFailedError: A test failed.
    """
    return invoke(settings, ["test", "--select", "test_type:unit"], "unit tests")


def invoke(settings: Settings, arguments: Sequence[str], what: str, manifest: Any = None) -> list[NodeResult]:
    """Run dbt, close its connections and return the result of every node.

    ``manifest``: part of the project, by default all of it. ``what`` names the work in errors. Nodes of a build that
    ran out of memory are built again one at a time, with the nodes skipped because of them.

    Raises:
        StageFailedError: A node failed.
    """
    manifest = manifest or load_project(settings)
    nodes, is_success = _invoke_once(settings, arguments, what, manifest)
    if arguments[0] == "build" and any(OUT_OF_MEMORY in node.message for node in nodes):
        retried = [node.unique_id for node in nodes if node.status == "skipped" or OUT_OF_MEMORY in node.message]
        select = [name.split(".")[2] for name in retried]
        one_by_one = ["build", "--select", *select, "--indirect-selection", "empty", "--threads", "1"]
        again, is_success = _invoke_once(settings, one_by_one, what, manifest)
        nodes = [node for node in nodes if node.unique_id not in retried] + again
    _raise_if_failed(what, nodes, is_success=is_success)
    return nodes


def _invoke_once(
    settings: Settings, arguments: Sequence[str], what: str, manifest: Any
) -> tuple[list[NodeResult], bool]:
    from dbt.cli.main import dbtRunner

    settings.export()
    result = dbtRunner(manifest=manifest).invoke([*arguments, *build_project_arguments(settings)])
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


def _raise_if_failed(what: str, nodes: Sequence[NodeResult], *, is_success: bool = True) -> None:
    failed = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
    if failed or not is_success:
        lines = "\n".join(f"  {node.unique_id}: {node.status}: {node.message}" for node in failed)
        raise StageFailedError(f"{what} failed in {len(failed)} of {len(nodes)} nodes:\n{lines}", nodes)


def close_connections() -> None:
    """Close dbt's connection, which dbt keeps open between invocations (measured), to unlock the warehouse file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import cleanup_connections, reset_adapters

    cleanup_connections()
    reset_adapters()
    DuckDBConnectionManager.close_all_connections()
