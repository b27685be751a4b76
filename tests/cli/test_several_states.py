"""One command for several states: each in a process of its own, and each state's end in the exit code and by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from command_line import in_this_process

from orchestration.cli import several_states
from orchestration.cli.errors import Exit
from orchestration.cli.several_states import find_states, run_for_each_state


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The commands that would run; that of Virginia stops at a gate, and every state is known."""
    seen: list[Sequence[str]] = []

    def run(words: Sequence[str]) -> int:
        seen.append(words)
        return Exit.STOPPED_AT_A_GATE if "va" in words or "--state=va" in words else Exit.DONE

    monkeypatch.setattr(several_states, "_run", run)
    monkeypatch.setattr(several_states, "check_state", lambda settings: None)
    return seen


@pytest.mark.parametrize(
    ("words", "states"),
    [
        (["run", "--state", "pa,va"], ["pa", "va"]),
        (["run", "--state=pa, va,pa"], ["pa", "va"]),
        (["run", "--state", "pa"], []),
        (["run", "--state", "pa,pa"], []),
        (["run"], []),
        (["ui", "--state", "pa,va"], []),
    ],
)
def test_several_states_are_those_that_commas_separate(words: list[str], states: list[str]) -> None:
    assert find_states(words) == states


def test_one_states_failure_leaves_the_others_and_is_named(
    commands: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--state", "va,pa", "--deliveries", "all", "--as-of", "2026-06-01"]
    assert run_for_each_state(words, find_states(words)) == Exit.STOPPED_AT_A_GATE
    assert commands == [
        ["run", "--state", "va", "--deliveries", "all/va", "--as-of", "2026-06-01"],
        ["run", "--state", "pa", "--deliveries", "all/pa", "--as-of", "2026-06-01"],
    ]
    said = capsys.readouterr().out
    assert "VA: stopped at a gate (exit code 4)\nPA: done\n" in said


def test_options_written_with_an_equals_sign_go_to_each_state(commands: list[Sequence[str]]) -> None:
    words = ["run", "--state=pa,ny", "--deliveries=all"]
    assert run_for_each_state(words, find_states(words)) == Exit.DONE
    assert commands == [
        ["run", "--state=pa", "--deliveries=all/pa"],
        ["run", "--state=ny", "--deliveries=all/ny"],
    ]


def test_what_goes_with_one_state_is_refused_before_anything_runs(tmp_path: Path) -> None:
    for words, why in (
        (("explain", "state:1", "--state", "ca,pa"), "one state for this command"),
        (("run", "--state", "ca,pa", "--cut", "KERN=2026-01-01", "--as-of", "2026-06-01"), "--cut goes with one state"),
        (("run", "--state", "ca,qq", "--as-of", "2026-06-01"), "found 'qq'"),
        (("run", "--state", "ca,", "--as-of", "2026-06-01"), "--state must be one of ca"),
    ):
        finished = in_this_process(*words, "--home", tmp_path / "home")
        assert finished.code == Exit.WRONG_USE and why in finished.err, words
    assert not (tmp_path / "home").exists()
