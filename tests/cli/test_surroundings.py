"""Where a command cannot work, it says why in one line; what it writes is its owner's alone."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import LOOKBACK, ROOT, environment, in_this_process

from orchestration.settings import HOME_FOLDERS, LONGEST_HOME

LONG = "/tmp/" + "/".join(["x" * 100] * 4)


@pytest.mark.parametrize(
    ("home", "why"),
    [
        (LONG, f"the path of the home must have at most 400 bytes, and 255 in a name: {len(LONG)}"),
        ("/tmp/" + "x" * 256, "the path of the home must have at most 400 bytes, and 255 in a name: 261"),
        (b"/tmp/a\xff", "the path of the home must be UTF-8 text without control characters, found b'/tmp/a\\xff'"),
        ("/tmp/a\nb", "the path of the home must be UTF-8 text without control characters, found b'/tmp/a\\nb'"),
    ],
    ids=["long", "long name", "not UTF-8", "two lines"],
)
@pytest.mark.parametrize("command", [("status",), ("run", "--as-of", "2026-06-01"), ("config", "show")])
def test_a_home_whose_path_no_library_takes_is_refused_in_one_line(
    command: tuple[str, ...], home: str | bytes, why: str
) -> None:
    refused = in_this_process(*command, "--home", os.fsdecode(home))
    assert (refused.code, refused.err) == (2, f"lookback: Invalid value: {why}\n")


def test_a_home_as_long_as_may_be_takes_every_database(tmp_path: Path) -> None:
    room = LONGEST_HOME - len(os.fsencode(tmp_path)) - 1
    home = tmp_path / "/".join(["y" * 99] * 4)[:room].rstrip("/")
    longest = home / "dagster" / "history" / "runs" / f"{'0' * 36}.db-journal"
    longest.parent.mkdir(parents=True)
    sqlite3.connect(longest).close()
    assert in_this_process("config", "show", "--home", home).code == 0


def test_under_too_little_memory_it_ends_before_it_begins() -> None:
    words = ["prlimit", "--as=2000000000", str(LOOKBACK), "status"]
    done = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    line = "lookback: too little memory: 2.0 GB of addresses (ulimit -v); at least 4 GB are needed\n"
    assert (done.returncode, done.stderr) == (1, line)


def test_a_machine_with_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("orchestration.settings.measure_memory", lambda: 600_000_000)
    refused = in_this_process("status", "--home", tmp_path)
    assert (refused.code, refused.err) == (1, "lookback: too little memory: 0.6 GB; at least 1 GB is needed\n")


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("threads", "0", "must be from 1 to 256"),
        ("threads", "100000", "must be from 1 to 256"),
        ("kept_runs", "1", "must be from 2 to 1000"),
        ("shards", "1025", "must be from 1 to 1024"),
        ("memory_limit", "1KB", "must be from 500MB to "),
        ("memory_limit", "900000GB", "must be from 500MB to "),
    ],
)
def test_an_impossible_setting_is_refused_with_the_range(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str, why: str
) -> None:
    monkeypatch.setenv(f"LOOKBACK_{setting.upper()}", value)
    refused = in_this_process("status", "--home", tmp_path)
    assert refused.code == 2
    assert refused.err.startswith(f"lookback: Invalid value: setting {setting}: {why}")
    assert refused.err.count("\n") == 1


def test_no_command_leaves_a_dump_of_its_memory() -> None:
    in_this_process("help")
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def test_everything_that_a_run_writes_is_its_owners_alone(sample_run: Any) -> None:
    written = [path for path in sample_run.home.rglob("*") if not path.is_symlink()]
    assert {"dagster", "warehouse", "filings"} < {path.name for path in written}
    assert [path for path in written if path.stat().st_mode & 0o077] == []
    assert {path.stat().st_uid for path in written} == {os.geteuid()}
    assert {path.name for path in sample_run.home.iterdir() if path.is_dir()} <= HOME_FOLDERS


def test_a_home_of_an_earlier_version_is_closed_by_the_next_command(tmp_path: Path) -> None:
    ledger, other = tmp_path / "ledger" / "ca", tmp_path / "of the operator"
    for folder in (ledger, other):
        folder.mkdir(parents=True)
        (folder / "file").write_text("")
        for path in (folder, folder / "file", folder.parent):
            path.chmod(0o755 if path.is_dir() else 0o644)
    (ledger / "link").symlink_to(other)
    assert in_this_process("status", "--home", tmp_path, "--state", "ca").code == 0
    assert [path.stat().st_mode & 0o777 for path in (ledger.parent, ledger, ledger / "file")] == [0o700, 0o700, 0o600]
    assert [path.stat().st_mode & 0o777 for path in (other, other / "file")] == [0o755, 0o644]
