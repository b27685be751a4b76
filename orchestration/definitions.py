"""Dagster's entry point. The definitions are in ``defs``."""

import dagster as dg

from orchestration.defs.load import load_definitions_by_month


@dg.definitions
def defs() -> dg.Definitions:
    """Load all assets, checks, jobs, schedules and sensors of the state in ``LOOKBACK_STATE``, by month."""
    return load_definitions_by_month()
