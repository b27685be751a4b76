"""The real command killed from inside at a step, or from outside at any moment, so that nothing cleans up behind it.

What belongs here: this. What does not: which steps there are, what must be so afterwards.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from command_line import environment

from orchestration.cli.app import main

KILLED_AT = """
import importlib, os, signal, sys
module, name, when, number = sys.argv[1:5]
owner = importlib.import_module(module)
*path, attribute = name.split(".")
for part in path:
    owner = getattr(owner, part)
whole, calls = getattr(owner, attribute), [0]
def dies():
    calls[0] += 1
    if calls[0] == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
class Dying:
    def __init__(self, manager): self.manager = manager
    def __enter__(self): return self.manager.__enter__()
    def __exit__(self, *error):
        left = self.manager.__exit__(*error)
        dies()
        return left
def step(*arguments, **named):
    if when == "before":
        dies()
    result = whole(*arguments, **named)
    if hasattr(result, "__exit__") and attribute == "writing":
        return Dying(result)
    if when == "after":
        dies()
    return result
setattr(owner, attribute, step)
from orchestration.cli import main
main(sys.argv[5:])
"""


def killed_at_a_step(step: tuple[str, str, str], number: int, *words: object) -> int:
    """``step``: module, name in it, ``before`` or ``after``: there the command dies when it comes by the ``number``th
    time. Its return code."""
    command = [sys.executable, "-c", KILLED_AT, *step, str(number), *map(str, words)]
    return subprocess.run(command, env=environment(), capture_output=True, timeout=120, check=False).returncode


SERVER = multiprocessing.get_context("forkserver")
"""Processes that begin with the imports of every command done: a kill a tenth of a second after the start falls into
the work, and a command costs no second of imports."""

IMPORTED_BEFORE = (
    "orchestration.cli.app",
    "orchestration.cli.file.lines",
    "orchestration.cli.file.monitoring",
    "orchestration.cli.file.review",
    "orchestration.cli.respond",
    "killed_commands",
)


def _command(words: Sequence[str], said: str) -> None:
    with Path(said).open("a", encoding="utf-8") as out:
        sys.stdout = sys.stderr = out
        main(list(words))


def started(words: Sequence[object], said: Path) -> multiprocessing.process.BaseProcess:
    """The command in a process of its own, begun now; what it says goes to the file ``said``."""
    SERVER.set_forkserver_preload(list(IMPORTED_BEFORE))
    process = SERVER.Process(target=_command, args=([str(word) for word in words], str(said)))
    process.start()
    return process


def ended(process: multiprocessing.process.BaseProcess, seconds: float | None = None) -> int:
    """Its exit code; killed from outside after ``seconds`` where it has not ended by then."""
    if seconds is not None:
        process.join(seconds)
        process.kill()
    process.join(300)
    assert process.exitcode is not None
    return process.exitcode
