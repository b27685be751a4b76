"""A run that is killed from outside leaves nothing in the way of the next one, and nothing half done behind it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.hashes import hash_tables
from orchestration.warehouse.last_run import choose_whole_run

SAMPLE = PROJECT_ROOT / "data" / "sample" / "ca"
FILES = [str(SAMPLE / "alpine_20260301.dat"), str(SAMPLE / "san_joaquin_20260301.dat")]


def _run(home: Path, as_of: str = "2026-06-01") -> subprocess.Popen[bytes]:
    command = Path(sys.executable).parent / "lookback"
    arguments = [str(command), "run", "--as-of", as_of, "--home", str(home), "--deliveries", *FILES]
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _files(home: Path) -> dict[str, bytes]:
    found = [path for room in ("filings", "results") for path in (home / room).rglob("*") if path.is_file()]
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


def _hashes(home: Path) -> dict[str, str]:
    with open_warehouse(load_settings(home=home)) as connection:
        return hash_tables(connection)


@pytest.mark.long
def test_the_run_after_a_kill_ends_and_gives_what_an_undisturbed_one_gives(tmp_path: Path) -> None:
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    started = time.monotonic()
    assert _run(undisturbed).wait(timeout=180) == 0
    whole = time.monotonic() - started
    for share in (0.45, 0.75):
        process = _run(killed)
        time.sleep(whole * share)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert _run(killed).wait(timeout=180) == 0
    assert _files(killed) == _files(undisturbed)
    assert _hashes(killed) == _hashes(undisturbed)

    process, settings = _run(killed, "2026-07-01"), load_settings(home=killed)
    while not settings.last_warehouse.exists():  # (from the first write of the run to its end)
        assert process.poll() is None
        time.sleep(0.1)
    time.sleep(whole * 0.1)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert settings.last_warehouse.exists()
    with open_warehouse(choose_whole_run(settings)) as connection:
        assert hash_tables(connection) == _hashes(undisturbed), "the last whole run is there to read"
    command = Path(sys.executable).parent / "lookback"
    done = subprocess.run([command, "explain", "nobody", "--home", killed], capture_output=True, text=True, check=False)
    assert "a later run is under way or did not finish: this is run" in done.stderr and "of 2026-06-01" in done.stderr
