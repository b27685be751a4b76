"""Days of the office in tests: its clock set to one, or the one it is. What is answered follows what was filed.

What belongs here: this. A command in a process of its own keeps the machine's clock: what answers it is of today.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

import pytest

from orchestration import clock as office
from orchestration.clock import compute_today
from orchestration.law.time_zone import read_zone


@contextmanager
def office_at(moment: str) -> Iterator[None]:
    """The office's clock stands at this moment, like ``2026-06-01T20:00:00Z``, while the block runs."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromisoformat(moment).astimezone(tz)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(office, "datetime", Clock)
        yield


@contextmanager
def office_on(day: str) -> Iterator[None]:
    """It is noon or so of this day in the state's offices, and the same day in UTC, while the block runs."""
    with office_at(f"{day}T20:00:00Z"):
        yield


def office_today(state: str = "ca") -> str:
    """The day it is in the state's offices."""
    return compute_today(read_zone(state)).isoformat()
