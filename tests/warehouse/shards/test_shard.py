"""One shard by a plan of a few models: built and tested stage by stage, and written with its types.

A stage goes on from the files of the earlier ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import load_settings
from orchestration.warehouse.shards.parquet import build_query, read_columns, write_parquet
from orchestration.warehouse.shards.processes import DIED, run_in_processes
from orchestration.warehouse.shards.shard import ShardResult, ShardTask
from orchestration.warehouse.shards.shard import run_shard as run_stages

SLOW = "select count(*) as id from range(100000000000) as r (i)"


def model(table: str, sql: str, columns: list[list[str]], stage: str = "staging", **more: Any) -> dict[str, Any]:
    return {
        "unique_id": f"model.lookback.{table}",
        "schema": stage,
        "table": table,
        "stage": stage,
        "sql": sql,
        "is_view": False,
        "is_kept": True,
        "is_distinct": False,
        "columns": columns,
        "reads": [],
        **more,
    }


PEOPLE = model(
    "people",
    "select id, md5_number(id) as number, 'yes'::enum('no', 'yes') as is_known from intake.rows, intake.answers",
    [["id", "VARCHAR"], ["number", "UHUGEINT"], ["is_known", "ENUM('no', 'yes')"]],
)
SEEN = model(
    "seen", "select * from staging.people", PEOPLE["columns"], is_view=True, is_kept=False, reads=["staging.people"]
)
COUNTED = model("counted", "select count(*) as n from staging.seen", [["n", "BIGINT"]], "rules", reads=["staging.seen"])
TEST = {
    "ids": ["test.unique", "test.not_null"],
    "stage": "staging",
    "table": "staging.seen",
    "sql": "select count(*), count(*) - count(distinct id), count(*) filter (where id is null) from staging.seen",
    "reads": ["staging.seen"],
}


def make_task(folder: Path, models: list[dict[str, Any]], *stages: str, rows: str = "values ('a'), ('b')") -> ShardTask:
    folder.mkdir(exist_ok=True)
    (folder / "plan.json").write_text(json.dumps({"models": models, "tests": [TEST]}))
    with duckdb.connect() as connection:
        connection.execute("create table answers as select 'yes'::enum('no', 'yes') as answer")
        columns = read_columns(connection, "answers")
        write_parquet(connection, "answers", columns, folder / "answers.parquet")
    inputs = {"intake.answers": (str(folder / "answers.parquet"), columns)}
    routed = {"intake.rows": f"select * from ({rows}) as r (id)"}
    of_shard = str(folder / "shard_003")
    return ShardTask(
        3, stages or ("staging",), str(folder / "plan.json"), inputs, routed, of_shard, "500MB", str(folder)
    )


def run_shard(task: ShardTask) -> ShardResult:
    """Run a task of one stage."""
    (result,) = run_stages(task)
    return result


def test_a_shard_writes_its_kept_tables_with_their_types(tmp_path: Path) -> None:
    result = run_shard(make_task(tmp_path, [PEOPLE, SEEN, COUNTED]))
    assert (result.failed, result.rows) == ({}, {"staging.people": 2, "staging.seen": 2})
    assert result.failures == {"test.unique": 0, "test.not_null": 0}
    written = tmp_path / "shard_003" / "staging"
    assert [*result.outputs] == [path.name for path in written.iterdir()] == ["staging.people.parquet"]
    with duckdb.connect() as connection:
        connection.execute(f"create view p as {build_query(PEOPLE['columns'], [written / 'staging.people.parquet'])}")
        assert read_columns(connection, "p") == [tuple(column) for column in PEOPLE["columns"]]
        assert connection.execute("select id, number = md5_number(id), is_known from p order by id").fetchall() == [
            ("a", True, "yes"),
            ("b", True, "yes"),
        ]


def test_a_later_stage_reads_what_the_earlier_one_wrote(tmp_path: Path) -> None:
    words = model("words", "select unnest(['yes', 'no']) as word", [["word", "VARCHAR"]], is_kept=False)
    twice = model(
        "twice",
        "select id, is_known, word from staging.people, staging.words where is_known::varchar = word",
        [*PEOPLE["columns"][::2], ["word", "VARCHAR"]],
        "rules",
        reads=["staging.people", "staging.words"],
    )
    models = [PEOPLE, SEEN, words, COUNTED, twice]
    assert run_shard(make_task(tmp_path, models)).failed == {}
    result = run_shard(make_task(tmp_path, models, "rules", rows="select null where false"))
    assert (result.failed, result.rows) == ({}, {"rules.counted": 1, "rules.twice": 2})
    assert sorted(result.outputs) == ["rules.counted.parquet", "rules.twice.parquet"]


def test_one_process_gives_the_stages_that_one_for_each_gives(tmp_path: Path) -> None:
    models = [PEOPLE, SEEN, COUNTED]
    together = [*run_stages(make_task(tmp_path / "together", models, "staging", "rules"))]
    apart = [run_shard(make_task(tmp_path / "apart", models, stage)) for stage in ("staging", "rules")]
    assert [one.outputs for one in together] == [one.outputs for one in apart]
    assert [(one.stage, one.rows) for one in together] == [
        ("staging", {"staging.people": 2, "staging.seen": 2}),
        ("rules", {"rules.counted": 1}),
    ]
    assert sorted(path.name for path in (tmp_path / "together" / "shard_003").iterdir()) == ["rules", "staging"]


def test_a_stage_that_fails_is_the_last_and_leaves_those_before_it(tmp_path: Path) -> None:
    wrong = COUNTED | {"columns": [["other", "BIGINT"]]}
    staged, failed = run_stages(make_task(tmp_path, [PEOPLE, SEEN, wrong], "staging", "rules", "marts"))
    assert (staged.failed, failed.failed["stage"]) == ({}, "rules")
    assert [path.name for path in (tmp_path / "shard_003").iterdir()] == ["staging"]


def test_a_process_that_died_is_replaced_at_the_stage_where_it_was(tmp_path: Path) -> None:
    slow = model("slow", "select count(*) as id from range(3000000000) as r (i)", [["id", "BIGINT"]], "rules")
    task = make_task(tmp_path, [PEOPLE, SEEN, slow], "staging", "rules")

    def kill() -> None:
        while not (tmp_path / "shard_003" / "rules.partial").exists():
            time.sleep(0.02)
        (process,) = _find_children(tmp_path)
        os.kill(process, 9)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    ((staged, rules),) = run_in_processes(load_settings(home=tmp_path / "home"), [task])
    assert (staged.deaths, rules.deaths, staged.failed, rules.failed) == (0, 1, {}, {})
    assert rules.rows == {"rules.slow": 1}


def test_the_same_shard_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (run_shard(make_task(tmp_path / name, [PEOPLE, SEEN])) for name in ("one", "two"))
    assert first.outputs == second.outputs != {}


@pytest.mark.parametrize(
    ("broken", "rows", "failed"),
    [
        (PEOPLE, "values ('a'), ('a')", ("staging", "test.unique")),
        (PEOPLE | {"columns": [["id", "VARCHAR"]]}, "values ('a')", ("staging", "model.lookback.people")),
        (PEOPLE | {"sql": "select id from intake.nothing"}, "values ('a')", ("staging", "model.lookback.people")),
    ],
    ids=["test", "contract", "error"],
)
def test_a_shard_stops_at_the_stage_that_fails_and_leaves_nothing(
    tmp_path: Path, broken: dict[str, Any], rows: str, failed: tuple[str, str]
) -> None:
    result = run_shard(make_task(tmp_path, [broken, SEEN, COUNTED], rows=rows))
    assert (result.failed["stage"], result.failed["node"]) == failed
    assert not list((tmp_path / "shard_003").iterdir())


def test_a_shard_imports_duckdb_and_the_standard_library_only() -> None:
    listed = "import sys, orchestration.warehouse.shards.shard; print(' '.join(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in found if name.startswith("orchestration")}
    assert ours == {
        "orchestration",
        "orchestration.warehouse",
        "orchestration.warehouse.shards",
        "orchestration.warehouse.shards.decide_again",
        "orchestration.warehouse.shards.parquet",
        "orchestration.warehouse.shards.shard",
    }
    assert not {"dbt", "dagster", "pyarrow", "numpy", "pydantic"} & {name.partition(".")[0] for name in found}


def test_shards_in_processes_a_dead_one_is_run_again_and_named(tmp_path: Path) -> None:
    good = make_task(tmp_path, [PEOPLE, SEEN])
    slow = make_task(tmp_path / "slow", [model("slow", SLOW, [["id", "BIGINT"]])])
    tasks = [good, replace(slow, shard=4)]
    killed: list[int] = []

    def kill() -> None:
        while len(killed) < 2:
            for pid in _find_children(tmp_path / "slow"):
                if pid not in killed:
                    os.kill(pid, 9)
                    killed.append(pid)
            time.sleep(0.1)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    ended = run_in_processes(load_settings(home=tmp_path / "home"), tasks)
    results = {result.shard: result for (result,) in ended}
    killer.join(5)
    assert len(killed) == 2, "once more, and no third time"
    assert results[4].failed["message"] == DIED
    assert results[3].failed == {}


def test_no_shard_outlives_the_run(tmp_path: Path) -> None:
    task = make_task(tmp_path, [model("slow", SLOW, [["id", "BIGINT"]])])
    (tmp_path / "task.json").write_text(json.dumps(vars(task)))
    command = [sys.executable, "-m", "orchestration.warehouse.shards.shard", str(tmp_path / "task.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()  # (as when the process that started it was killed)
        assert process.wait(60) == 1


def _find_children(folder: Path) -> list[int]:
    """The processes of shards whose task is in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if "orchestration.warehouse.shards.shard" in words and words[-2].startswith(str(folder)):
            found.append(int(process.name))
    return found


def test_a_task_that_ray_begins_again_says_how_many_processes_died_at_it(tmp_path: Path) -> None:
    from orchestration.warehouse.shards.ray import _run

    task = make_task(tmp_path, [PEOPLE, SEEN])
    assert [_run(vars(task))[0]["deaths"] for _ in range(3)] == [0, 1, 2]


@pytest.mark.long
def test_ray_gives_the_same_bytes_and_runs_a_dead_shard_again(tmp_path: Path) -> None:
    from orchestration.warehouse.shards.ray import run_on_ray

    here = run_shard(make_task(tmp_path / "here", [PEOPLE, SEEN, COUNTED]))
    fine = make_task(tmp_path / "fine", [PEOPLE, SEEN, COUNTED])
    dying = replace(
        make_task(tmp_path / "dying", [PEOPLE, SEEN, COUNTED]),
        shard=4,
        routed={
            "intake.rows": f"select * from (values ('a'), ('b')) as r (id) where (select count(*) from ({SLOW})) > 0"
        },
    )
    results = {}
    killer = threading.Thread(target=_kill_all_workers, args=(tmp_path / "dying",), daemon=True)
    killer.start()
    for (result,) in run_on_ray(load_settings(home=tmp_path / "home"), [fine, dying]):
        results[result.shard] = result
    assert results[3].outputs == here.outputs
    assert results[4].failed["message"].startswith(DIED)


def _kill_all_workers(folder: Path) -> None:
    """Kill each process that has the shard's folder as its working files, three times."""
    killed: set[int] = set()
    while len(killed) < 3:
        for process in Path("/proc").glob("[0-9]*"):
            if (folder / "shard_003" / "staging.partial").exists() and int(process.name) not in killed:
                try:
                    name = (process / "cmdline").read_bytes()
                except OSError:
                    continue
                if name.startswith(b"ray::_run"):
                    os.kill(int(process.name), 9)
                    killed.add(int(process.name))
        time.sleep(0.2)
