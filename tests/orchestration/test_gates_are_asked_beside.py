"""The process beside a run that asks its gates: it answers the same, and is never there without the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUse, open_warehouse
from orchestration.warehouse.errors import StepError
from orchestration.warehouse.quality_gates import beside
from orchestration.warehouse.quality_gates.beside import (
    GatesUnasked,
    ask_gate,
    begin_gate,
    done_beside,
    gates_beside,
    is_begun,
    prepare_beside,
)
from orchestration.warehouse.quality_gates.run import run_gate

OF_A_RUN = """
import signal, sys
from orchestration.warehouse.quality_gates import beside
signal.signal(signal.SIGTERM, signal.SIG_DFL)  # who started the tests may ignore it, and what ignores it hands that on
with beside.gates_beside():
    print(beside._running[0].pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def asked_beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A process beside this one, whatever other tests have imported here."""
    monkeypatch.setattr(beside, "_MODULE", "a module that nobody has imported")
    with gates_beside():
        (process,) = beside._running
        yield process
    assert process.returncode is not None, "it has ended"
    assert beside._running == []


def is_there(process_id: int) -> bool:
    """Whether a process runs (one that ended and that nobody asked after does not)."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_answers_what_the_gate_itself_answers(
    asked_beside: subprocess.Popen[bytes], copied_sample: Settings
) -> None:
    meanwhile: list[str] = []
    answers = [
        ask_gate(copied_sample, gate, meanwhile=partial(meanwhile.append, gate)) for gate in ("staging", "rules")
    ]
    assert meanwhile == ["staging", "rules"]
    assert answers == [run_gate(copied_sample, gate) for gate in ("staging", "rules")]
    assert all(answers)


def test_a_gate_that_was_begun_is_answered_once_and_in_no_other_s_place(
    asked_beside: subprocess.Popen[bytes], copied_sample: Settings
) -> None:
    begin_gate(copied_sample, "staging")
    assert is_begun("staging") and not is_begun("rules")
    answer = ask_gate(copied_sample, "staging", meanwhile=list)
    assert not is_begun("staging")
    begin_gate(copied_sample, "staging")  # and nobody asks for it
    begin_gate(copied_sample, "rules")  # one at a time
    assert is_begun("staging")
    assert ask_gate(copied_sample, "rules", meanwhile=list) == run_gate(copied_sample, "rules")
    assert answer == run_gate(copied_sample, "staging")
    begin_gate(copied_sample, "a word of no gate")
    with pytest.raises(Exception, match="FileNotFoundError"):
        ask_gate(copied_sample, "a word of no gate", meanwhile=list)


def test_what_is_done_beside_is_what_would_be_done_here(
    asked_beside: subprocess.Popen[bytes], copied_sample: Settings
) -> None:
    prepare_beside(beside_whom)
    assert done_beside(beside_whom) == (asked_beside.pid, os.getpid())
    prepare_beside(beside_whom)
    assert ask_gate(copied_sample, "staging", meanwhile=list) == run_gate(copied_sample, "staging")
    begin_gate(copied_sample, "rules")
    assert done_beside(beside_whom) == (asked_beside.pid, os.getpid())
    assert ask_gate(copied_sample, "rules", meanwhile=list) == run_gate(copied_sample, "rules")
    with pytest.raises(StepError, match="ZeroDivisionError"):
        done_beside(divmod, 1, 0)
    asked_beside.kill()
    asked_beside.wait(timeout=20)
    prepare_beside(beside_whom)
    assert done_beside(beside_whom) == (os.getpid(), os.getppid())


def beside_whom() -> tuple[int, int]:
    """The process that does it, and the one that started that."""
    return os.getpid(), os.getppid()


def test_without_a_process_beside_nothing_is_begun(copied_sample: Settings) -> None:
    begin_gate(copied_sample, "staging")
    prepare_beside(beside_whom)
    assert not is_begun("staging")
    assert done_beside(beside_whom) == (os.getpid(), os.getppid())
    with open_warehouse(copied_sample):
        pass


def test_what_breaks_in_it_breaks_the_step_without_values(
    asked_beside: subprocess.Popen[bytes], copied_sample: Settings
) -> None:
    with open_warehouse(copied_sample), pytest.raises(WarehouseInUse, match="a run or another program has it"):
        ask_gate(copied_sample, "rules", meanwhile=list)  # the warehouse is held by this process
    with pytest.raises(Exception, match="FileNotFoundError") as broken:
        ask_gate(copied_sample, "a word of no gate", meanwhile=list)
    assert "a word of no gate" not in str(broken.value)


def test_where_it_is_gone_no_gate_counts_as_passed(
    asked_beside: subprocess.Popen[bytes], copied_sample: Settings
) -> None:
    asked_beside.kill()
    asked_beside.wait(timeout=20)
    with pytest.raises(GatesUnasked, match="the rules gate could not be asked"):
        ask_gate(copied_sample, "rules", meanwhile=list)
    begin_gate(copied_sample, "rules")
    with pytest.raises(GatesUnasked, match="the rules gate could not be asked"):
        ask_gate(copied_sample, "rules", meanwhile=list)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_a_run_that_is_killed(how: signal.Signals) -> None:
    run = subprocess.Popen([sys.executable, "-c", OF_A_RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    beside_it = int(run.stdout.readline())
    assert is_there(beside_it)
    os.kill(run.pid, how)
    run.wait(timeout=20)
    until = time.monotonic() + 30
    while is_there(beside_it) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_there(beside_it)
