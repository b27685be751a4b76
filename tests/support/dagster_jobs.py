"""Jobs of the real definitions run in this process, with a partition, as a run from the UI would be.

What belongs here: running a job, what its failed steps say and what the UI shows of the others. What does not:
expectations.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dagster as dg

from orchestration.settings import Settings
from orchestration.warehouse.locks import release_run_lock


@contextmanager
def environment_of(settings: Settings) -> Iterator[None]:
    """The environment that Dagster's processes have, for as long as the block lasts."""
    before = dict(os.environ)
    settings.export()
    try:
        yield
    finally:
        release_run_lock(settings)
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def history_of(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The history of runs as the UI opens it."""
    with environment_of(settings), dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        yield instance


def run_job(
    settings: Settings,
    job: str,
    partition: str | None,
    config: Mapping[str, Any] | None = None,
    only: str | None = None,
) -> dg.ExecuteInProcessResult:
    """Run ``job`` in a history of its own; ``config`` is by op, ``only`` the one asset (schema/table) to build,
    with those that the same step makes."""
    from orchestration.definitions import defs

    with environment_of(settings), dg.DagsterInstance.ephemeral() as instance:
        definition = defs().get_job_def(job)
        return definition.execute_in_process(
            partition_key=partition,
            run_config={
                "ops": {op: {"config": dict(of_op)} for op, of_op in (config or {}).items()},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            asset_selection=_made_together(definition, dg.AssetKey([settings.state, *only.split("/")]))
            if only
            else None,
            instance=instance,
            raise_on_error=False,
        )


def _made_together(job: dg.JobDefinition, key: dg.AssetKey) -> list[dg.AssetKey]:
    return sorted(job.asset_layer.asset_graph.get(key).assets_def.keys)


def complaints(result: dg.ExecuteInProcessResult) -> list[str]:
    """What the failed steps of a run say, innermost cause first."""
    said = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        said.append("" if error is None else error.message.strip())
    return said


def shown(result: dg.ExecuteInProcessResult, *steps: str) -> dict[str, Any]:
    """What the UI shows of the assets of some steps, by its label."""
    events = [event for step in steps for event in result.asset_materializations_for_node(step)]
    return {label: entry.value for event in events for label, entry in event.metadata.items()}
