"""One stage of a shard: Parquet of its people, of its earlier stages and of tables given to every shard, and the plan,
to Parquet of every kept table of the stage.

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

from orchestration.warehouse.shards.decide_again import DATABASE, FINDINGS, CompiledLaw, decide_again
from orchestration.warehouse.shards.parquet import build_query, quote_table, read_columns, write_parquet


@dataclass(frozen=True)
class ShardTask:
    """What a stage of a shard is made of.

    ``plan``: file of the plan. ``inputs``: Parquet and columns by table given whole. ``routed``: query by table of rows
    of people. ``folder``: where the result goes, beside the folders of earlier stages. ``home``: folder below which
    queries name files.
    """

    shard: int
    stage: str
    plan: str
    inputs: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
    routed: Mapping[str, str]
    folder: str
    memory_limit: str
    home: str

    @property
    def partial(self) -> Path:
        """The folder while it is written."""
        return Path(f"{self.folder}.partial")

    @property
    def temporary(self) -> Path:
        """The folder of what only the task itself reads."""
        return self.partial / "temporary"

    @property
    def begun(self) -> Path:
        """File that has a letter for each process that began the task, where others than its parent start them."""
        return Path(f"{self.folder}.begun")

    def find_earlier(self, stage: str, table: str) -> Path:
        """Find the file of a table of an earlier stage."""
        return Path(self.folder).with_name(stage) / f"{table}.parquet"


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


def run_shard(task: ShardTask) -> ShardResult:
    """Build and test every model of the stage, and write the kept tables. A shard that fails leaves no folder."""
    started, cpu_before, result = time.monotonic(), time.process_time(), ShardResult(task.shard, task.stage)
    shutil.rmtree(task.partial, ignore_errors=True)
    task.partial.mkdir(parents=True)
    try:
        with duckdb.connect(":memory:", config={**_build_config(task)}) as connection:
            _build(connection, task, result)
        shutil.rmtree(task.temporary, ignore_errors=True)
        result.outputs = {path.name: hash_file(path) for path in sorted(task.partial.iterdir())}
        shutil.rmtree(task.folder, ignore_errors=True)
        task.partial.rename(task.folder)
    except _StoppedError as stopped:
        result.failed = stopped.failed
    except (duckdb.Error, OSError) as error:
        result.failed = {"stage": task.stage, "node": "", "message": f"{type(error).__name__}: {error}"}
    finally:
        shutil.rmtree(task.partial, ignore_errors=True)
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


def _build(connection: duckdb.DuckDBPyConnection, task: ShardTask, result: ShardResult) -> None:
    plan = json.loads(Path(task.plan).read_text(encoding="utf-8"))
    models = {f"{model['schema']}.{model['table']}": model for model in plan["models"]}
    steps = [(kind, step) for kind in ("models", "tests") for step in plan[kind] if step["stage"] == task.stage]
    uses = _find_uses(models, steps, task.stage)
    connection.execute(f"set enable_progress_bar = false; attach ':memory:' as {DATABASE}; use {DATABASE}")
    for schema in sorted({table.partition(".")[0] for table in (*task.inputs, *task.routed, *models)}):
        connection.execute(f'create schema "{schema}"')
    for table, (path, columns) in task.inputs.items():
        connection.execute(f"create table {table} as {build_query(columns, [Path(path)])}")
    for table, query in task.routed.items():
        is_used_once = sum(quote_table(table) in step["sql"] for _, step in steps) <= 1
        # (One part of a bucket is read out of all rows of the bucket.)
        connection.execute(f"create {'view' if is_used_once else 'table'} {table} as {query}")
    for table, model in models.items():
        if model["stage"] != task.stage and table in uses:
            connection.execute(_read_earlier(table, model, task, is_used_once=len(uses[table]) == 1))
    last_use = {
        table: max(used)
        for table, used in uses.items()
        if not models[table]["is_view"] and (models[table]["stage"] == task.stage or len(used) > 1)
    }
    for number, (kind, step) in enumerate(steps):
        if kind == "models":
            if quote_table(FINDINGS) in step["sql"]:
                _decide_again(connection, plan["law"], step, task, result)
            _build_model(connection, step, task, result)
        else:
            _ask(connection, step, result)
        for table in (table for table, last in last_use.items() if last == number):
            connection.execute(f"drop table {table}")
    _raise_failures(task.stage, result)


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
            result.rows[name] = write_parquet(connection, name, model["columns"], task.partial / f"{name}.parquet")


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
    models: Mapping[str, Any], steps: Sequence[tuple[str, Mapping[str, Any]]], stage: str
) -> dict[str, set[int]]:
    """Find the steps that build or read each table, directly or through views, so that it can be dropped after the last
    one. Tables of earlier stages that no file keeps are built before all steps, which reads others."""
    uses: dict[str, set[int]] = {}

    def use(table: str, number: int) -> None:
        model = models[table]
        uses.setdefault(table, set()).add(number)
        if model["is_view"] or (model["stage"] != stage and not model["is_kept"]):
            for read in model["reads"]:
                use(read, number)

    for number, (kind, step) in enumerate(steps):
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
    sys.stdout.write(json.dumps(vars(run_shard(task))))


if __name__ == "__main__":
    main()
