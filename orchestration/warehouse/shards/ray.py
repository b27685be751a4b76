"""Shards on a Ray cluster over storage that every machine has under the same path (``lookback run --on ray``).

Ray places shards by processor and memory and runs one again whose machine or process died. Each machine needs Lookback
installed. The extra ``ray`` installs Ray.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from orchestration.settings import DISTRIBUTION, Settings, parse_memory_limit
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.shards.processes import DIED
from orchestration.warehouse.shards.shard import ShardResult, ShardTask, run_shard

TIMES_AGAIN = 2
"""How often a shard is run again whose process or machine died."""


class NoRayError(RuntimeError):
    """Ray is not installed, or its cluster cannot be reached."""


def run_on_ray(settings: Settings, tasks: Sequence[ShardTask]) -> Iterator[Sequence[ShardResult]]:
    """Run the tasks on the cluster at ``settings.ray_address``, or on this machine, and give the results of each.

    Each task takes a processor and ``settings.shard_memory``. This process stays connected for the next run.

    Raises:
        NoRayError: Ray is not installed, or there is no cluster at the address.
    """
    if not tasks:
        return
    try:
        import ray
    except ImportError:
        raise NoRayError(f"Ray is not installed: install {DISTRIBUTION}[ray]") from None
    try:
        if not ray.is_initialized():
            address = settings.ray_address or None
            ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level=40)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise NoRayError(f"no Ray cluster at {settings.ray_address}: {type(error).__name__}") from None
    for task in tasks:
        task.begun.unlink(missing_ok=True)  # of a run that was killed
    memory = parse_memory_limit(settings.shard_memory)
    remote = ray.remote(num_cpus=1, memory=memory, max_retries=TIMES_AGAIN)(_run)
    running = {remote.remote(vars(replace(task, memory_limit=settings.shard_memory))): task for task in tasks}
    while running:
        (done, *_), _ = ray.wait(list(running), num_returns=1)
        task = running.pop(done)
        yield _read_results(ray, done, task)
        task.begun.unlink(missing_ok=True)


def _run(of: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a task; Ray calls this again if its process died."""
    task = ShardTask(**of)
    with task.begun.open("a", encoding="utf-8") as begun:
        deaths = begun.tell()
        begun.write("x")
    results = [vars(result) for result in run_shard(task)]
    results[0]["deaths"] = deaths
    return results


def _read_results(ray: Any, done: Any, task: ShardTask) -> list[ShardResult]:
    try:
        results = [ShardResult(**one) for one in ray.get(done)]
    except ray.exceptions.RayError as error:
        stage = task.stages[0]
        died = {"stage": stage, "node": "", "message": f"{DIED} ({type(error).__name__})"}
        return [ShardResult(task.shard, stage, failed=died)]
    for result in results:
        if result.failed:
            result.failed["message"] = redact_values(result.failed["message"])
    return results
