"""Fixtures shared by all tests: warehouses that several tests read."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in (".", "cases/ca"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

pytest_plugins = ["whole_runs", "chromium"]  # the shipped sample run by the real command; the browser: shared by all
