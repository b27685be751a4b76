"""The Dagster UI: on this machine only, showing every asset, and a run started there writes what the command writes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_line import AS_OF, LOOKBACK, ROOT, SAMPLE, environment

ASSETS = "{ assetNodes { assetKey { path } groupName description isMaterializable } }"
LAUNCH = """
mutation ($config: RunConfigData, $month: String!) { launchRun(executionParams: {
  selector: {
    repositoryLocationName: "lookback_ca", repositoryName: "__repository__", jobName: "clearance"
  },
  runConfigData: $config, executionMetadata: { tags: [{ key: "dagster/partition", value: $month }] }
}) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
STATUS = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def group_is_alive(group: int) -> bool:
    """Whether a process of the group still runs; ended ones that nobody waited for do not count."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            condition, _, its_group = stat.read_text().rsplit(")", 1)[1].split()[:3]
        except (OSError, ValueError):
            continue
        if int(its_group) == group and condition != "Z":
            return True
    return False


@contextmanager
def served(home: Path) -> Iterator[str]:
    """``lookback ui`` with a home, until its group of processes is gone. Gives its address."""
    port = free_port()
    process = subprocess.Popen(
        [str(LOOKBACK), "ui", "--port", str(port), "--home", str(home)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{address}/server_info", timeout=5).read()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, "the UI ended"
                assert time.monotonic() < until, "the UI did not answer within two minutes"
                time.sleep(0.5)
        yield address
    finally:
        for sign, seconds in ((signal.SIGINT, 20), (signal.SIGKILL, 10)):
            if group_is_alive(process.pid):
                os.killpg(process.pid, sign)
            until = time.monotonic() + seconds
            while group_is_alive(process.pid) and time.monotonic() < until:
                process.poll()
                time.sleep(0.2)
        process.wait(10)
        assert not group_is_alive(process.pid)


def ask(address: str, query: str, **variables: Any) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    answer = json.loads(urllib.request.urlopen(request, timeout=60).read())
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def listening_addresses(port: int) -> set[str]:
    """Local addresses that listen on the port, in hexadecimal as /proc tells them."""
    found: set[str] = set()
    for table in ("tcp", "tcp6"):
        for line in (Path("/proc/net") / table).read_text().splitlines()[1:]:
            local, condition = line.split()[1], line.split()[3]
            if condition == "0A" and int(local.split(":")[1], 16) == port:
                found.add(local.split(":")[0])
    return found


def test_the_ui_shows_every_asset_by_stage_to_this_machine_only(sample_run: Any) -> None:
    with served(sample_run.home) as address:
        assert listening_addresses(int(address.rsplit(":", 1)[1])) == {"0100007F"}
        nodes = [node for node in ask(address, ASSETS)["assetNodes"] if node["isMaterializable"]]
    shown = sorted("/".join(node["assetKey"]["path"]) for node in nodes)
    assert shown == (Path(__file__).parent / "asset_keys.txt").read_text().split()
    assert all(node["groupName"].startswith("stage_") and node["description"] for node in nodes)


@pytest.mark.long
def test_a_run_from_the_ui_writes_the_same_bytes_as_the_command(sample_run: Any, tmp_path: Path) -> None:
    deliveries = {"deliveries": [str(SAMPLE)]}
    of_ops = {"take_in": {"as_of_date": AS_OF, **deliveries}, "results": {"annotate": True, **deliveries}}
    config = {"ops": {op: {"config": of_op} for op, of_op in of_ops.items()}}
    with served(tmp_path / "home") as address:
        launched = ask(address, LAUNCH, config=json.dumps(config))["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        until = time.monotonic() + 240
        status = ""
        while status not in ("SUCCESS", "FAILURE", "CANCELED"):
            assert time.monotonic() < until, status
            time.sleep(1)
            status = ask(address, STATUS, id=launched["run"]["runId"])["runOrError"]["status"]
        assert status == "SUCCESS"
    for folder in ("filings", "results"):
        written = {
            str(path.relative_to(tmp_path / "home" / folder)): path.read_bytes()
            for path in (tmp_path / "home" / folder).rglob("*")
            if path.is_file()
        }
        assert written == sample_run.files(folder)
