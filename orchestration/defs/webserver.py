"""The UI of a home: one at a time, ended with all its processes.

The command runs in a process group of its own. A small process in that group reads a pipe that this process holds; the
pipe also ends if this process is killed, and then the small process ends the group.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

END_GROUP = """
import os, signal, sys, time
sys.stdin.read()
command = int(sys.argv[1])
try:
    os.kill(command, signal.SIGINT)  # Dagster then ends its children, allowing ten seconds each
    for _ in range(300):
        time.sleep(0.1)
        os.kill(command, 0)
except ProcessLookupError:
    pass
os.killpg(0, signal.SIGKILL)
"""


class AnotherUiError(RuntimeError):
    """The UI of this home is already served. The message is one line with its address."""


@contextmanager
def hold_ui_lock(file: Path, address: str) -> Iterator[int]:
    """Hold ``file`` as the lock of the UI at ``address`` and give its descriptor for the process that serves.

    A process with the descriptor holds the lock too, even if this one is killed.

    Raises:
        AnotherUiError: Another process holds the lock.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = file.read_text(encoding="utf-8").strip() or "an unknown address"
            raise AnotherUiError(
                f"the UI of this home is already served at {told}: open that, or stop it first"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{address}\n".encode())
        yield descriptor
    finally:
        os.close(descriptor)


def serve_until_stopped(command: Sequence[str], held: int) -> int:
    """Run ``command`` until it ends or this process is stopped (SIGTERM, SIGINT, SIGHUP) or killed, and end its group.

    Returns 0 if stopped, else how the command ended. ``held``: a descriptor for the command to hold too.
    """
    signs = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored under ``nohup``
        signs.append(signal.SIGHUP)
    for sign in signs:  # signals handled here reach the command
        signal.signal(sign, lambda *_: sys.exit(0))
    process = subprocess.Popen(command, process_group=0, pass_fds=[held])
    words = [sys.executable, "-c", END_GROUP, str(process.pid)]
    reading, writing = os.pipe()
    ending = subprocess.Popen(words, process_group=process.pid, stdin=reading, pass_fds=[held])
    os.close(reading)
    try:
        return abs(process.wait())
    except SystemExit:
        return 0
    finally:
        os.close(writing)
        process.wait()
        ending.wait()
