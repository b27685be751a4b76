"""How seldom Python looks for garbage while a run is at work, and that nothing of a process's end is left out."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from orchestration.garbage import NEW_OBJECTS_BEFORE_A_LOOK, seldom_looked_for, what_is_made_stays

AT_THE_END = """
import atexit, gc, sys, weakref
from orchestration.garbage import leave_at_once
atexit.register(lambda: print("what was registered before runs", gc.get_freeze_count() == 0))
leave_at_once()
leave_at_once()
atexit.register(lambda: print("what was registered after runs", gc.get_freeze_count() == 0))
class Noticed:
    def __del__(self):
        print("taken apart")
circle = [Noticed()]
circle.append(circle)
del circle
print("the last line")
"""


def test_within_the_block_python_looks_seldom_and_after_it_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), seldom_looked_for():
        assert gc.get_threshold()[0] == NEW_OBJECTS_BEFORE_A_LOOK
        raise KeyError
    assert gc.get_threshold() == before


def test_while_imports_last_python_does_not_look_and_what_they_made_is_not_looked_through() -> None:
    with seldom_looked_for():
        frozen = gc.get_freeze_count()
        with pytest.raises(KeyError), what_is_made_stays():
            assert not gc.isenabled()
            made = [[] for _ in range(1000)]
            raise KeyError
        assert gc.isenabled()
        assert gc.get_freeze_count() >= frozen + len(made)
    assert gc.get_freeze_count() == 0


def test_who_does_not_look_at_all_goes_on_so() -> None:
    gc.disable()
    try:
        with what_is_made_stays():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_process_ends_with_all_that_was_to_be_done_at_its_end_but_for_the_search() -> None:
    said = subprocess.run([sys.executable, "-c", AT_THE_END], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        "the last line",
        "what was registered after runs True",
        "what was registered before runs False",
    ]


def test_without_it_the_same_process_searches_once_more() -> None:
    as_python_does = AT_THE_END.replace("leave_at_once()\n", "")
    said = subprocess.run([sys.executable, "-c", as_python_does], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "taken apart"
