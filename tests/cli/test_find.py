"""People are found without an option, in every state of a home, and each command to type next names its state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import in_this_process

from orchestration.cli.explain import _find_in_one
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_errors import WrongQuestionError


@pytest.fixture
def home(sample_run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of two states, with a quote in its path, of which one has no whole run."""
    monkeypatch.delenv("LOOKBACK_STATE", raising=False)
    home = tmp_path / "Ada's home"
    shutil.copytree(sample_run.home / "warehouse", home / "warehouse")
    (home / "warehouse" / "va").mkdir()
    (home / "warehouse" / "va" / "clearance.duckdb").touch()
    return home


def test_a_person_is_found_and_explained_without_naming_the_state(sample_run: Any, home: Path) -> None:
    with open_warehouse(sample_run.settings) as connection:
        ((person_id, name),) = connection.execute(
            "select person_id, person_name from intermediate.int_people order by person_id limit 1"
        ).fetchall()
    found = in_this_process("find", *name.split(), "--home", home)
    assert found.code == 0 and person_id in found.out, found.err
    assert " in CA" in found.out and "VA was not searched" in found.err
    assert in_this_process("find", "--name", name, "--home", home).out == found.out
    quoted = "'" + str(home.resolve()).replace("'", "'\"'\"'") + "'"
    assert f"--home {quoted} --state ca" in found.out
    explained = in_this_process("explain", person_id, "--home", home)
    assert explained.code == 0 and person_id in explained.out, explained.err
    assert in_this_process("find", "--home", home).code == 2


def test_a_command_of_a_home_of_two_states_names_the_state(home: Path) -> None:
    status = in_this_process("status", "--state", "va", "--home", home)
    assert " --state va" in next(line for line in status.out.splitlines() if line.startswith("Next"))
    unnamed = in_this_process("status", "--home", home)
    assert unnamed.code == 2 and "--state must be one of ca, va, " in unnamed.err and "has several" in unnamed.err
    refused = in_this_process("explain", "state:1", "--state", "va", "--home", home)
    assert refused.code == 1 and "warehouse/va/clearance.duckdb" in refused.err


def test_who_is_in_two_states_is_not_chosen_between() -> None:
    def states() -> Iterator[Settings]:
        yield from (load_settings(state=state) for state in ("ca", "va", "pa"))

    def find(settings: Settings) -> str:
        if settings.state not in ("ca", "va"):
            raise WrongQuestionError("nobody")
        return settings.state

    with pytest.raises(WrongQuestionError, match="ca and va have it: name one with --state"):
        _find_in_one(states(), find)
    assert _find_in_one(iter([load_settings(state="pa"), load_settings(state="va")]), find) == "va"
    with pytest.raises(WrongQuestionError, match="nobody"):
        _find_in_one(iter([load_settings(state="pa")]), find)
