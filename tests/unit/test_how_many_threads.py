"""A run takes as many threads as it may use processors, up to eight; who says how many is heard."""

import os

import pytest

from orchestration.settings import MOST_THREADS, load_settings

pytestmark = pytest.mark.usefixtures("nobody_says")


@pytest.fixture
def nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOOKBACK_THREADS", raising=False)


@pytest.mark.parametrize(
    ("processors", "threads"), [(1, 1), (2, 2), (MOST_THREADS, MOST_THREADS), (MOST_THREADS + 1, MOST_THREADS)]
)
def test_threads_are_the_processors_of_this_process(
    monkeypatch: pytest.MonkeyPatch, processors: int, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    assert load_settings().threads == threads


def test_a_system_that_does_not_tell_has_all_of_its_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert load_settings().threads == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert load_settings().threads == 1


def test_who_says_how_many_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    monkeypatch.setenv("LOOKBACK_THREADS", str(MOST_THREADS + 3))
    assert load_settings().threads == MOST_THREADS + 3
