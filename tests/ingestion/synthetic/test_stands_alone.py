"""The generator imports nothing from the rooms it is meant to test."""

from __future__ import annotations

import ast
from pathlib import Path

import orchestration.ingestion.synthetic


def test_the_package_imports_nothing_from_the_other_rooms() -> None:
    folder = Path(orchestration.ingestion.synthetic.__file__).parent
    imported = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"relative import in {path.name}"
                imported.add(node.module or "")
    ours = {name for name in imported if name.split(".")[0] in ("orchestration", "models", "dbt_project", "tests")}
    assert {name for name in ours if not name.startswith("orchestration.ingestion.synthetic")} == set()
    assert not imported & {"random", "time", "secrets", "dagster", "dbt", "duckdb"}
