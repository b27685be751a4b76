"""Fixtures shared by all tests, and how all are run: warehouses that several read, Hypothesis."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

for folder in ("support", "models/cases/ca"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

os.environ.setdefault("LOOKBACK_STATE", "ca")  # of every test that names no other

pytest_plugins = [
    "whole_runs",
    "chromium",
]  # the shipped sample run by the real command; the browser: shared by all

FIRST_FILES = ("test_scenarios.py", "test_relief_cases.py")
"""One file waits for the run of the sample; the other has the models compiled meanwhile, and builds."""
WHOLE_RUNS_FIRST = ("law", "defs", "reporting", "cli", "filing", "warehouse", "models", "determinations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole runs and end with what is short, so that no worker waits long for the last file of another."""

    def place(item: pytest.Item) -> list[bool]:
        return [item.path.name != name for name in FIRST_FILES] + [
            folder not in item.path.parts for folder in WHOLE_RUNS_FIRST
        ]

    items.sort(key=place)


# How fast a machine draws and runs an example says nothing of what is tested, and machines that others use are slow.
settings.register_profile("lookback", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lookback")


def _is_setting(name: str) -> bool:
    return name.startswith("LOOKBACK_") or name == "DAGSTER_HOME"


SETTINGS = {name: value for name, value in os.environ.items() if _is_setting(name)}


@pytest.fixture(autouse=True)
def _settings_kept() -> Iterator[None]:
    """Commands inside the process of the tests export their settings: the next test, and what its module sets up before
    it, does not see them."""
    _forget_settings()
    yield
    _forget_settings()


def _forget_settings() -> None:
    for name in [name for name in os.environ if _is_setting(name)]:
        del os.environ[name]
    os.environ.update(SETTINGS)
