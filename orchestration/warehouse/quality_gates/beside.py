"""Gates asked in a process beside the run, and what else can be done there.

What belongs here: that process, what it is asked and what it answers. What does not: how a gate is asked (``run``).

Great Expectations takes as long to import as all that comes before the first gate, and no thread of one process can
import while another does. So a run that has not imported it starts a process which does, and has the gates asked there.
A gate can be begun as soon as its tables are there: it is asked while Dagster writes down what was built. Between the
gates it waits, and can do what needs nothing of the run and takes a second: starting the engine that draws. The process
ends with the one that started it, also where that one is killed.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from orchestration.garbage import seldom_looked_for, what_is_made_stays
from orchestration.imports import imported_when_used
from orchestration.settings import Settings
from orchestration.warehouse.errors import no_values_in_errors
from orchestration.warehouse.quality_gates.run import run_gate

if TYPE_CHECKING:
    from orchestration.warehouse.run_history import GateResult

_MODULE = "great_expectations"
_FOR_OTHER_EXPECTATIONS = ("altair", "scipy.stats")
"""A fourth of its import: what compares distributions, and draws them."""

_GONE = (EOFError, BrokenPipeError, pickle.UnpicklingError)
_Question = tuple[str, Callable[..., object], tuple[object, ...]]
_Given = TypeVar("_Given")

_running: list[subprocess.Popen[bytes]] = []
_begun: list[str] = []
"""The gate that was asked and that nobody has heard the answer of: one at most."""


class GatesUnasked(RuntimeError):
    """The process beside is gone. Nothing is known of the gate, so nothing may follow it."""


@contextmanager
def gates_beside() -> Iterator[None]:
    """For the length of the block ``ask_gate`` asks in a process beside, unless this one has the imports already."""
    if _MODULE in sys.modules:
        yield
        return
    command = [sys.executable, "-P", "-W", "ignore", "-m", "orchestration.warehouse.quality_gates.beside"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _running.append(process)
    try:
        yield
    finally:
        _running.remove(process)
        _begun.clear()
        process.kill()  # it waits for a question, or nobody wants its answer: what it has not committed is not kept
        process.wait()
        for stream in filter(None, (process.stdin, process.stdout)):
            with suppress(BrokenPipeError):  # a question that nobody reads any more
                stream.close()


def begin_gate(settings: Settings, gate: str) -> None:
    """Have a gate asked from now on, where there is a process beside; its answer is that of the next ``ask_gate``.
    Until then the warehouse is the process's."""
    if _running and not _begun:
        _begin(gate, run_gate, settings, gate)
        _begun.append(gate)


def is_begun(gate: str) -> bool:
    """Whether this very gate is being asked already."""
    return _begun == [gate]


def ask_gate(settings: Settings, gate: str, meanwhile: Callable[[], object]) -> list[GateResult]:
    """``run_gate``, in the process beside where there is one. Raises what that raises, and ``GatesUnasked``.

    ``meanwhile`` is done while the process beside is at it, and not at all where there is none: it prepares what comes
    next, and touches nothing of the warehouse.
    """
    if not _running:
        return run_gate(settings, gate)
    try:
        if not is_begun(gate):
            _ask(gate, run_gate, settings, gate)
        meanwhile()
        answer = _answer_to(gate)
    except _GONE:
        raise GatesUnasked(f"the {gate} gate could not be asked: its process ended") from None
    finally:
        _begun.clear()
    results: list[GateResult] = _or_raised(answer)
    return results


def prepare_beside(function: Callable[[], object]) -> None:
    """Have a function of ours called in the process beside, where there is one, once it waits again."""
    if _running:
        _begin(function.__name__, function)


def done_beside(function: Callable[..., _Given], *arguments: object) -> _Given:
    """What a function of ours gives, called in the process beside where there is one, and else here."""
    if not _running:
        return function(*arguments)
    try:
        _ask(function.__name__, function, *arguments)
        answer = _answer_to(function.__name__)
    except _GONE:
        return function(*arguments)
    finally:
        _begun.clear()
    result: _Given = _or_raised(answer)
    return result


def _begin(name: str, function: Callable[..., object], *arguments: object) -> None:
    with suppress(BrokenPipeError):  # who asks for an answer is told that the process is gone
        _ask(name, function, *arguments)


def _ask(name: str, function: Callable[..., object], *arguments: object) -> None:
    questions = _running[0].stdin
    assert questions is not None
    pickle.dump((name, function, arguments), questions)
    questions.flush()


def _answer_to(name: str) -> Any:
    """Of this question alone: what was begun and nobody asked for is answered first."""
    answers = _running[0].stdout
    assert answers is not None
    while True:
        answered, answer = pickle.load(answers)
        if answered == name:
            return answer


def _or_raised(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer_questions() -> None:
    """What the process beside does until the one that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one that asks
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    questions: SimpleQueue[_Question] = SimpleQueue()
    threading.Thread(target=_listen, args=[questions], daemon=True).start()
    with what_is_made_stays(), imported_when_used(*_FOR_OTHER_EXPECTATIONS):
        __import__(_MODULE)
    with seldom_looked_for():
        while True:
            name, function, arguments = questions.get()
            pickle.dump((name, _answer(function, arguments)), answers)
            answers.flush()


def _listen(questions: SimpleQueue[_Question]) -> None:
    while True:
        try:
            questions.put(pickle.load(sys.stdin.buffer))
        except EOFError:  # in the middle of a gate too: the warehouse must be free for the next run
            os._exit(0)


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> Any:
    try:
        with no_values_in_errors():
            return function(*arguments)
    except Exception as error:
        return error


if __name__ == "__main__":
    _answer_questions()
