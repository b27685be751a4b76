"""All definitions below ``defs``: by month for the UI, without partitions for a run of any date."""

from __future__ import annotations

from importlib import import_module

import dagster as dg

from orchestration.defs.groups import group_assets
from orchestration.defs.partitions import partition_by_month
from orchestration.settings import PROJECT_ROOT


def load_definitions_by_month() -> dg.Definitions:
    """Load all assets, checks, jobs, schedules and sensors of the state in ``LOOKBACK_STATE``, by month."""
    return partition_by_month(load_definitions_of_any_day())


def load_definitions_of_any_day() -> dg.Definitions:
    """Load them without partitions: Dagster runs a partitioned job with a partition only."""
    return group_assets(dg.load_defs(import_module("orchestration.defs"), project_root=PROJECT_ROOT))
