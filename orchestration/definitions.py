"""The entry point of Dagster: load everything under ``defs``. Definitions themselves do not belong here."""

import dagster as dg

import orchestration.defs


@dg.definitions
def defs() -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors of the state in ``LOOKBACK_STATE``."""
    return dg.load_defs(orchestration.defs)
