"""Dagster's own commands work where no state is named: they show the state of the home, or that of the sample."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import ROOT, environment
from served_ui import ask, end_group, free_port

from orchestration.definitions import choose_state
from orchestration.settings import load_settings

LOCATIONS = """{ workspaceOrError { ... on Workspace { locationEntries { locationOrLoadError {
  __typename ... on PythonError { message }
  ... on RepositoryLocation { repositories { assetNodes { assetKey { path } } } }
} } } } }"""


def hold(home: Path, *states: str) -> Path:
    for state in states:
        (home / "warehouse" / state).mkdir(parents=True)
        (home / "warehouse" / state / "clearance.duckdb").touch()
    return home


def unnamed(home: Path) -> dict[str, str]:
    """An environment in which no state is named."""
    return {name: value for name, value in environment(LOOKBACK_HOME=str(home)).items() if name != "LOOKBACK_STATE"}


def test_the_state_is_the_one_named_else_one_of_the_home_else_that_of_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOOKBACK_STATE")
    assert choose_state(load_settings(home=tmp_path / "empty")) == "ca"
    assert choose_state(load_settings(home=hold(tmp_path / "one", "pa"))) == "pa"
    two = hold(tmp_path / "two", "va", "mi")
    assert choose_state(load_settings(home=two, state="va")) == "va"
    with pytest.warns(UserWarning, match="the home holds mi, va; this code location is of mi"):
        assert choose_state(load_settings(home=two)) == "mi"


@pytest.mark.long
@pytest.mark.parametrize(("state", "is_empty"), [("ca", True), ("pa", False)])
def test_dg_checks_and_lists_the_definitions(tmp_path: Path, state: str, is_empty: bool) -> None:
    def dg(*words: str) -> str:
        command = [str(Path(sys.executable).with_name("dg")), *words]
        done = subprocess.run(command, cwd=ROOT, env=unnamed(home), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    home = tmp_path if is_empty else hold(tmp_path, state)
    dg("check", "defs")
    keys = [one["asset_key"] for one in json.loads(dg("list", "defs", "--json"))["assets"]]
    assert keys and all(key.startswith(f"{state}/") for key in keys)


@contextmanager
def started(command: str, home: Path) -> Iterator[str]:
    """A server of Dagster's command, ended with all of its processes."""
    port = free_port()
    words = [str(Path(sys.executable).with_name(command)), "dev", "--host", "127.0.0.1", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(words, cwd=ROOT, env=unnamed(home), start_new_session=True, **quiet)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end_group(process, signal.SIGINT)


@pytest.mark.long
@pytest.mark.parametrize("command", ["dg", "dagster"])
def test_a_server_for_developers_loads_the_state_of_the_sample(tmp_path: Path, command: str) -> None:
    with started(command, tmp_path) as address:
        until = time.monotonic() + 300
        while True:
            try:
                (entry,) = ask(address, LOCATIONS)["workspaceOrError"]["locationEntries"]
                break
            except urllib.error.URLError:
                assert time.monotonic() < until, "nothing answered within five minutes"
                time.sleep(1)
    location = entry["locationOrLoadError"]
    assert location["__typename"] == "RepositoryLocation", location
    (repository,) = location["repositories"]
    assert {node["assetKey"]["path"][0] for node in repository["assetNodes"]} == {"ca"}
