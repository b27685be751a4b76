"""The Dagster UI: on this machine only, showing every asset, and a run started there writes what the command writes."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import small_deliveries
from command_line import AS_OF, SAMPLE, lookback
from dagster_jobs import history_of
from served_ui import BACKFILL, LAUNCH, ask, runs_by_month, served, wait_until_done

from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.locks import is_any_run_active

ASSETS = "{ assetNodes { assetKey { path } groupName description isMaterializable } }"


def listening_addresses(port: int) -> set[str]:
    """Local addresses that listen on the port, in hexadecimal as /proc tells them."""
    found: set[str] = set()
    for table in ("tcp", "tcp6"):
        for line in (Path("/proc/net") / table).read_text().splitlines()[1:]:
            local, condition = line.split()[1], line.split()[3]
            if condition == "0A" and int(local.split(":")[1], 16) == port:
                found.add(local.split(":")[0])
    return found


JOBS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { jobs { name } } } } }"


@pytest.mark.long
def test_the_ui_gives_its_secret_to_nobody_and_has_no_job_that_changes_the_ledger(tmp_path: Path) -> None:
    """A process of the group that another account could see, or a file of the home, would tell the secret."""
    settings = load_settings(home=tmp_path / "home")
    with served(settings.root, "--read-only") as address:
        assert len(address.secret) > 40
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.build_opener().open(f"{address}/", timeout=60)
        commands = [read_quietly(process / "cmdline") for process in Path("/proc").glob("[0-9]*")]
        folders = [Path(word.decode()).parent for words in commands for word in words.split(b"\0") if SOCKET in word]
        sockets = [path for folder in set(folders) for path in folder.iterdir() if path.is_socket()]
        assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
        assert 0o600 in {path.stat().st_mode & 0o777 for path in sockets}
        assert all(not path.stat().st_mode & 0o077 for path in sockets)
        jobs = [job["name"] for node in ask(address, JOBS)["repositoriesOrError"]["nodes"] for job in node["jobs"]]
        written = [read_quietly(path) for path in settings.root.rglob("*") if path.is_file()]
        assert not any(address.secret.encode() in text for text in (*commands, *written))
    assert {"clearance", "batch_of_one_county_again", "clearance_of_the_sample"} == {
        name for name in jobs if not name.startswith("__")
    }


SOCKET = b"/code_server"


def read_quietly(path: Path) -> bytes:
    """What a file holds; nothing, if it is gone or another account's."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.long
def test_the_ui_shows_every_asset_by_stage_to_this_machine_only(sample_run: Any) -> None:
    with served(sample_run.home) as address:
        assert listening_addresses(int(address.rsplit(":", 1)[1])) == {"0100007F"}
        nodes = [node for node in ask(address, ASSETS)["assetNodes"] if node["isMaterializable"]]
        page = urllib.request.urlopen(f"{address}/", timeout=60).read().decode()
        history = runs_by_month(address)
    shown = sorted("/".join(node["assetKey"]["path"]) for node in nodes)
    assert set((Path(__file__).parents[1] / "golden" / "asset_keys.txt").read_text().split()) <= set(shown)
    assert all(node["groupName"][0].isdigit() and node["description"] for node in nodes)
    assert history[AS_OF]["status"] == "SUCCESS", "the run of the command stands in the history"
    assert history[AS_OF]["repositoryOrigin"]["repositoryLocationName"] == "lookback_ca", "and on the first page"
    assert re.search(r'"telemetryEnabled":\s*false', page)
    assert re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', page) == [], "the page loads from this machine alone"


@pytest.mark.long
def test_a_run_from_the_ui_writes_the_same_bytes_as_the_command(sample_run: Any, tmp_path: Path) -> None:
    deliveries = {"deliveries": [str(SAMPLE)]}
    of_ops = {"take_in": deliveries, "results": {"annotate": True, **deliveries}}
    config = {"ops": {op: {"config": of_op} for op, of_op in of_ops.items()}}
    with served(tmp_path / "home") as address:
        launched = ask(address, LAUNCH, config=json.dumps(config), month=AS_OF)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        assert wait_until_done(address, [AS_OF])[AS_OF]["status"] == "SUCCESS"
    for folder in ("filings", "results"):
        written = {
            str(path.relative_to(tmp_path / "home" / folder)): path.read_bytes()
            for path in (tmp_path / "home" / folder).rglob("*")
            if path.is_file()
        }
        assert any(name.endswith("summary.json" if folder == "results" else "manifest.json") for name in written)
        assert written == sample_run.files(folder)
    hashes = lookback("hash", "--home", tmp_path / "home")
    assert hashes.out == lookback("hash", "--home", sample_run.home).out
    assert len(hashes.out.splitlines()) > 30


def process_of(home: Path, run_id: str) -> int:
    """The process of a run that was started in the UI."""
    with history_of(load_settings(home=home)) as instance:
        said = " ".join(event.message for event in instance.all_logs(run_id))
    found = re.search(r"\(pid: (\d+)\)", said)
    assert found, said
    return int(found[1])


def statuses(address: str) -> list[str]:
    """What became of the run of each month, in the order of months."""
    return [run["status"] for _, run in sorted(runs_by_month(address).items())]


@pytest.mark.long
def test_three_months_are_run_one_after_the_other_and_a_killed_one_holds_up_none(tmp_path: Path) -> None:
    months = ["2026-04-01", "2026-05-01", "2026-06-01"]
    settings = load_settings(home=tmp_path / "home")
    small_deliveries.good(settings.deliveries)
    with served(settings.root) as address:
        launched = ask(address, BACKFILL, months=months)["launchPartitionBackfill"]
        assert launched["__typename"] == "LaunchBackfillSuccess", launched
        until = time.monotonic() + 200
        while not is_any_run_active(settings) or statuses(address) != ["STARTED", "QUEUED", "QUEUED"]:
            assert time.monotonic() < until, runs_by_month(address)
            time.sleep(0.5)
        os.kill(process_of(settings.root, runs_by_month(address)[months[0]]["runId"]), signal.SIGKILL)
        runs = wait_until_done(address, months)
    assert [runs[month]["status"] for month in months] == ["FAILURE", "SUCCESS", "SUCCESS"]
    assert runs[months[1]]["startTime"] < runs[months[1]]["endTime"] <= runs[months[2]]["startTime"]
    assert sorted(path.name for path in settings.filings.iterdir()) == months[1:]
    assert sorted(path.name for path in settings.results.iterdir()) == months[1:]
    with open_warehouse(settings) as connection:
        assert read_current_run(connection).as_of_date.isoformat() == months[2]
