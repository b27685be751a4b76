"""The UI of a home: one at a time, and gone whole when it ends.

What belongs here: holding the home's UI, saying where it is served, ending all of its processes. What does not: what is
served (``run``). The command runs in a process group of its own. It is interrupted when this process is told to end
(Dagster ends its children then), and by the kernel where this process is killed.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS_TO_END = 30
"""Dagster gives its web server and its daemon ten seconds each."""

PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when its parent is gone."""


class AnotherUi(RuntimeError):
    """The UI of this home is served already. The message is one line and names its address."""


@contextmanager
def only_ui(file: Path, address: str) -> Iterator[int]:
    """Hold ``file`` as the UI that is served at ``address``; the descriptor, for the process that serves. Who has it
    holds it too, also where this process is killed. Raises ``AnotherUi``."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o660)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = file.read_text(encoding="utf-8").strip() or "an address it has not told yet"
            raise AnotherUi(f"the UI of this home is served already, at {told}: open that, or end it first") from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{address}\n".encode())
        yield descriptor
    finally:
        os.close(descriptor)


def serve_until_told(command: Sequence[str], held: int) -> int:
    """Run ``command`` until it ends, or this process is told to (SIGTERM, SIGINT, the end of its terminal) or is
    killed; then none of its processes is left. 0 where it was told, else how the command ended. ``held``: a descriptor
    that the command holds too."""
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if sign == signal.SIGHUP and signal.getsignal(sign) == signal.SIG_IGN:
            continue  # nohup
        signal.signal(sign, lambda *_: sys.exit(0))
    process = subprocess.Popen(command, process_group=0, pass_fds=[held], preexec_fn=_end_with_parent)
    try:
        return abs(process.wait())
    except SystemExit:
        return 0
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background ignores interruptions
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
