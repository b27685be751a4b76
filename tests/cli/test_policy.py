"""``lookback policy`` and ``lookback run --policy``: exit codes and the line that goes with each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import AS_OF, Finished

from orchestration.settings import load_settings

Command = Callable[..., Finished]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "eligibilityConfig_1.json"
    file.write_text(json.dumps({"baselineEligibility": {"dismiss": ["11357"]}, "additionalRelief": {}}))
    return file


def test_what_is_imported_can_be_checked(command: Command, saved: Path, tmp_path: Path) -> None:
    imported = command("policy", "import", saved, "--county", "san joaquin")
    assert (imported.code, imported.err) == (0, "")
    assert imported.out == (
        "# From Clear My Record, eligibilityConfig_1.json.\n"
        'counties:\n  SAN JOAQUIN:\n    dismiss: ["11357"]\n    reduce: []\n'
    )
    (tmp_path / "ca.yaml").write_text(imported.out)
    checked = command("policy", "check", tmp_path / "ca.yaml")
    assert checked.code == 0
    assert "  Dismiss every felony conviction of 11357.\n" in checked.out


def test_a_county_that_is_none_is_wrong_use(command: Command, saved: Path) -> None:
    finished = command("policy", "import", saved, "--county", "Nowhere")
    assert (finished.code, finished.out) == (2, "")
    assert finished.err == "lookback: Invalid value: --county must be a county of the state, found 'Nowhere'\n"


def test_a_wrong_file_is_wrong_use(command: Command, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("counties: {ALPINE: {additional_relief: {age_at_least: 39}}}")
    finished = command("policy", "check", tmp_path / "p.yaml")
    assert finished.code == 2
    assert finished.err.startswith("lookback: Invalid value: p.yaml: ALPINE: additional_relief.age_at_least: ")
    assert finished.err.endswith("40, found 39\n")


@pytest.mark.parametrize("is_named", [True, False])
def test_a_run_with_a_wrong_policy_does_not_begin(command: Command, tmp_path: Path, is_named: bool) -> None:
    home = tmp_path / "home"
    file = tmp_path / "p.yaml" if is_named else load_settings(home=home).policy_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("default: []")
    before = sorted(home.rglob("*"))
    finished = command("run", "--as-of", AS_OF, "--home", home, *(["--policy", file] if is_named else []))
    assert finished.code == 2
    assert finished.err.startswith(f"lookback: Invalid value: {file.name}: default: ")
    assert [path for path in sorted(home.rglob("*")) if path.name not in ("logs", "lookback.log")] == before


def test_a_policy_that_is_not_there_is_wrong_use(command: Command, tmp_path: Path) -> None:
    finished = command("run", "--as-of", AS_OF, "--home", tmp_path / "home", "--policy", tmp_path / "none.yaml")
    assert (finished.code, (tmp_path / "home").exists()) == (2, False)
    assert finished.err.endswith("none.yaml: expected a file of text in UTF-8, found no such file\n")
