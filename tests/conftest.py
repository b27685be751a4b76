"""Fixtures shared by all tests: warehouses that several tests read."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from orchestration.garbage import NEW_OBJECTS_BEFORE_A_LOOK

for folder in (".", "cases/ca"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

pytest_plugins = [
    "whole_runs",
    "site_with_more",
    "chromium",
]  # the shipped sample run by the real command; the browser: shared by all


def pytest_collection_finish() -> None:
    """The tests themselves are not looked through for garbage again and again (orchestration.garbage)."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_LOOK)
