"""The UI of a home: one at a time, and gone whole when it ends.

What belongs here: holding the home's UI, saying where it is served, ending all of its processes. What does not: what is
served (``run``). The command runs in a process group of its own. A small process in that group waits for the end of a
pipe that this one holds, which comes also where this one is killed, and ends the group.
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
    os.kill(command, signal.SIGINT)  # Dagster ends its children then; it gives them ten seconds each
    for _ in range(300):
        time.sleep(0.1)
        os.kill(command, 0)
except ProcessLookupError:
    pass
os.killpg(0, signal.SIGKILL)
"""


class AnotherUiError(RuntimeError):
    """The UI of this home is served already. The message is one line and names its address."""


@contextmanager
def hold_ui_lock(file: Path, address: str) -> Iterator[int]:
    """Hold ``file`` as the UI that is served at ``address``; the descriptor, for the process that serves. Who has it
    holds it too, also where this process is killed. Raises ``AnotherUiError``."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o660)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = file.read_text(encoding="utf-8").strip() or "an address it has not told yet"
            raise AnotherUiError(
                f"the UI of this home is served already, at {told}: open that, or end it first"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{address}\n".encode())
        yield descriptor
    finally:
        os.close(descriptor)


def serve_until_stopped(command: Sequence[str], held: int) -> int:
    """Run ``command`` until it ends, or this process is told to (SIGTERM, SIGINT, the end of its terminal) or is
    killed; then none of its processes is left. 0 where it was told, else how the command ended. ``held``: a descriptor
    that the command holds too."""
    signs = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # (``nohup`` says so)
        signs.append(signal.SIGHUP)
    for sign in signs:  # what is heard here is not ignored by the command
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
