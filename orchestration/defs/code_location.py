"""The UI's code location: its name, and how runs of the command line are tied to it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import dagster as dg
from dagster._core.remote_origin import ManagedGrpcPythonEnvCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.storage.tags import CODE_LOCATION_TAG, REPOSITORY_LABEL_TAG
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from orchestration.settings import Settings

MODULE = "orchestration.definitions"
REPOSITORY = "__repository__"
"""Dagster's name of the definitions in a module."""


def name_location(settings: Settings) -> str:
    """Return the name of the UI's code location."""
    return f"lookback_{settings.state}"


def tag_run(settings: Settings) -> Mapping[str, str]:
    """Build the tags by which the UI finds the runs of a job, so that it shows runs of the command line too."""
    name = name_location(settings)
    return {CODE_LOCATION_TAG: name, REPOSITORY_LABEL_TAG: f"{REPOSITORY}@{name}"}


def show_on_timeline(settings: Settings, instance: dg.DagsterInstance, run_id: str) -> None:
    """Set the code location of a run of the command line, as Dagster does for a run from the UI: the timeline on the
    UI's first page leaves out runs without one."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.remote_job_origin is not None:
        return
    target = LoadableTargetOrigin(executable_path=sys.executable, module_name=MODULE)
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, name_location(settings))
    origin = RemoteRepositoryOrigin(location, REPOSITORY).get_job_origin(run.job_name)
    instance.run_storage.replace_job_origin(run, origin)
