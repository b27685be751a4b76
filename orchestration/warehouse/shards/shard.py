"""Stages of a shard: Parquet of its people, of its earlier stages and of tables given to every shard, and the plan, to
Parquet of every kept table of the stages.

``python -m orchestration.warehouse.shards.shard TASK.json`` writes the result of each stage to standard output as a
line of JSON.
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

from orchestration.warehouse.shards.decide_again import DATABASE, FINDINGS, CompiledLaw, decide_again
from orchestration.warehouse.shards.parquet import build_query, quote_table, read_columns, write_parquet


@dataclass(frozen=True)
class ShardTask:
    """What stages of a shard are made of.

    ``stages``: those to build, in order; the others are read from their folders. ``plan``: file of the plan.
    ``inputs``: Parquet and columns by table given whole. ``routed``: query by table of rows of people. ``folder``: that
    of the shard, with a folder for each stage. ``home``: folder below which queries name files.
    """

    shard: int
    stages: Sequence[str]
    plan: str
    inputs: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
    routed: Mapping[str, str]
    folder: str
    memory_limit: str
    home: str

    @property
    def temporary(self) -> Path:
        """The folder of what only the task itself reads."""
        return Path(self.folder) / "temporary.partial"

    @property
    def begun(self) -> Path:
        """File that has a letter for each process that began the task, where others than its parent start them."""
        return Path(f"{self.folder}.begun")

    def name_partial(self, stage: str) -> Path:
        """Name the folder of a stage while it is written."""
        return Path(self.folder) / f"{stage}.partial"

    def find_earlier(self, stage: str, table: str) -> Path:
        """Find the file of a table of an earlier stage."""
        return Path(self.folder) / stage / f"{table}.parquet"


@dataclass
class ShardResult:
    """What became of a stage of a shard.

    ``rows``: of kept and of tested tables. ``failures``: by id of a test. ``outputs``: SHA-256 by file. ``failed``:
    stage, node and message of what stopped it; empty if nothing did. ``cpu_by_step``: seconds, by ``build``, ``write``
    or ``test`` and the table. ``deaths``: how many processes died at it before the one that ended it.
    """

    shard: int
    stage: str
    rows: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    cpu_by_step: dict[str, float] = field(default_factory=dict)
    peak_mib: int = 0
    deaths: int = 0

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


def run_shard(task: ShardTask) -> Iterator[ShardResult]:
    """Build and test every model of the stages, write the kept tables, and give the result of each stage when it ends.
    The first that fails is the last, and leaves no folder."""
    for stage in task.stages:
        shutil.rmtree(task.name_partial(stage), ignore_errors=True)
    shutil.rmtree(task.temporary, ignore_errors=True)
    Path(task.folder).mkdir(parents=True, exist_ok=True)
    plan = json.loads(Path(task.plan).read_text(encoding="utf-8"))
    try:
        with duckdb.connect(":memory:", config={**_build_config(task)}) as connection:
            shard = _Shard(connection, task, plan)
            for stage in task.stages:
                result = _run_stage(shard, stage)
                yield result
                if result.failed:
                    return
    finally:
        shutil.rmtree(task.temporary, ignore_errors=True)


def _run_stage(shard: _Shard, stage: str) -> ShardResult:
    started, cpu_before, result = time.monotonic(), time.process_time(), ShardResult(shard.task.shard, stage)
    partial = shard.task.name_partial(stage)
    try:
        partial.mkdir()
        shard.build(stage, result)
        result.outputs = {path.name: hash_file(path) for path in sorted(partial.iterdir())}
        shutil.rmtree(Path(shard.task.folder) / stage, ignore_errors=True)
        partial.rename(Path(shard.task.folder) / stage)
    except _StoppedError as stopped:
        result.failed = stopped.failed
    except (duckdb.Error, OSError) as error:
        result.failed = {"stage": stage, "node": "", "message": f"{type(error).__name__}: {error}"}
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    result.seconds = round(time.monotonic() - started, 3)
    result.cpu_seconds = round(time.process_time() - cpu_before, 3)
    result.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def _build_config(task: ShardTask) -> dict[str, str]:
    return {
        "threads": "1",
        "memory_limit": task.memory_limit,
        "temp_directory": str(task.temporary),
        "file_search_path": task.home,
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def hash_file(path: Path) -> str:
    """Hash the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Shard:
    """The tables of a shard in a connection, from the first stage of the task to the last one that reads them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, task: ShardTask, plan: Mapping[str, Any]) -> None:
        self.connection, self.task, self.law = connection, task, plan.get("law", {})
        self.models = {f"{model['schema']}.{model['table']}": model for model in plan["models"]}
        self.steps = [
            (stage, kind, step)
            for stage in task.stages
            for kind in ("models", "tests")
            for step in plan[kind]
            if step["stage"] == stage
        ]
        uses = _find_uses(self.models, self.steps, task.stages)
        self.last_use = {
            table: max(used)
            for table, used in uses.items()
            if not self.models[table]["is_view"] and (self._is_built_here(table) or len(used) > 1)
        }
        self.used_once = {table: len(used) == 1 for table, used in uses.items()}
        self.is_open = False

    def build(self, stage: str, result: ShardResult) -> None:
        """Build and test the models of a stage; what no later step reads is dropped."""
        if not self.is_open:
            self._open()
        for number, (of_stage, kind, step) in enumerate(self.steps):
            if of_stage != stage:
                continue
            if kind == "models":
                if quote_table(FINDINGS) in step["sql"]:
                    _decide_again(self.connection, self.law, step, self.task, result)
                _build_model(self.connection, step, self.task, result)
            else:
                _ask(self.connection, step, result)
            for table in (table for table, last in self.last_use.items() if last == number):
                self.connection.execute(f"drop table {table}")
        _raise_failures(stage, result)

    def _open(self) -> None:
        """Give the connection the tables of all people, the rows of the shard's, and what earlier stages wrote."""
        task, connection = self.task, self.connection
        connection.execute(f"set enable_progress_bar = false; attach ':memory:' as {DATABASE}; use {DATABASE}")
        for schema in sorted({table.partition(".")[0] for table in (*task.inputs, *task.routed, *self.models)}):
            connection.execute(f'create schema "{schema}"')
        for table, (path, columns) in task.inputs.items():
            connection.execute(f"create table {table} as {build_query(columns, [Path(path)])}")
        for table, query in task.routed.items():
            is_used_once = sum(quote_table(table) in step["sql"] for _, _, step in self.steps) <= 1
            # (One part of a bucket is read out of all rows of the bucket.)
            connection.execute(f"create {'view' if is_used_once else 'table'} {table} as {query}")
        for table, model in self.models.items():
            if not self._is_built_here(table) and table in self.used_once:
                connection.execute(_read_earlier(table, model, task, is_used_once=self.used_once[table]))
        self.is_open = True

    def _is_built_here(self, table: str) -> bool:
        return self.models[table]["stage"] in self.task.stages


def _read_earlier(table: str, model: Mapping[str, Any], task: ShardTask, *, is_used_once: bool) -> str:
    """Build the statement that gives a stage a table of an earlier one; read where it is, if that is once."""
    if model["is_view"] or not model["is_kept"]:
        return f"create {'view' if model['is_view'] else 'table'} {table} as (\n{model['sql']}\n)"
    query = build_query(model["columns"], [task.find_earlier(model["stage"], table)])
    return f"create {'view' if is_used_once else 'table'} {table} as {query}"


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
        with result.measure(f"write {name}"):
            result.rows[name] = write_parquet(
                connection, name, model["columns"], task.name_partial(stage) / f"{name}.parquet"
            )


def _decide_again(
    connection: duckdb.DuckDBPyConnection,
    law: Mapping[str, Any],
    model: Mapping[str, Any],
    task: ShardTask,
    result: ShardResult,
) -> None:
    try:
        with result.measure(f"build {FINDINGS}"):
            decide_again(connection, CompiledLaw(**law), task.temporary / "again", _build_config(task))
    except duckdb.Error as error:
        raise _StoppedError(model["stage"], model["unique_id"], f"{type(error).__name__}: {error}") from None


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


def _find_uses(
    models: Mapping[str, Any], steps: Sequence[tuple[str, str, Mapping[str, Any]]], stages: Sequence[str]
) -> dict[str, set[int]]:
    """Find the steps that build or read each table, directly or through views, so that it can be dropped after the last
    one. Tables of earlier stages that no file keeps are built before all steps, which reads others."""
    uses: dict[str, set[int]] = {}

    def use(table: str, number: int) -> None:
        model = models[table]
        uses.setdefault(table, set()).add(number)
        if model["is_view"] or (model["stage"] not in stages and not model["is_kept"]):
            for read in model["reads"]:
                use(read, number)

    for number, (_, kind, step) in enumerate(steps):
        if kind == "models":
            use(f"{step['schema']}.{step['table']}", number)
        for table in step["reads"]:
            use(table, number)
    return uses


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
    for result in run_shard(task):
        sys.stdout.write(f"{json.dumps(vars(result))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
