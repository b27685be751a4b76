"""The real command killed from inside at a step, so that nothing cleans up behind it.

What belongs here: this. What does not: which steps there are, what must be so afterwards.
"""

from __future__ import annotations

import subprocess
import sys

from command_line import environment

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
