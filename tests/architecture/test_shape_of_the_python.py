"""Which Python may import what, how modules begin, how they are named, how long they are."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from repository import below, text

PYTHON = [path for path in below(".", ".py") if path.stat().st_size]
APPLICATION = [path for path in PYTHON if path.parts[0] == "orchestration"]
NOTHING_IN_PARTICULAR = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core", "lib"}
NETWORK = {"requests", "httpx", "urllib", "http", "socket", "ftplib", "smtplib", "aiohttp", "boto3"}


def imported(path: Path, *, only_at_import: bool = False) -> set[str]:
    """Top-level names that a module imports; with ``only_at_import`` those outside functions."""
    tree = ast.parse(text(path))
    nodes = list(ast.walk(tree)) if not only_at_import else [*tree.body]
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_every_package_of_ours_is_typed_strictly_and_under_a_contract() -> None:
    ours = {f"orchestration.{path.parts[1]}" for path in APPLICATION if len(path.parts) > 2 and path.parts[1] != "defs"}
    asked = tomllib.loads(text(Path("pyproject.toml")))["tool"]
    assert ours - set(asked["mypy"]["packages"]) == set()
    under_contract = {name for one in asked["importlinter"]["contracts"] for name in one.get("source_modules", ())}
    assert ours - under_contract - {"orchestration.filing_commands"} == set()  # (commands may call what runs the job)


@pytest.mark.parametrize("path", APPLICATION, ids=str)
def test_dagster_is_imported_in_defs_only(path: Path) -> None:
    if path.parts[1] not in ("defs", "definitions.py"):
        assert not imported(path) & {"dagster", "dagster_dbt"}


@pytest.mark.parametrize("path", APPLICATION, ids=str)
def test_nothing_reaches_for_the_network_and_nothing_slow_is_imported_early(path: Path) -> None:
    assert not imported(path) & NETWORK
    if path.parts[1] != "gates" and path.parts[1] not in ("defs", "definitions.py"):
        assert not imported(path, only_at_import=True) & {"dbt", "great_expectations", "splink"}


@pytest.mark.parametrize("path", APPLICATION, ids=str)
def test_only_settings_read_the_environment(path: Path) -> None:
    if path != Path("orchestration/settings.py"):
        assert not re.search(r"os\.getenv|os\.environ\.get\((?![\"']PATH[\"'])|os\.environ\[[^]]+\](?! =)", text(path))


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_a_module_begins_with_what_belongs_in_it(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(text(path)))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", ";", ",")) or len(docstring.splitlines()) > 1


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_no_module_is_called_after_nothing_in_particular(path: Path) -> None:
    assert not {path.stem, *path.parent.parts} & NOTHING_IN_PARTICULAR


@pytest.mark.parametrize("path", below(".", ".py", ".sql", ".yml", ".toml"), ids=str)
def test_a_file_is_short_enough_to_be_read(path: Path) -> None:
    is_list = path.suffix == ".yml" and path.parts[0] in ("models", "expectations")  # one table after the other
    assert len(text(path).splitlines()) <= (2_000 if is_list else 400)


@pytest.mark.parametrize("path", below(".", ".py", ".sql"), ids=str)
def test_a_state_is_a_folder_and_never_a_condition(path: Path) -> None:
    if path != Path("tests/architecture/test_shape_of_the_python.py"):
        assert not re.search(r"\b(if|elif|when)\s+(self\.|settings\.)?state\s*(==|=|in)\s", text(path))


@pytest.mark.parametrize("path", [path for path in PYTHON if path.parts[0] == "tests"], ids=str)
def test_no_test_is_left_out_or_proves_nothing(path: Path) -> None:
    """But one: where there is no browser, pages are not looked at in one; on CI that is a failure (tests/chromium)."""
    if path != Path("tests/architecture/test_shape_of_the_python.py"):
        switched_off = re.findall(
            r"mark\.(?:skip|xfail)|pytest\.(?:skip|xfail|importorskip)|assert True\b|TODO|FIXME", text(path)
        )
        assert switched_off == (["pytest.skip"] if path == Path("tests/chromium.py") else [])
