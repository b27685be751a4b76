"""Faults while shards are built: the rest goes on, the shard is named, and the run after it gives the right bytes.

The plan is small, the processes, files and the disk are real.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.files.disk_full import mentions_full_disk
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.shards.build import BuiltShards, build_shards, find_root
from orchestration.warehouse.shards.manifest import INPUTS, MANIFEST
from orchestration.warehouse.shards.plan import RUN_STAGES, PlannedModel, RoutedTable, ShardPlan
from orchestration.warehouse.shards.processes import DIED

SHARDS = 4
BUILD = """
import sys
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.shards.build import build_shards
from orchestration.warehouse.shards.plan import ShardPlan
settings = load_settings(home=Path(sys.argv[1]))
with open_warehouse(settings) as connection:
    build_shards(settings, connection, ShardPlan.from_json(Path(sys.argv[2]).read_text()), "staging")
"""

PLAIN = "select id, person_bucket, md5(id) as text from intake.told"
SLOW = f"{PLAIN} where (select count(*) from range(200000000)) > 0"
MUCH = "select id, person_bucket, md5(concat(id, i)) as text from intake.told, range(20000) as more (i)"
POISONED = (
    f"{PLAIN} where (select len(list(i)) from range(100000000) as r (i) "
    "where exists (select 1 from intake.told where id = 'person 20')) is not null"
)
"""Person 20, who is in shard 1, needs a list of 800 MB, which cannot be spilled."""


def plan(sql: str) -> ShardPlan:
    """Two stages of one table each; staging is built by the SQL."""
    columns = (("id", "VARCHAR"), ("person_bucket", "BIGINT"), ("text", "VARCHAR"))
    people = PlannedModel("model.people", "staging", "people", "staging", sql, False, True, False, columns, ())
    counted = PlannedModel(
        "model.counted", "rules", "counted", "rules", "select count(*) as n, min(id) as first_id from staging.people",
        False, True, False, (("n", "BIGINT"), ("first_id", "VARCHAR")), ("staging.people",),
    )  # fmt: skip
    return ShardPlan((people, counted), (), (), (RoutedTable("intake", "told", {"issuer_id": "id"}),))


def make_home(home: Path, **more: object) -> Settings:
    """A warehouse of 64 people, in which intake is done."""
    settings = load_settings(home=home, shards=SHARDS, threads=1, memory_limit="500MB", shard_memory="500MB")
    settings = settings.model_copy(update=more)
    with open_warehouse(settings) as connection:
        connection.execute(
            """
            create schema if not exists intake;
            create table intake.run_parameters as select 'r' as run_id;
            create table intake.deliveries as
                select 'd' as delivery_id, date '2026-03-01' as data_as_of, 64 as accepted_rows;
            create table intake.identity_decisions (decision_id varchar, id_key varchar, other_id_key varchar);
            create view intake.told as
                select 'd' as delivery_id, i as source_line, 'person ' || i as id, i as person_bucket
                from range(64) as r (i);
            """
        )
    return settings


def build(settings: Settings, sql: str, stage: str = "rules") -> BuiltShards:
    with open_warehouse(settings) as connection:
        return build_shards(settings, connection, plan(sql), stage)


def read_lines(settings: Settings) -> list[dict[str, object]]:
    """The lines of the manifest, but that of the inputs."""
    lines = [
        json.loads(line)
        for manifest in find_root(settings).glob(f"*/{MANIFEST}")
        for line in manifest.read_text().splitlines()
    ]
    return [line for line in lines if line["stage"] != INPUTS]


def list_outputs(settings: Settings) -> dict[tuple[int, str], object]:
    """The hashes of what was written, by shard and stage."""
    return {(line["shard"], line["stage"]): line["outputs"] for line in read_lines(settings)}  # type: ignore[misc]


def list_failed(built: BuiltShards) -> dict[int, str]:
    return {result.shard: result.failed["message"] for result in built.results if result.failed}


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "killed")
    (tmp_path / "plan.json").write_text(plan(SLOW).to_json())
    command = [sys.executable, "-c", BUILD, str(settings.root), str(tmp_path / "plan.json")]
    environment = {**os.environ, "LOOKBACK_SHARDS": str(SHARDS), "LOOKBACK_THREADS": "1"}
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None and not read_lines(settings):
            time.sleep(0.02)
        process.kill()
    before = len(read_lines(settings))
    assert 0 < before < SHARDS * len(RUN_STAGES)
    assert list_failed(build(settings, SLOW)) == {}
    assert len(read_lines(settings)) == SHARDS * len(RUN_STAGES), "what was whole was not run again"
    other = make_home(tmp_path / "undisturbed")
    build(other, SLOW)
    assert list_outputs(settings) == list_outputs(other)
    assert not list(find_root(settings).rglob("*.partial")) + list(find_root(settings).rglob("*.task.json"))


def test_a_person_who_needs_too_much_memory_stops_one_shard_alone(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "small")
    failed = build(settings, POISONED)
    ((shard, message),) = list_failed(failed).items()
    assert (failed.stage, shard) == ("staging", 1)
    assert message.startswith("OutOfMemoryException")
    assert [result.shard for result in failed.results if result.outputs] == [0, 2, 3]
    assert {line["shard"] for line in read_lines(settings) if line["stage"] == "rules"} == {0, 2, 3}
    enough = settings.model_copy(update={"memory_limit": "3GB"})
    assert list_failed(build(enough, POISONED)) == {}
    staged = [line["shard"] for line in read_lines(settings) if line["stage"] == "staging"]
    assert (len(staged), staged[-1]) == (SHARDS + 1, 1), "only the shard that failed was run again"
    other = make_home(tmp_path / "large", memory_limit="3GB")
    build(other, POISONED)
    assert list_outputs(settings) == list_outputs(other)


@pytest.mark.long  # (root alone can mount a small disk)
def test_a_full_disk_stops_the_shard_and_the_next_run_ends(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "full")
    root = find_root(settings)
    root.mkdir()
    with mount_small_disk(root, "14m") as resize:
        failed = list_failed(build(settings, MUCH))
        assert failed
        assert len(failed) < SHARDS, "shards before it are whole"
        assert {message for message in failed.values() if not mentions_full_disk(message)} == set()
        assert not list(root.rglob("*.partial"))
        resize("200m")
        assert list_failed(build(settings, MUCH)) == {}
        other = make_home(tmp_path / "enough")
        build(other, MUCH)
        assert list_outputs(settings) == list_outputs(other)


@contextmanager
def mount_small_disk(folder: Path, size: str) -> Iterator[Callable[[str], object]]:
    """Mount a file system of this size in memory, and give a function that changes it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield lambda new: subprocess.run(["mount", "-o", f"remount,size={new}", folder], check=True)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("deaths", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_shard_whose_process_is_killed_is_run_once_more(
    tmp_path: Path, deaths: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    settings = make_home(tmp_path / "home")
    left = tmp_path / "left"
    left.write_text("x" * deaths)
    script = tmp_path / "python"
    # (Shard 2 kills itself as often as the file has letters, after it began to write.)
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        f"left = open({str(left)!r}).read()\n"
        "if 'shard_002' in sys.argv[-1] and left:\n"
        f"    open({str(left)!r}, 'w').write(left[1:])\n"
        "    os.makedirs(sys.argv[-1].replace('.task.json', '/staging.partial'))\n"
        "    os.kill(os.getpid(), 9)\n"
        f"os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])\n"
    )
    script.chmod(0o700)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(script))
        built = build(settings, PLAIN)
    assert list_failed(built) == ({} if deaths == 1 else {2: DIED})
    assert ("shard 2: its process died in stage staging and was replaced" in caplog.text) == (deaths == 1)
    assert list_failed(build(settings, PLAIN)) == {}
    other = make_home(tmp_path / "undisturbed")
    build(other, PLAIN)
    assert list_outputs(settings) == list_outputs(other)


@pytest.mark.long
def test_the_run_after_the_head_of_ray_was_killed_gives_the_right_bytes(tmp_path: Path) -> None:
    settings = make_home(tmp_path / "ray")
    (tmp_path / "plan.json").write_text(plan(SLOW).to_json())
    command = [sys.executable, "-c", BUILD, str(settings.root), str(tmp_path / "plan.json")]
    environment = {**os.environ, "LOOKBACK_SHARDS": str(SHARDS), "LOOKBACK_ON": "ray", "LOOKBACK_SHARD_MEMORY": "500MB"}
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None and not read_lines(settings):
            time.sleep(0.05)
        killed = [child for child in list_descendants(process.pid) if is_head_of_ray(child)]
        for child in killed:
            os.kill(child, 9)
        process.wait(180)
    assert killed
    before = {line["shard"] for line in read_lines(settings) if line["outputs"]}
    assert 0 < len(before) < SHARDS, "what was whole is kept, and the run ended before the rest"
    assert list_failed(build(settings, SLOW)) == {}
    other = make_home(tmp_path / "undisturbed")
    build(other, SLOW)
    assert list_outputs(settings) == list_outputs(other)


def list_descendants(process: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        below = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []
    return [*below, *(one for child in below for one in list_descendants(child))]


def is_head_of_ray(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].endswith((b"gcs_server", b"raylet"))
    except OSError:
        return False
