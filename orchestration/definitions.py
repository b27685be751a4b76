"""Dagster's entry point. The definitions are in ``defs``."""

import os
import warnings

import dagster as dg

from orchestration.settings import PROJECT_ROOT, Settings, list_states, load_settings


@dg.definitions
def defs() -> dg.Definitions:
    """Load all assets, checks, jobs, schedules and sensors of one state, by month."""
    os.environ["LOOKBACK_STATE"] = choose_state(load_settings())  # the modules below read it when they are imported
    from orchestration.defs.load import load_definitions_by_month

    return load_definitions_by_month()


def choose_state(settings: Settings) -> str:
    """Choose the state of this code location: the one that is named, else the first that the home holds, else that of
    the sample."""
    held = list_states(settings.root)
    if len(held) > 1 and not settings.state:
        warnings.warn(
            f"the home holds {', '.join(held)}; this code location is of {held[0]}. "
            "LOOKBACK_STATE names another, and lookback ui serves one for each",
            stacklevel=2,
        )
    return settings.state or min(held or (path.name for path in (PROJECT_ROOT / "data" / "sample").iterdir()))
