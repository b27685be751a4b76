"""The shards of a run: inputs written for them, those not done yet run, and their tables shown in the warehouse.

One process builds a shard from its rows to its lists. What a stage of it came to is kept by stage, so that the gates
can be asked in their order.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.files.steps import report_progress
from orchestration.settings import Settings, parse_memory_limit
from orchestration.warehouse.connection import build_connection_config, name_in_home
from orchestration.warehouse.damaged_file import DamagedFileError
from orchestration.warehouse.run_errors import NoWarehouseError
from orchestration.warehouse.shards.components import BYTES_PER_ROW, Routing, choose_ranges, route_people
from orchestration.warehouse.shards.manifest import (
    INPUTS,
    MANIFEST,
    MadeOf,
    add_line,
    find_damaged_file,
    hash_manifest,
    name_folder,
    read_finished,
)
from orchestration.warehouse.shards.parquet import build_query, build_sum, read_columns, write_parquet
from orchestration.warehouse.shards.plan import RUN_STAGES, STAGES, PlannedModel, RoutedTable, ShardPlan
from orchestration.warehouse.shards.processes import RunTasks, count_at_once, run_in_processes
from orchestration.warehouse.shards.ray import run_on_ray
from orchestration.warehouse.shards.shard import ShardResult, ShardTask, hash_file

ROWS, PLAN = "rows", "plan.json"
LAW = "law"


@dataclass(frozen=True)
class BuiltShards:
    """A stage of the shards of a run, in order, with those that failed. ``folder``: where their Parquet is."""

    folder: Path
    stage: str
    results: tuple[ShardResult, ...]

    def count_rows(self, model: PlannedModel) -> int | None:
        """Count the rows of a model over all shards (of a distinct table, rows that shards share several times); None
        for a view that nothing tests."""
        counts = [result.rows.get(f"{model.schema}.{model.table}") for result in self.results]
        return None if None in counts else sum(filter(None, counts))

    def count_failures(self, test: str) -> int | None:
        """Count the failures of a test over all shards; None if a shard stopped before it."""
        if any(test not in result.failures for result in self.results):
            found = sum(result.failures.get(test, 0) for result in self.results)
            return found or None
        return sum(result.failures[test] for result in self.results)


@dataclass(frozen=True)
class _Prepared:
    """Inputs of the shards of a run, written below ``folder``. ``tables``: columns of those given whole. ``queries``:
    of all rows of people. ``results``: by stage and shard, of those that ended in this process or are whole."""

    folder: Path
    plan: ShardPlan
    routing: Routing
    tables: Mapping[tuple[str, str], list[tuple[str, str]]]
    queries: Mapping[RoutedTable, str]
    made_of: MadeOf
    results: dict[tuple[str, int], ShardResult] = field(default_factory=dict)


WAYS: Mapping[str, RunTasks] = {"processes": run_in_processes, "ray": run_on_ray}
_PREPARED: dict[tuple[object, ...], _Prepared] = {}


def build_shards(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    plan: ShardPlan,
    stage: str,
    *,
    run_tasks: RunTasks | None = None,
) -> BuiltShards:
    """Return a stage of every shard of the run in the warehouse, built where it is not whole yet.

    A shard that is not whole is built to its last stage at once; its later stages are then there when they are asked
    for. The first stage in which a shard failed is returned in place of a later one. A shard that fails does not stop
    the others; its result says where it failed, and it is built again after that was returned. The first stage looks
    again at what the run is made of. ``run_tasks``: by default as ``settings.on`` says.

    Raises:
        LargeComponentError: Ids that may be one person's have more rows than the memory of a shard is for.
    """
    run = connection.execute("select run_id from intake.run_parameters").fetchall()
    known = (settings.warehouse, str(run), plan.content_hash, settings.shards)
    if stage == STAGES[0] or known not in _PREPARED:
        _PREPARED.clear()
        _PREPARED[known] = _prepare(settings, connection, plan)
    prepared = _PREPARED[known]
    asked = STAGES[: STAGES.index(stage) + 1]
    _build_missing(settings, prepared, max(asked, RUN_STAGES, key=len), run_tasks or WAYS[settings.on])
    for each in asked:
        results = [prepared.results.get((each, shard)) for shard in range(prepared.routing.shards)]
        built = BuiltShards(prepared.folder, each, tuple(filter(None, results)))
        if failed := [result.shard for result in built.results if result.failed]:
            for shard in failed:
                del prepared.results[each, shard]
            break
    return built


def _prepare(settings: Settings, connection: duckdb.DuckDBPyConnection, plan: ShardPlan) -> _Prepared:
    root = find_root(settings)
    building = root / "next.partial"
    shutil.rmtree(building, ignore_errors=True)
    for name in (INPUTS, ROWS):
        (building / name).mkdir(parents=True, mode=0o700)
    tables = {table: read_columns(connection, ".".join(table)) for table in plan.inputs}
    for (schema, table), columns in tables.items():
        path = building / INPUTS / f"{schema}.{table}.parquet"
        write_parquet(connection, f"{schema}.{table}", columns, path, is_sorted=True)
    queries = {table: _read_query(connection, table) for table in plan.routed}
    ((rows,),) = connection.execute("select coalesce(sum(accepted_rows), 0) from intake.deliveries").fetchall()
    ranges = settings.shards or choose_ranges(int(rows), count_at_once(settings))
    most_rows = parse_memory_limit(settings.shard_memory) // BYTES_PER_ROW
    routing = route_people(connection, ranges, queries, building / ROWS, most_rows, settings.largest_group)
    (building / PLAN).write_text(plan.to_json(), encoding="utf-8")
    hashes = {path.name: hash_file(path) for path in sorted((building / INPUTS).iterdir())}
    made_of = _hash_inputs(hashes, routing, plan)
    folder = root / hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]
    if folder.is_dir():  # the same run again, or one that was killed: only its finished stages are read again
        for name in (INPUTS, ROWS, PLAN):
            _replace(folder / name, building / name)
        shutil.rmtree(building)
    else:
        building.rename(folder)
    add_line(folder, ShardResult(0, INPUTS, outputs=hashes), made_of)
    _drop_views_beside(connection)
    remove_unused(settings, connection, folder)
    if routing.shards > 1:
        report_progress(f"{routing.shards} shards of people; {routing.describe()}")
    finished = {
        (stage, shard): result for stage in STAGES for shard, result in read_finished(folder, made_of, stage).items()
    }
    return _Prepared(folder, plan, routing, tables, queries, made_of, finished)


def _build_missing(settings: Settings, prepared: _Prepared, stages: Sequence[str], run_tasks: RunTasks) -> None:
    """Build the stages that a shard does not have, unless one of them failed before and was not returned yet."""
    folder, routing = prepared.folder, prepared.routing
    tasks = []
    for shard in range(routing.shards):
        results = [prepared.results.get((stage, shard)) for stage in stages]
        missing = [stage for stage, result in zip(stages, results, strict=True) if result is None]
        if missing and not any(result and result.failed for result in results):
            routed = {
                f"{table.schema}.{table.table}": routing.build_query(shard, query, table, folder / ROWS)
                for table, query in prepared.queries.items()
            }
            inputs = {
                f"{schema}.{table}": (str(folder / INPUTS / f"{schema}.{table}.parquet"), columns)
                for (schema, table), columns in prepared.tables.items()
            }
            tasks.append(_make_task(settings, folder, shard, missing, str(folder / PLAN), inputs, routed))
    for number, results_of_shard in enumerate(run_tasks(settings, tasks), start=1):
        for result in results_of_shard:
            add_line(folder, result, prepared.made_of)
            prepared.results[result.stage, result.shard] = result
            if result.deaths and not result.failed:
                report_progress(f"shard {result.shard}: its process died in stage {result.stage} and was replaced")
        if len(tasks) > 1:
            last = results_of_shard[-1]
            seconds = sum(result.seconds for result in results_of_shard)
            how = f"failed in stage {last.stage}" if last.failed else f"took {seconds:.0f} s"
            report_progress(f"shard {last.shard} {how}: {number} of {len(tasks)}")


def _make_task(
    settings: Settings,
    folder: Path,
    shard: int,
    stages: Sequence[str],
    plan: str,
    inputs: Mapping[str, tuple[str, Sequence[tuple[str, str]]]],
    routed: Mapping[str, str],
) -> ShardTask:
    of_shard = name_folder(folder, shard)
    return ShardTask(shard, stages, plan, inputs, routed, str(of_shard), settings.memory_limit, str(settings.root))


def build_shards_beside(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    plan: ShardPlan,
    stage: str,
    beside: ShardPlan | None = None,
    *,
    run_tasks: RunTasks | None = None,
) -> BuiltShards:
    """Build a stage that no run builds, of every shard that the warehouse shows: of the run's own plan, or of one
    ``beside`` it that reads other tables of the warehouse.

    Raises:
        NoWarehouseError: The shards were built by another plan than this software's.
        DamagedFileError: A file of the shards is not as it was written.
    """
    (name,) = _list_shown(connection) or {""}
    folder = find_root(settings) / name
    if not name or (folder / PLAN).read_text(encoding="utf-8") != plan.to_json():
        raise NoWarehouseError("the run was made by another version of the models: run `lookback run` again first")
    check_shards(settings, connection)
    own = folder / f"{stage}.partial"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(mode=0o700)
    try:
        if beside:
            (own / PLAN).write_text(beside.to_json(), encoding="utf-8")
        inputs = {}
        for schema, table in (beside or plan).inputs:
            is_of_run = (schema, table) in plan.inputs
            path = (folder / INPUTS if is_of_run else own) / f"{schema}.{table}.parquet"
            columns = read_columns(connection, f"{schema}.{table}")
            if not is_of_run:
                write_parquet(connection, f"{schema}.{table}", columns, path, is_sorted=True)
            inputs[f"{schema}.{table}"] = str(path), columns
        plan_file = str((own if beside else folder) / PLAN)
        shards = range(len([*folder.glob("shard_*/")]))
        tasks = [_make_task(settings, folder, shard, [stage], plan_file, inputs, {}) for shard in shards]
        ended = (run_tasks or WAYS[settings.on])(settings, tasks)
        results = sorted((result for (result,) in ended), key=lambda result: result.shard)
    finally:
        shutil.rmtree(own)
    return BuiltShards(folder, stage, tuple(results))


def check_shards(settings: Settings, connection: duckdb.DuckDBPyConnection, manifest_hash: str | None = None) -> None:
    """Check that the files of the shards that the warehouse shows are as their manifest says, and the manifest as its
    ``manifest_hash``.

    Raises:
        DamagedFileError: One is not.
    """
    for name in sorted(_list_shown(connection)):
        if damaged := find_damaged_file(find_root(settings) / name):
            raise DamagedFileError(damaged)
        if manifest_hash not in (None, find_manifest_hash(settings, connection)):
            raise DamagedFileError(find_root(settings) / name / MANIFEST)


def find_manifest_hash(settings: Settings, connection: duckdb.DuckDBPyConnection) -> str | None:
    """Find the hash of the manifest of the shards that the warehouse shows; None if it shows none."""
    hashes = [hash_manifest(find_root(settings) / name) for name in sorted(_list_shown(connection))]
    return " ".join(hashes) or None


def remove_beside(settings: Settings, connection: duckdb.DuckDBPyConnection, stage: str) -> None:
    """Remove what ``build_shards_beside`` wrote for a stage of which the warehouse shows nothing any more."""
    for name in _list_shown(connection):
        for folder in (find_root(settings) / name).glob(f"shard_*/{stage}"):
            shutil.rmtree(folder)


def find_root(settings: Settings) -> Path:
    """Find the folder of the shards of all runs that the warehouse, or that of the last whole run, shows."""
    return settings.root / "warehouse" / settings.state / "shards"


def remove_unused(settings: Settings, connection: duckdb.DuckDBPyConnection, building: Path | None = None) -> None:
    """Remove the shards of which neither the warehouse nor that of the last whole run shows a table, but for those that
    are ``building``; and what a killed run, or a dropped scenario, left in the others."""
    used = _list_shown(connection) | ({building.name} if building else set())
    stages = {*STAGES, *_list_shown_stages(connection)}
    if settings.last_warehouse.exists():
        with duckdb.connect(
            str(settings.last_warehouse), read_only=True, config={**build_connection_config(settings)}
        ) as last:
            used |= _list_shown(last)
            stages |= _list_shown_stages(last)
    for folder in find_root(settings).glob("*"):
        if folder.name not in used:
            shutil.rmtree(folder)
        else:
            beside = [stage for stage in folder.glob("shard_*/*/") if stage.name not in stages]
            for left in [*beside, *folder.glob("*.partial"), *folder.glob("*.task.json"), *folder.glob("*.begun")]:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _drop_views_beside(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the views of schemas that show what was built beside another run: its shards go with that run."""
    found = connection.execute(
        """
        with views as (
            select *, unnest(regexp_extract_all(sql, '/shards/[0-9a-f]{16}/shard_000/([^/]+)/', 1)) as stage
            from duckdb_views()
        )
        select format('drop view "{}"."{}"', schema_name, view_name) from duckdb_views()
        where schema_name in (select schema_name from views where not list_contains(?, stage))
        """,
        [list(STAGES)],
    ).fetchall()
    for (statement,) in found:
        connection.execute(statement)


def _list_shown(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return _find_in_views(connection, "/shards/([0-9a-f]{16})/")


def _list_shown_stages(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return _find_in_views(connection, "/shards/[0-9a-f]{16}/shard_000/([^/]+)/")


def _find_in_views(connection: duckdb.DuckDBPyConnection, pattern: str) -> set[str]:
    rows = connection.execute(
        "select distinct unnest(regexp_extract_all(sql, ?, 1)) from duckdb_views()", [pattern]
    ).fetchall()
    return {str(name) for (name,) in rows}


def _read_query(connection: duckdb.DuckDBPyConnection, table: RoutedTable) -> str:
    """Read the query of the view that intake registered."""
    ((sql,),) = connection.execute(
        "select sql from duckdb_views() where schema_name = ? and view_name = ?", [table.schema, table.table]
    ).fetchall()
    return str(sql).split(" AS ", 1)[1].rstrip().rstrip(";")


def _hash_inputs(inputs: Mapping[str, str], routing: Routing, plan: ShardPlan) -> MadeOf:
    """Hash what every shard is made of, ``inputs`` by file. The rows are those of the deliveries that they list by
    SHA-256."""
    hashes: Mapping[bool, list[str]] = {True: [], False: []}
    for name, sha256 in inputs.items():
        hashes[name.startswith(f"{LAW}.")].append(f"{name} {sha256}")
    return MadeOf(rows=_hash([routing.content_hash, *hashes[False]]), law=_hash(hashes[True]), sql=plan.content_hash)


def _replace(old: Path, new: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    new.replace(old)


def _hash(words: list[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def list_kinds(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """List tables and views of the warehouse by schema and name."""
    return {
        (schema, table): kind
        for schema, table, kind in connection.execute(
            "select schema_name, table_name, 'table' from duckdb_tables() where not internal and not temporary "
            "union all select schema_name, view_name, 'view' from duckdb_views() where not internal and not temporary"
        ).fetchall()
    }


def show_tables(
    settings: Settings, connection: duckdb.DuckDBPyConnection, built: BuiltShards, models: list[PlannedModel]
) -> None:
    """Create views over the Parquet of these models, in place of tables and views of their names."""
    kinds = list_kinds(connection)
    for model in models:
        name = f'"{model.schema}"."{model.table}"'
        connection.execute(f'create schema if not exists "{model.schema}"')
        if kinds.get((model.schema, model.table)) == "table":
            connection.execute(f"drop table {name}")
        folders = (name_folder(built.folder, result.shard) / model.stage for result in built.results)
        files = [name_in_home(settings, folder / f"{model.schema}.{model.table}.parquet") for folder in folders]
        query = build_query(model.columns, files, is_distinct=model.is_distinct)
        shown = build_sum(model.columns, query) if model.is_summed else query
        connection.execute(f"create or replace view {name} as {shown}")
