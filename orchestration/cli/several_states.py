"""One command for several states, ``--state pa,va``: the command runs for each state in a process of its own, so that
one state's failure leaves the others' results."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import typer

from orchestration.cli.errors import CommandError, Exit
from orchestration.cli.options import check_state
from orchestration.settings import load_settings

FOR_SEVERAL = {"run", "status", "figures", "publish"}
IN_ONE_PROCESS = {"ui"}
OF_ONE_STATE = {"--policy", "--cut", "--allow-missing", "--leave-out", "--withdraw"}
"""Options whose values name something of one state."""
GRAVEST_FIRST = (Exit.FAILED, Exit.WRONG_USE, Exit.STOPPED_AT_A_GATE, Exit.ANOTHER_RUN, Exit.SOME_REFUSED, Exit.DONE)
START = "from orchestration.cli import main; main()"
ENDS = {
    Exit.DONE: "done",
    Exit.SOME_REFUSED: "done, but some files were refused",
    Exit.STOPPED_AT_A_GATE: "stopped at a gate",
    Exit.ANOTHER_RUN: "another run of the state is under way",
    Exit.WRONG_USE: "not started",
    Exit.FAILED: "failed",
}


def find_states(words: Sequence[str]) -> list[str]:
    """Find the states that ``--state`` lists, separated by commas; empty if it names fewer than two, or the command
    takes them all itself."""
    if IN_ONE_PROCESS.intersection(words[:1]):
        return []
    values = [
        word.partition("=")[2] if word.startswith("--state=") else following
        for word, following in pairwise([*words, ""])
        if word == "--state" or word.startswith("--state=")
    ]
    states = dict.fromkeys(state.strip() for state in values[-1].split(",")) if values else {}
    return list(states) if len(states) > 1 else []


def run_for_each_state(words: Sequence[str], states: Sequence[str]) -> Exit:
    """Run the command once for each state, one after the other, and print how each ended.

    Args:
        words: What was typed after ``lookback``. ``--deliveries FOLDER`` means ``FOLDER/<state>`` of each.
        states: Lower-case postal codes.

    Returns:
        The gravest of the exit codes.

    Raises:
        CommandError: The command, an option or a state cannot be used so.
    """
    command = words[0]
    if command not in FOR_SEVERAL:
        known = ", ".join(sorted(FOR_SEVERAL))
        raise CommandError(f"--state must be one state for this command; several go with {known}", Exit.WRONG_USE)
    if wrong := OF_ONE_STATE.intersection(word.partition("=")[0] for word in words):
        raise CommandError(f"{min(wrong)} goes with one state", Exit.WRONG_USE)
    for state in states:
        check_state(load_settings(state=state))
    ended: dict[str, Exit] = {}
    for state in states:
        typer.echo(f"\n{state.upper()}")
        code = _run(_choose_state(words, state))
        ended[state] = Exit(code) if code in list(Exit) else Exit.FAILED
    typer.echo()
    for state, code in ended.items():
        typer.echo(f"{state.upper()}: {ENDS[code]}" + (f" (exit code {int(code)})" if code else ""))
    return next(code for code in GRAVEST_FIRST if code in ended.values())


def _choose_state(words: Sequence[str], state: str) -> list[str]:
    """Replace the list of states by one, and each folder of deliveries by the state's folder in it."""
    chosen, before = [], ""
    for word in words:
        option, equals, value = word.partition("=")
        if option == "--state" and equals:
            chosen.append(f"--state={state}")
        elif option == "--deliveries" and equals:
            chosen.append(f"--deliveries={Path(value) / state}")
        elif before == "--state":
            chosen.append(state)
        elif before == "--deliveries":
            chosen.append(str(Path(word) / state))
        else:
            chosen.append(word)
        before = word
    return chosen


def _run(words: Sequence[str]) -> int:
    """Run a command in a process of its own that ends with this one."""
    process = subprocess.Popen([sys.executable, "-c", START, *words])
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.FAILED))
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        signal.signal(signal.SIGTERM, before)
