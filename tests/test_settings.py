"""A run takes as many threads as it may use processors and its memory is enough for; who says how many is heard."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from orchestration.settings import (
    HOME_FILE,
    MEMORY_PER_THREAD,
    SettingsFileError,
    count_usable_threads,
    find_user_file,
    load_settings,
    parse_memory_limit,
)

ENOUGH = "64GB"


@pytest.fixture(autouse=True)
def nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THREADS", "MEMORY_LIMIT"):
        monkeypatch.delenv(f"LOOKBACK_{name}", raising=False)
    monkeypatch.setattr("orchestration.settings.measure_memory", lambda: parse_memory_limit(ENOUGH))


@pytest.mark.parametrize("processors", [1, 2, 9])
def test_threads_are_the_processors_of_this_process(monkeypatch: pytest.MonkeyPatch, processors: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    assert load_settings(memory_limit=ENOUGH).threads == processors


@pytest.mark.parametrize(("memory_limit", "threads"), [("3GB", 6), ("2999MB", 5), ("500MB", 1), ("12GB", 24)])
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


@pytest.fixture
def user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("HOME", "STATE", "KEPT_RUNS"):
        monkeypatch.delenv(f"LOOKBACK_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lookback.toml").write_text('state = "xx"\n')  # the working folder is never read
    file = find_user_file()
    file.parent.mkdir(parents=True)
    file.write_text(f'home = "{tmp_path / "home"}"\n')
    (tmp_path / "home").mkdir()
    return file


def test_an_option_comes_before_the_environment_the_user_and_the_home(
    user_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (load_settings().root, load_settings().state) == (tmp_path / "home", "")
    (tmp_path / "home" / HOME_FILE).write_text('kept_runs = 7\nstate = "pa"\n[courts]\nFresno = "by e-filing"\n')
    found = load_settings()
    assert (found.kept_runs, found.state, found.courts) == (7, "pa", {"Fresno": "by e-filing"})
    monkeypatch.setenv("LOOKBACK_KEPT_RUNS", "8")
    assert (load_settings().kept_runs, load_settings(kept_runs=9).kept_runs) == (8, 9)
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path / "other"))
    assert (load_settings().root, load_settings().state) == (tmp_path / "other", "")
    assert load_settings(home=tmp_path / "third").root == tmp_path / "third"


@pytest.mark.parametrize(
    ("text", "says"),
    [("state = ", "is no TOML file"), ('stat = "ca"', "sets stat; it may set"), ('home = "/x"', "sets home")],
)
def test_a_home_file_that_cannot_be_used_is_named(user_file: Path, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "home" / HOME_FILE).write_text(text)
    with pytest.raises(SettingsFileError, match=says):
        load_settings()


def test_the_user_file_names_the_home_alone(user_file: Path) -> None:
    user_file.write_text('state = "ca"\n')
    with pytest.raises(SettingsFileError, match="it may set home"):
        load_settings()


def test_the_state_of_a_home_is_that_of_its_only_warehouse(user_file: Path, tmp_path: Path) -> None:
    for state, found in (("zz", "zz"), ("yy", "")):
        (tmp_path / "home" / "warehouse" / state).mkdir(parents=True)
        (tmp_path / "home" / "warehouse" / state / "clearance.duckdb").touch()
        assert load_settings().state == found
