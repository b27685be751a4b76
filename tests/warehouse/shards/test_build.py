"""The shards of a run give the tables that dbt's SQL gives over everybody at once, however many there are."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest
from warehouse_runs import build
from whole_runs import Ran

from orchestration.determinations.snapshots import store
from orchestration.determinations.snapshots.store import keep_run
from orchestration.files.steps import listen_to_steps
from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, build_in_schema, find_reached_models
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.hashes import hash_table, hash_tables
from orchestration.warehouse.shards.build import BuiltShards, build_shards, show_tables
from orchestration.warehouse.shards.find_law import PlanError
from orchestration.warehouse.shards.in_turn import show_in_turn
from orchestration.warehouse.shards.plan import CENTRAL, STAGES, build_plan, load_plan
from orchestration.warehouse.shards.processes import RunTasks, count_at_once, run_in_processes
from orchestration.warehouse.shards.shard import ShardResult, ShardTask


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose deliveries were taken in and whose vocabularies are loaded."""
    folder = tmp_path_factory.mktemp("shards")
    write_sample(150, 64, folder / "sample", ("ALPINE", "YOLO"))
    files = sorted(path for path in (folder / "sample").iterdir() if path.suffix in (".csv", ".dat"))
    build(folder / "home", files, stages=STAGES).let_go(load_settings(home=folder / "home"))
    return folder / "home"


@pytest.fixture(scope="module")
def whole(home: Path) -> dict[str, str]:
    """The content of every table that shards give, built over everybody at once, columns as the contract has them."""
    settings = load_settings(home=home)
    with open_warehouse(settings) as connection:
        for model in load_plan(settings).models:
            if model.is_kept:
                name, columns = f"{model.schema}.{model.table}", ", ".join(f'"{column}"' for column, _ in model.columns)
                connection.execute(f"create or replace table {name} as select {columns} from {name}")
        found = hash_tables(connection)
    return {name: found[name] for name in list_kept(settings)}


def list_kept(settings: Settings) -> list[str]:
    return [f"{model.schema}.{model.table}" for model in load_plan(settings).models if model.is_kept]


def build_in_shards(
    settings: Settings, run_tasks: RunTasks = run_in_processes, *, is_kept: bool = False
) -> tuple[BuiltShards, dict[str, str]]:
    plan = load_plan(settings)
    with open_warehouse(settings) as connection:
        connection.begin()  # (the tables of the whole build come back)
        for stage in STAGES:
            built = build_shards(settings, connection, plan, stage, run_tasks=run_tasks)
            assert {result.shard: result.failed for result in built.results if result.failed} == {}
            kept = [model for model in plan.models if model.is_kept and model.stage == stage]
            show_tables(settings, connection, built, kept)
        found = hash_tables(connection)
        connection.commit() if is_kept else connection.rollback()
    return built, {name: found[name] for name in list_kept(settings)}


@pytest.mark.parametrize(
    ("shards", "threads", "memory_limit"),
    [
        (2, 2, "3GB"),
        pytest.param(1, 1, "3GB", marks=pytest.mark.long),
        pytest.param(7, 2, "1GB", marks=pytest.mark.long),
        pytest.param(64, 2, "3GB", marks=pytest.mark.long),
    ],
)
def test_any_number_of_shards_and_processes_and_any_memory_give_the_same_tables(
    home: Path, whole: dict[str, str], shards: int, threads: int, memory_limit: str
) -> None:
    settings = load_settings(home=home, shards=shards, threads=threads, memory_limit=memory_limit, shard_memory="500MB")
    assert count_at_once(settings) == threads
    built, found = build_in_shards(settings)
    assert len(built.results) >= shards
    assert {table for table in whole if whole[table] != found[table]} == set()
    assert sum(not content.startswith("0:") for content in found.values()) > len(found) / 2


def test_the_same_law_beside_the_run_gives_the_same_tables(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    settings = load_settings(home=tmp_path / "home", shards=3)
    build_in_shards(settings, is_kept=True)
    reached = find_reached_models(settings, ChangedTables(law_tables=frozenset({"offense_lists"})))
    with open_warehouse(settings) as connection:
        connection.execute("create schema beside; create table beside.offense_lists as from law.offense_lists")
        results = build_in_schema(settings, "beside", reached, "the same law")
        tables = {name: load_project(settings).nodes[name].schema for name in reached.wanted}
        names = [(schema, reached.names[name]) for name, schema in tables.items()]
        differing = {
            table
            for schema, table in names
            if hash_table(connection, schema, table) != hash_table(connection, "beside", table)
        }
    assert differing == set()
    assert {result.status for result in results} == {"success", "pass"}
    assert len(reached.wanted) < len(results)
    assert len({*settings.root.glob("warehouse/ca/shards/*/shard_*/beside")}) == 3
    files = sorted(path for path in (home.parent / "sample").iterdir() if path.suffix in (".csv", ".dat"))
    ingest(settings, IngestionRequest(tuple(files), date(2026, 7, 1)))
    with open_warehouse(settings) as connection:
        build_shards(settings, connection, load_plan(settings), STAGES[0])
        views = connection.execute("select view_name from duckdb_views() where schema_name = 'beside'").fetchall()
    assert views == [], "of another run"
    assert [*settings.root.glob("warehouse/ca/shards/*/shard_*/beside")] == []


def test_a_snapshot_has_the_same_bytes_of_shards_and_of_everybody_at_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PEOPLE_IN_A_FILE", 60)
    shutil.copytree(home, tmp_path / "home")
    settings = load_settings(home=tmp_path / "home", shards=3)
    build_in_shards(settings, is_kept=True)
    read: list[str] = []

    def show_and_note(of: Settings, connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Generator[int]:
        read.extend(tables)
        return show_in_turn(of, connection, tables)

    with open_warehouse(settings) as connection:
        monkeypatch.setattr(store, "show_in_turn", show_and_note)
        of_shards = read_snapshot(settings, connection)
        everybody = count_each(connection, read)
        shown = [count_each(connection, read) for _ in show_in_turn(settings, connection, read)]
        assert len(shown) == 3
        assert {name: sum(counts[name] for counts in shown) for name in read} == everybody, "views of views, too"
        with pytest.raises(ValueError, match="stopped"), closing(show_in_turn(settings, connection, read)) as shards:
            assert next(shards) == 0
            raise ValueError("stopped")
        assert [*show_in_turn(settings, connection, ["law.scenarios"])] == [0], "no view over shards"
        monkeypatch.setattr(store, "show_in_turn", lambda *_: (number for number in [0]))
        assert read_snapshot(settings, connection) == of_shards
    assert sorted(name for name in of_shards if "findings" in name) == [f"findings.00{n}.parquet" for n in range(3)]


def count_each(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, int]:
    return {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for name in tables}


def read_snapshot(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, bytes]:
    """Keep the run, and read every file, the people of each of which are others."""
    folder = keep_run(settings, connection)
    people = f"select count(distinct recorded), count(*) from read_parquet('{folder}/persons.*')"
    ((recorded, rows),) = connection.execute(people).fetchall()
    assert recorded == rows > 100
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_shard_that_is_whole_is_not_run_again(home: Path, whole: dict[str, str]) -> None:
    settings = load_settings(home=home, shards=2)
    run: list[tuple[int, str]] = []

    def note(settings: Settings, tasks: Sequence[ShardTask]) -> Iterator[Sequence[ShardResult]]:
        run.extend((task.shard, stage) for task in tasks for stage in task.stages)
        yield from run_in_processes(settings, tasks)

    built, _ = build_in_shards(settings)
    build_in_shards(settings, note)
    assert run == []
    damaged = built.folder / "shard_001" / "intermediate" / "intermediate.int_people.parquet"
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    for given in (built.folder / "inputs").iterdir():
        given.write_bytes(b"edited: what every shard is given is written anew")
    with (built.folder / "manifest.jsonl").open("a") as manifest:
        manifest.write('{"shard": 0, "ro')  # a run that was killed while it wrote
    told = Told()
    with listen_to_steps(told):
        _, found = build_in_shards(settings, note)
    assert run == [(1, "intermediate")]
    assert found == whole
    assert f"{damaged} was damaged since it was written: its shard is built anew" in told.lines


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def start(self, step: str) -> None: ...

    def end(self, step: str, seconds: float | None) -> None: ...

    def tell(self, line: str) -> None:
        self.lines.append(line)


def test_nothing_that_an_earlier_run_wrote_of_people_is_read(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    settings = load_settings(home=tmp_path / "home", shards=2)
    plan = load_plan(settings)

    def build_first_stage() -> BuiltShards:
        with open_warehouse(settings) as connection:
            built = build_shards(settings, connection, plan, STAGES[0])
            kept = [model for model in plan.models if model.is_kept and model.stage == STAGES[0]]
            show_tables(settings, connection, built, kept)
        assert {result.shard: result.failed for result in built.results if result.failed} == {}
        return built

    before = build_first_stage()
    settings.last_warehouse.parent.mkdir()
    shutil.copyfile(settings.warehouse, settings.last_warehouse)
    for file in before.folder.rglob("*.parquet"):
        file.write_bytes(b"edited")
    files = sorted(path for path in (home.parent / "sample").iterdir() if path.suffix in (".csv", ".dat"))
    ingest(settings, IngestionRequest(tuple(files), date(2026, 7, 1)))
    after = build_first_stage()
    assert after.folder != before.folder
    assert [result.rows for result in after.results] == [result.rows for result in before.results]


def test_every_model_is_of_shards_or_central_and_every_test_is_asked(home: Path) -> None:
    settings = load_settings(home=home)
    plan, project = load_plan(settings), load_project(settings)
    tables = {
        node.alias: CENTRAL in node.tags
        for node in project.nodes.values()
        if node.resource_type == "model" and node.config.materialized != "view"
    }
    in_shards = {model.table: model for model in plan.models}
    assert {name for name, is_central in tables.items() if is_central == (name in in_shards)} == set()
    assert {model.table for model in plan.models if model.is_distinct} == {
        *("stg_ca__charge_texts", "stg_ca__date_texts", "stg_ca__disposition_texts"),
        "rule_ca__deciding_law_rows",
    }


def test_a_table_that_reads_a_central_one_must_be_central(home: Path) -> None:
    project = load_project(load_settings(home=home))
    node = next(one for one in project.nodes.values() if one.name == "int_person_links")
    node.tags.append(CENTRAL)
    try:
        with pytest.raises(PlanError, match="reads int_person_links, which no shard has: tag it central"):
            build_plan(project, {})
    finally:
        node.tags.remove(CENTRAL)


@pytest.mark.long
def test_one_build_by_dbt_gives_the_tables_of_a_run(copied_sample: Settings) -> None:
    from orchestration.warehouse.dbt.runner import invoke

    with open_warehouse(copied_sample) as connection:
        of_the_run = hash_tables(connection)
    invoke(copied_sample, ["build", "--exclude", "test_type:unit", "tag:on_demand"], "everything")
    with open_warehouse(copied_sample) as connection:
        assert hash_tables(connection) == of_the_run


def test_no_view_of_a_run_names_a_whole_path(sample_run: Ran) -> None:
    with open_warehouse(sample_run.settings) as connection:
        queries = [sql for (sql,) in connection.execute("select sql from duckdb_views() where not internal").fetchall()]
    assert sum("/shards/" in query for query in queries) > 100
    assert [query for query in queries if "read_parquet" in query and "'/" in query] == []
