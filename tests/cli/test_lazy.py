"""Commands that need no run import none of the slow libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT, environment

SLOW = ("dagster", "dagster_dbt", "dbt", "great_expectations", "sqlalchemy", "polars", "duckdb", "pyarrow")
FOR_SOME = ("altair", "great_expectations", "pandas", "scipy", "vl_convert")


LISTS_COMMANDS = (
    "from contextlib import suppress; from orchestration.cli.app import main\n"
    "for words in (['--help'], ['file', '--help']):\n"
    "    with suppress(SystemExit): main(words)\n"
)


@pytest.mark.parametrize("begins", ["import orchestration.cli.run\n", LISTS_COMMANDS])
def test_what_only_lists_commands_imports_nothing_slow(begins: str) -> None:
    code = f"import sys; {begins}print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({SLOW!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.long
def test_the_definitions_import_nothing_that_only_some_assets_need(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from orchestration.settings import load_settings; "
        "load_settings(home=Path(sys.argv[1])).export(); import orchestration.defs.load as load; "
        "load.load_definitions_of_any_day(); "
        f"print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({FOR_SOME!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, tmp_path],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == []
