"""Fixtures shared by all tests, and how all are run: warehouses that several read, Hypothesis."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

for folder in ("support", "cases/ca"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

pytest_plugins = [
    "whole_runs",
    "site_with_more",
    "chromium",
]  # the shipped sample run by the real command; the browser: shared by all

# How fast a machine draws and runs an example says nothing of what is tested, and machines that others use are slow.
settings.register_profile("lookback", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lookback")
