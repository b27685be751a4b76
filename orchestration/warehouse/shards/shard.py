"""One shard: Parquet of its people, the tables given to every shard, and the plan, to Parquet of every kept table.

``python -m orchestration.warehouse.shards.shard TASK.json`` writes the result to standard output as one line of JSON.
It imports DuckDB and the standard library only, opens one connection in memory with one thread, and ends when its
standard input closes, so that no shard outlives the run.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.warehouse.shards.parquet import build_query, read_columns, write_parquet

DATABASE = "clearance"
"""The database of compiled SQL: the stem of the warehouse's file."""


@dataclass(frozen=True)
class ShardTask:
    """What a shard is made of.

    ``plan``: file of the plan. ``inputs``: Parquet and columns by table given whole. ``routed``: query by table of rows
    of people. ``folder``: where the result goes.
    """

    shard: int
    plan: str
    inputs: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
    routed: Mapping[str, str]
    folder: str
    memory_limit: str

    @property
    def partial(self) -> Path:
        """The folder while it is written."""
        return Path(f"{self.folder}.partial")


@dataclass
class ShardResult:
    """What became of a shard.

    ``rows``: of kept and of tested tables. ``failures``: by id of a test. ``outputs``: SHA-256 by file. ``failed``:
    stage, node and message of what stopped it; empty if nothing did. ``cpu_by_step``: seconds, by ``build``, ``write``
    or ``test`` and the table.
    """

    shard: int
    rows: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    cpu_by_step: dict[str, float] = field(default_factory=dict)
    peak_mib: int = 0

    @contextmanager
    def measure(self, step: str) -> Iterator[None]:
        """Add the CPU seconds of the block to those of the step."""
        before = time.process_time()
        yield
        self.cpu_by_step[step] = round(self.cpu_by_step.get(step, 0.0) + time.process_time() - before, 3)


class _StoppedError(Exception):
    """A model or a test failed."""

    def __init__(self, stage: str, node: str, message: str) -> None:
        super().__init__(message)
        self.failed = {"stage": stage, "node": node, "message": message}


def run_shard(task: ShardTask) -> ShardResult:
    """Build and test every model of the plan, stage by stage, and write the kept tables. A shard that fails leaves no
    folder."""
    started, cpu_before, result = time.monotonic(), time.process_time(), ShardResult(task.shard)
    shutil.rmtree(task.partial, ignore_errors=True)
    task.partial.mkdir(parents=True)
    temporary = task.partial / "temporary"
    try:
        with duckdb.connect(
            ":memory:",
            config={
                "threads": "1",
                "memory_limit": task.memory_limit,
                "temp_directory": str(temporary),
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        ) as connection:
            _build(connection, task, result)
        shutil.rmtree(temporary, ignore_errors=True)
        result.outputs = {path.name: hash_file(path) for path in sorted(task.partial.iterdir())}
        shutil.rmtree(task.folder, ignore_errors=True)
        task.partial.rename(task.folder)
    except _StoppedError as stopped:
        result.failed = stopped.failed
    except (duckdb.Error, OSError) as error:
        result.failed = {"stage": "", "node": "", "message": f"{type(error).__name__}: {error}"}
    finally:
        shutil.rmtree(task.partial, ignore_errors=True)
    result.seconds = round(time.monotonic() - started, 3)
    result.cpu_seconds = round(time.process_time() - cpu_before, 3)
    result.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def hash_file(path: Path) -> str:
    """Hash the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build(connection: duckdb.DuckDBPyConnection, task: ShardTask, result: ShardResult) -> None:
    plan = json.loads(Path(task.plan).read_text(encoding="utf-8"))
    connection.execute(f"set enable_progress_bar = false; attach ':memory:' as {DATABASE}; use {DATABASE}")
    stages = list(dict.fromkeys(model["stage"] for model in plan["models"]))
    tables = [*task.inputs, *task.routed, *(f"{model['schema']}.{model['table']}" for model in plan["models"])]
    for schema in sorted({table.partition(".")[0] for table in tables}):
        connection.execute(f'create schema "{schema}"')
    for table, (path, columns) in task.inputs.items():
        connection.execute(f"create table {table} as {build_query(columns, [Path(path)])}")
    for table, query in task.routed.items():
        connection.execute(f"create view {table} as {query}")
    steps = [
        (kind, step)
        for stage in stages
        for kind in ("models", "tests")
        for step in plan[kind]
        if step["stage"] == stage
    ]
    last_use = _find_last_use(steps)
    for number, (kind, step) in enumerate(steps):
        if kind == "models":
            _build_model(connection, step, task, result)
        else:
            _ask(connection, step, result)
        if kind == "tests" and (number + 1 == len(steps) or steps[number + 1][0] == "models"):
            _raise_failures(step["stage"], result)
        for table in (table for table, last in last_use.items() if last == number):
            connection.execute(f"drop table {table}")


def _build_model(
    connection: duckdb.DuckDBPyConnection, model: Mapping[str, Any], task: ShardTask, result: ShardResult
) -> None:
    name, stage, node = f"{model['schema']}.{model['table']}", model["stage"], model["unique_id"]
    kind = "view" if model["is_view"] else "table"
    try:
        with result.measure(f"build {name}"):
            connection.execute(f"create {kind} {name} as (\n{model['sql']}\n)")
    except duckdb.Error as error:
        raise _StoppedError(stage, node, f"{type(error).__name__}: {error}") from None
    promised = {(column, type_) for column, type_ in model["columns"]}
    found = set(read_columns(connection, name))
    if promised != found:
        wrong = ", ".join(sorted({column for column, _ in promised ^ found}))
        raise _StoppedError(stage, node, f"breaks its contract in the columns {wrong}")
    if model["is_kept"]:
        ((rows,),) = connection.execute(f"select count(*) from {name}").fetchall()
        result.rows[name] = int(rows)
        with result.measure(f"write {name}"):
            write_parquet(connection, name, model["columns"], task.partial / f"{name}.parquet")


def _ask(connection: duckdb.DuckDBPyConnection, test: Mapping[str, Any], result: ShardResult) -> None:
    try:
        with result.measure(f"test {test['table'] or test['ids'][0]}"):
            ((rows, *failures),) = connection.execute(test["sql"]).fetchall()
    except duckdb.Error as error:
        raise _StoppedError(test["stage"], test["ids"][0], f"{type(error).__name__}: {error}") from None
    result.failures |= dict(zip(test["ids"], map(int, failures), strict=True))
    if test["table"]:
        result.rows[test["table"]] = int(rows)


def _raise_failures(stage: str, result: ShardResult) -> None:
    if failing := sorted(name for name, failures in result.failures.items() if failures):
        raise _StoppedError(stage, failing[0], "")


def _find_last_use(steps: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, int]:
    """Find the last step that reads each table, directly or through views, so that it can be dropped after it."""
    names = {f"{step['schema']}.{step['table']}": step for kind, step in steps if kind == "models"}
    last_use: dict[str, int] = {}

    def use(table: str, number: int) -> None:
        if names[table]["is_view"]:
            for read in names[table]["reads"]:
                use(read, number)
        else:
            last_use[table] = number

    for number, (kind, step) in enumerate(steps):
        if kind == "models" and not step["is_view"]:
            last_use[f"{step['schema']}.{step['table']}"] = number
        for table in step["reads"]:
            use(table, number)
    return last_use


def _end_with_parent() -> None:
    """End this process when its standard input closes: the process that started it is gone."""

    def wait() -> None:
        os.read(0, 1)  # (the buffered file would be locked when Python ends)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Run the task of the file that the command names."""
    _end_with_parent()
    task = ShardTask(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(vars(run_shard(task))))


if __name__ == "__main__":
    main()
