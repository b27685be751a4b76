"""From an empty clone to the summary with the two commands of the README, on a machine that has Python, make and uv's
cache of packages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command_line import ROOT


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LOOKBACK_", "DAGSTER_", "UV_", "VIRTUAL_ENV", "MAKE", "MFLAGS"))
    }
    return subprocess.run(
        ["make", target], cwd=folder, env=kept, capture_output=True, text=True, timeout=550, check=False
    )


@pytest.mark.long
def test_a_newcomer_gets_from_clone_to_summary_with_one_command(tmp_path: Path) -> None:
    clone = tmp_path / "lookback"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    done = make(clone, "demo")
    assert done.returncode == 0, done.stderr
    assert "20,000 invented people in 58 files" in done.stdout
    assert "What the law gives, by remedy" in done.stdout
    assert str(clone / "data" / "filings") in done.stdout
    assert (clone / ".venv" / "bin" / "lookback").exists()
    untracked = subprocess.run(
        ["git", "status", "--short"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert untracked == "", "a run writes nothing that git would see"
    stamp = (clone / ".venv" / ".installed").stat().st_mtime_ns
    again = make(clone, "setup")
    assert (again.returncode, again.stderr) == (0, "")
    assert (clone / ".venv" / ".installed").stat().st_mtime_ns == stamp
