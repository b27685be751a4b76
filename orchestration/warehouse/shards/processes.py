"""Shards in processes of this machine: as many at once as processors and memory allow."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from orchestration.settings import Settings, parse_memory_limit
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.shards.shard import ShardResult, ShardTask

DIED = "the process died"
RunTasks = Callable[[Settings, Sequence[ShardTask]], Iterator[Sequence[ShardResult]]]
"""Runs tasks and gives the results of the stages of each when it ends."""


def run_in_processes(settings: Settings, tasks: Sequence[ShardTask]) -> Iterator[Sequence[ShardResult]]:
    """Run the tasks and give the results of each when it ends. Those that run at once share the limit of memory."""
    if not tasks:
        return
    at_once = min(count_at_once(settings), len(tasks))
    limit = f"{parse_memory_limit(settings.memory_limit) // at_once // 10**6}MB"
    with ThreadPoolExecutor(at_once) as pool:
        for done in as_completed([pool.submit(run_twice, replace(task, memory_limit=limit)) for task in tasks]):
            yield done.result()


def count_at_once(settings: Settings) -> int:
    """Count the shards that this machine builds at a time."""
    return max(
        1, min(settings.threads, parse_memory_limit(settings.memory_limit) // parse_memory_limit(settings.shard_memory))
    )


def run_twice(task: ShardTask) -> Sequence[ShardResult]:
    """Run a task in a process of its own, and what is left of it once more if the process died."""
    results = _run(task)
    if _has_ended(task, results):
        return results
    left = replace(task, stages=task.stages[len(results) :])
    again = _run(left)
    if not _has_ended(left, again):
        stage = left.stages[len(again)]
        return [*results, *again, ShardResult(task.shard, stage, failed={"stage": stage, "node": "", "message": DIED})]
    again[0].deaths = 1
    return [*results, *again]


def _has_ended(task: ShardTask, results: Sequence[ShardResult]) -> bool:
    return len(results) == len(task.stages) or any(result.failed for result in results)


def _run(task: ShardTask) -> list[ShardResult]:
    """Return the results of the stages that ended before the process did."""
    file = Path(f"{task.folder}.task.json")
    file.write_text(json.dumps(vars(task)), encoding="utf-8")
    command = [sys.executable, "-m", "orchestration.warehouse.shards.shard", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        # (Standard input stays open: its end is the end of the shard.)
        assert process.stdout is not None
        lines = [line for line in process.stdout if line.endswith(b"\n")]
    file.unlink()
    results = [ShardResult(**json.loads(line)) for line in lines]
    for result in results:
        if result.failed:
            result.failed["message"] = redact_values(result.failed["message"])
    return results
