"""The entry point of Dagster: everything under ``defs``. Definitions themselves do not belong here."""

import dagster as dg

import orchestration.defs
from orchestration.defs.partitions import group_by_stage, partition_by_month


@dg.definitions
def defs() -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors of the state in ``LOOKBACK_STATE``, by month."""
    return partition_by_month(of_any_day())


def of_any_day() -> dg.Definitions:
    """The same for a run whose day is no first of a month: Dagster runs what has partitions with a partition only."""
    return group_by_stage(dg.load_defs(orchestration.defs))
