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
RunTasks = Callable[[Settings, Sequence[ShardTask]], Iterator[ShardResult]]


def run_in_processes(settings: Settings, tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
    """Run the tasks and give each result when it ends. The limit of memory is shared by those that run at once."""
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


def run_twice(task: ShardTask) -> ShardResult:
    """Run a task in a process of its own, and once more if the process died."""
    died = {"stage": task.stage, "node": "", "message": DIED}
    if result := _run(task):
        return result
    return replace(_run(task) or ShardResult(task.shard, task.stage, failed=died), deaths=1)


def _run(task: ShardTask) -> ShardResult | None:
    file = Path(f"{task.folder}.task.json")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(vars(task)), encoding="utf-8")
    command = [sys.executable, "-m", "orchestration.warehouse.shards.shard", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        # (Standard input stays open: its end is the end of the shard.)
        assert process.stdout is not None
        output = process.stdout.read()
    file.unlink()
    if process.returncode != 0 or not output:
        return None
    result = ShardResult(**json.loads(output))
    if result.failed:
        result.failed["message"] = redact_values(result.failed["message"])
    return result
