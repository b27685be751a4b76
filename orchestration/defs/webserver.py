"""The UI of a home: one at a time, and gone whole when it is told to end.

What belongs here: holding the home's UI, saying where it is served, ending all of its processes. What does not: what is
served (``run``). Dagster's own command ends its children when it is interrupted, and leaves them where it is told to
terminate; in the background of a script an interruption is not even heard. So it runs in a session of its own, is
interrupted, and what is left of the session is ended after it. A small process between does that (``python -m`` this
module): it waits for the end of a pipe that this one holds, which comes also where this one is killed and can do
nothing any more.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

SECONDS_TO_END = 30
"""Dagster gives its web server and its daemon ten seconds each."""

SECONDS_FOR_THE_REST = 5


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
    that is held until the last of them is gone."""
    told: list[int] = []
    signs = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # (``nohup`` says so)
        signs.append(signal.SIGHUP)

    def hear(sign: int, frame: FrameType | None) -> None:
        told.append(sign)

    before = {sign: signal.signal(sign, hear) for sign in signs}  # (what is heard here is not ignored by the command)
    ends_with_us, kept_open = os.pipe()
    words = [sys.executable, "-P", "-m", __name__, str(ends_with_us), str(held), *command]
    try:
        process = subprocess.Popen(words, start_new_session=True, pass_fds=[ends_with_us, held])
        try:
            while process.poll() is None and not told:
                time.sleep(0.1)
        finally:
            os.close(kept_open)
            process.wait()
    finally:
        os.close(ends_with_us)
        for sign, handler in before.items():
            signal.signal(sign, handler)
    return 0 if told else process.returncode


def _serve_until_the_end_of(pipe: int, held: int, command: Sequence[str]) -> int:
    """Run ``command`` until it ends, or nobody holds the other end of ``pipe`` any more; how it ended."""
    process = subprocess.Popen(command, start_new_session=True, pass_fds=[held])
    try:
        while process.poll() is None and not select.select([pipe], [], [], 0.1)[0]:
            pass
    finally:
        _end(process)
    return abs(process.returncode)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Interrupt the command, which ends its children; then end what is left of its session."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    is_there = _tell_all(process, signal.SIGTERM)
    until = time.monotonic() + SECONDS_FOR_THE_REST
    while is_there and time.monotonic() < until:
        time.sleep(0.1)
        process.poll()
        is_there = _tell_all(process, 0)
    _tell_all(process, signal.SIGKILL)
    process.wait()


def _tell_all(process: subprocess.Popen[bytes], sign: int) -> bool:
    """Whether any process of the command's session is there to be told."""
    try:
        os.killpg(process.pid, sign)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(_serve_until_the_end_of(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
