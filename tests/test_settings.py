"""A run takes as many threads as it may use processors and its memory is enough for; who says how many is heard."""

import os

import pytest
from pydantic import ValidationError

from orchestration.settings import MEMORY_PER_THREAD, count_usable_threads, load_settings, parse_memory_limit

ENOUGH = "64GB"


@pytest.fixture(autouse=True)
def nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THREADS", "MEMORY_LIMIT"):
        monkeypatch.delenv(f"LOOKBACK_{name}", raising=False)


@pytest.mark.parametrize("processors", [1, 2, 9])
def test_threads_are_the_processors_of_this_process(monkeypatch: pytest.MonkeyPatch, processors: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    assert load_settings(memory_limit=ENOUGH).threads == processors


@pytest.mark.parametrize(
    ("memory_limit", "threads"), [("3GB", 6), ("2999MB", 5), ("500MB", 1), ("499MB", 1), ("1KB", 1), ("12GB", 24)]
)
def test_threads_are_no_more_than_memory_is_enough_for(
    monkeypatch: pytest.MonkeyPatch, memory_limit: str, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert load_settings(memory_limit=memory_limit).threads == threads
    monkeypatch.setenv("LOOKBACK_MEMORY_LIMIT", memory_limit)
    assert load_settings().threads == threads


def test_the_memory_that_nobody_names_is_enough_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_memory_limit(load_settings().memory_limit) >= 2 * MEMORY_PER_THREAD


def test_a_system_that_does_not_tell_has_all_of_its_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert count_usable_threads(ENOUGH) == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert count_usable_threads(ENOUGH) == 1


def test_who_says_how_many_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    monkeypatch.setenv("LOOKBACK_THREADS", "11")
    assert load_settings(memory_limit="1GB").threads == 11


@pytest.mark.parametrize("wrong", ["much", "3", "80%", "-1GB", "0GB", "3 TB", ""])
def test_an_amount_of_memory_that_is_none_is_said_first(wrong: str) -> None:
    with pytest.raises(ValidationError) as raised:
        load_settings(memory_limit=wrong)
    first = raised.value.errors(include_url=False)[0]
    assert (first["loc"], f"found {wrong!r}" in first["msg"]) == (("memory_limit",), True)
