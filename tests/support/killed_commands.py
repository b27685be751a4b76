"""The real command killed from inside at a step, or from outside at any moment, so that nothing cleans up behind it.

What belongs here: this. What does not: which steps there are, what must be so afterwards.
"""

from __future__ import annotations

import importlib
import multiprocessing
import multiprocessing.process
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from command_line import environment

from orchestration.cli.app import main

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


def killed_at_a_step(step: tuple[str, str, str], number: int, *words: object) -> int:
    """``step``: module, name in it, ``before`` or ``after``: there the command dies when it comes by the ``number``th
    time. Its return code."""
    process = _begin(_command_that_dies, step, number, [str(word) for word in words], environment())
    return ended(process)


def _command_that_dies(step: tuple[str, str, str], number: int, words: Sequence[str], given: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(given)
    module, name, when = step
    owner: Any = importlib.import_module(module)
    *path, attribute = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    whole, calls = getattr(owner, attribute), 0

    def die() -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)

    class Dying:
        def __init__(self, manager: Any) -> None:
            self.manager = manager

        def __enter__(self) -> Any:
            return self.manager.__enter__()

        def __exit__(self, *error: Any) -> Any:
            left = self.manager.__exit__(*error)
            die()
            return left

    def take_step(*arguments: Any, **named: Any) -> Any:
        if when == "before":
            die()
        result = whole(*arguments, **named)
        if hasattr(result, "__exit__") and attribute == "writing":
            return Dying(result)
        if when == "after":
            die()
        return result

    setattr(owner, attribute, take_step)
    _command(words, os.devnull)


def _command(words: Sequence[str], said: str) -> None:
    with Path(said).open("a", encoding="utf-8") as out:
        sys.stdout = sys.stderr = out
        main(list(words))


def started(words: Sequence[object], said: Path) -> multiprocessing.process.BaseProcess:
    """The command in a process of its own, begun now; what it says goes to the file ``said``."""
    return _begin(_command, [str(word) for word in words], str(said))


def _begin(target: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    SERVER.set_forkserver_preload(list(IMPORTED_BEFORE))
    process = SERVER.Process(target=target, args=arguments)
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
