"""The time zone of a state's offices (from ``models/rules/<state>/register.yml``) and today's date there."""

from __future__ import annotations

from datetime import date, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.clock import compute_today
from orchestration.law.register import read_pack
from orchestration.settings import PROJECT_ROOT, Settings


@cache
def read_zone(state: str, models: Path = PROJECT_ROOT / "models") -> tzinfo:
    """Read the time zone of the state's offices.

    Raises:
        LookupError: The register has no such state.
    """
    return ZoneInfo(read_pack(models, state).time_zone)


def read_today(settings: Settings) -> date:
    """Return today's date in the state's offices."""
    return compute_today(read_zone(settings.state))
