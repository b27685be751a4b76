"""One UI of a home at a time; told to end, none of its processes is left, whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import in_this_process
from served_ui import group_is_alive

from orchestration.defs.run import prepare_dagster_home
from orchestration.defs.webserver import AnotherUiError, hold_ui_lock
from orchestration.settings import load_settings

ADDRESS = "http://127.0.0.1:3999"
CHILD = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"
COMMAND = f"""
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {CHILD!r}])
print(os.getpid(), flush=True)
time.sleep(60)
"""
SERVES = f"""
import sys
from pathlib import Path
from orchestration.defs.webserver import hold_ui_lock, serve_until_stopped
with hold_ui_lock(Path(sys.argv[1]), {ADDRESS!r}) as held:
    sys.exit(serve_until_stopped([sys.executable, "-c", sys.argv[2]], held))
"""


@contextmanager
def served(file: Path, command: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process that serves, started as a script starts one in its background (it does not hear an interruption), and
    the group of what it started."""
    words = [sys.executable, "-c", SERVES, str(file), command]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
    )
    assert process.stdout is not None
    group = int(process.stdout.readline())
    try:
        yield process, group
    finally:
        process.kill()
        process.wait(10)
        if group_is_alive(group):
            os.killpg(group, signal.SIGKILL)
        process.stdout.close()


def is_free_within(seconds: float, file: Path) -> bool:
    """Whether a next one can be served before ``seconds`` are over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with hold_ui_lock(file, "http://127.0.0.1:1"):
                return True
        except AnotherUiError:
            time.sleep(0.1)
    return False


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_leaves_no_process_behind(tmp_path: Path, sign: signal.Signals) -> None:
    with served(tmp_path / "ui", COMMAND) as (process, group):
        assert group_is_alive(group)
        process.send_signal(sign)
        assert process.wait(20) == 0
        assert not group_is_alive(group)


def test_killed_it_leaves_no_process_behind_and_the_next_one_is_served(tmp_path: Path) -> None:
    file = tmp_path / "ui"
    with served(file, COMMAND) as (process, group):
        assert group_is_alive(group)
        process.kill()
        process.wait(10)
        assert is_free_within(20, file)
        assert not group_is_alive(group), "until the last of them is gone the home's UI is held"


def test_what_ends_by_itself_says_how(tmp_path: Path) -> None:
    with served(tmp_path / "ui", "import os; print(os.getpid(), flush=True); raise SystemExit(3)") as (process, _):
        assert process.wait(20) == 3


def test_a_second_one_is_refused_and_told_where_the_first_is(tmp_path: Path) -> None:
    file = tmp_path / "ui"
    with served(file, COMMAND):
        for _ in range(2):
            with (
                pytest.raises(AnotherUiError, match=f"already served at {ADDRESS}: open that"),
                hold_ui_lock(file, "x"),
            ):
                pass
    assert is_free_within(20, file)
    assert file.read_text() == "http://127.0.0.1:1\n"


def test_the_command_refuses_a_second_one_in_one_line(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    prepare_dagster_home(settings)
    with hold_ui_lock(settings.dagster_home / "ui", ADDRESS):
        done = in_this_process("ui", "--home", tmp_path, "--port", "3998")
    assert (done.code, done.out) == (75, "")
    assert done.err == f"lookback: the UI of this home is already served at {ADDRESS}: open that, or stop it first\n"
