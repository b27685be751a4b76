"""The Dagster UI as ``lookback ui`` serves it, and what a browser asks of it.

What belongs here: starting, asking, waiting, and ending every process of it. What does not: expectations.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from command_line import LOOKBACK, ROOT, environment

LAUNCH = """
mutation ($config: RunConfigData, $month: String!) { launchRun(executionParams: {
  selector: {
    repositoryLocationName: "lookback_ca", repositoryName: "__repository__", jobName: "clearance"
  },
  runConfigData: $config, executionMetadata: { tags: [{ key: "dagster/partition", value: $month }] }
}) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""

BACKFILL = """
mutation ($months: [String!]!) { launchPartitionBackfill(backfillParams: {
  selector: {
    partitionSetName: "clearance_partition_set",
    repositorySelector: { repositoryLocationName: "lookback_ca", repositoryName: "__repository__" }
  },
  partitionNames: $months
}) { __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }
"""
RUNS = """{ runsOrError { ... on Runs { results {
  runId status startTime endTime tags { key value } repositoryOrigin { repositoryLocationName }
} } } }"""


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


def end_group(process: subprocess.Popen[Any], first: signal.Signals) -> None:
    """End the process and all that it started: with ``first``, after a minute by killing them."""
    for sign, seconds in ((first, 60), (signal.SIGKILL, 10)):
        if group_is_alive(process.pid):
            os.killpg(process.pid, sign)
        until = time.monotonic() + seconds
        while group_is_alive(process.pid) and time.monotonic() < until:
            process.poll()
            time.sleep(0.2)
    process.wait(10)


class Served(str):
    """The address of the UI, without its secret."""

    def __new__(cls, address: str, secret: str, process: int) -> Served:
        made = super().__new__(cls, address)
        made.secret, made.process = secret, process
        return made

    secret: str
    process: int


@contextmanager
def served(home: Path, *options: str) -> Iterator[Served]:
    """``lookback ui`` with a home, told to terminate at the end, which ends all of its processes. Gives its address,
    which ``urllib`` then asks with the secret."""
    port = free_port()
    process = subprocess.Popen(
        [str(LOOKBACK), "ui", "--port", str(port), "--home", str(home), *options],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    assert process.stdout is not None
    ending = threading.Timer(120, lambda: os.killpg(process.pid, signal.SIGKILL))
    ending.start()
    try:
        address = f"http://127.0.0.1:{port}"
        opening = next((line.split()[-1] for line in process.stdout if "token=" in line), "")
        ending.cancel()
        assert opening, "the UI ended, or did not answer within two minutes"
        asking = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        urllib.request.install_opener(asking)
        urllib.request.urlopen(opening, timeout=60).read()
        yield Served(address, opening.partition("token=")[2], process.pid)
    finally:
        end_group(process, signal.SIGTERM)
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


def runs_by_month(address: str) -> dict[str, dict[str, Any]]:
    """The runs there are, by the month they are for."""
    runs = ask(address, RUNS)["runsOrError"]["results"]
    return {tag["value"]: run for run in runs for tag in run["tags"] if tag["key"] == "dagster/partition"}


def wait_until_done(address: str, months: list[str], seconds: float = 400) -> dict[str, dict[str, Any]]:
    """The runs of ``months`` once each of them has ended, however it ended."""
    until = time.monotonic() + seconds
    while True:
        runs = runs_by_month(address)
        if all(month in runs and runs[month]["status"] in ("SUCCESS", "FAILURE", "CANCELED") for month in months):
            return runs
        assert time.monotonic() < until, {month: run["status"] for month, run in runs.items()}
        time.sleep(1)
