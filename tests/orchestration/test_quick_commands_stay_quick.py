"""Commands that need no run import none of the slow libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command_line import ROOT, environment

SLOW = ("dagster", "dagster_dbt", "dbt", "great_expectations", "sqlalchemy", "polars", "duckdb", "pyarrow")


@pytest.mark.parametrize(
    "module", ["orchestration.cli", "orchestration.settings", "orchestration.run", "orchestration.explain.command"]
)
def test_importing_the_command_imports_nothing_slow(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({SLOW!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
