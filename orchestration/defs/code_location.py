"""The code location: what the UI calls these definitions, and how it finds the runs of the command line among its own.

What belongs here: names and tags that tie a run to the definitions the UI serves. What does not: serving (``run``).
"""

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

WORKSPACE_YAML = f"""\
# Written by Lookback: what the UI serves, and what it calls it.
load_from:
  - python_module:
      module_name: {MODULE}
      location_name: {{name}}
"""


def name_location(settings: Settings) -> str:
    """What the UI calls these definitions."""
    return f"lookback_{settings.state}"


def tag_run(settings: Settings) -> Mapping[str, str]:
    """Build the tags by which the UI finds the runs of a job: with them those of the command line are among them."""
    name = name_location(settings)
    return {CODE_LOCATION_TAG: name, REPOSITORY_LABEL_TAG: f"{REPOSITORY}@{name}"}


def show_on_timeline(settings: Settings, instance: dg.DagsterInstance, run_id: str) -> None:
    """Say which code location a run of the command line is of, as each run from the UI does by itself: the timeline,
    which is the first page of the UI, leaves out a run without."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.remote_job_origin is not None:
        return
    target = LoadableTargetOrigin(executable_path=sys.executable, module_name=MODULE)
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, name_location(settings))
    origin = RemoteRepositoryOrigin(location, REPOSITORY).get_job_origin(run.job_name)
    instance.run_storage.replace_job_origin(run, origin)
