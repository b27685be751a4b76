"""Deletes Dagster's history of old runs. Dagster itself deletes none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG

from orchestration.defs.code_location import tag_run
from orchestration.settings import Settings

_ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def delete_old_runs(settings: Settings, cutoff: date, *, dry_run: bool) -> int:
    """Delete the state's runs that ended and were made before the cutoff, with their events and logs; return how many.

    With ``dry_run`` they are only counted.
    """
    if not (settings.dagster_home / "dagster.yaml").is_file():
        return 0
    settings.export()
    before = datetime.combine(cutoff, time(), UTC)
    old = dg.RunsFilter(
        statuses=_ENDED, created_before=before, tags={REPOSITORY_LABEL_TAG: tag_run(settings)[REPOSITORY_LABEL_TAG]}
    )
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        ids = [run.run_id for run in instance.get_runs(old)]
        files = []
        for run_id in ids if not dry_run else ():
            instance.delete_run(run_id)
            instance.compute_log_manager.delete_logs(prefix=[run_id])
            if isinstance(instance.event_log_storage, SqliteEventLogStorage):  # it leaves an empty file for each run
                files.append(Path(instance.event_log_storage.path_for_shard(run_id)))
    for file in files:
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
    return len(ids)
