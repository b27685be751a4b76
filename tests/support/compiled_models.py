"""The models as dbt compiled them, run in their order on a small warehouse: a third of what dbt costs there.

What belongs here: compiling the project and loading its vocabularies once, and building models on a warehouse whose
deliveries were taken in. What does not: dbt's own materializations, contracts and data tests; tests of those build with
dbt.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import begin_transaction, build_connection_config, open_warehouse
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND
from orchestration.warehouse.shards.decide_again import FINDINGS, CompiledLaw, decide_again
from orchestration.warehouse.shards.find_law import find_law
from orchestration.warehouse.shards.parquet import quote_table

KEPT = Path("target") / "compiled_for_tests"
"""Below the dbt project, where git ignores it: by the hash of all that dbt reads, so that the next session finds it."""


def build_models(settings: Settings, stages: Sequence[str]) -> None:
    """Build the models of ``stages`` and the vocabularies they read, and leave the compiled SQL where dbt leaves it."""
    compiled = compile_project()
    target = settings.dbt_target / "target" / "compiled"
    if not target.exists():
        shutil.copytree(compiled / "compiled", target)
    nodes = _nodes(compiled)
    with open_warehouse(settings) as connection, begin_transaction(connection):
        views = "select schema_name || '.' || view_name from duckdb_views() where not internal"
        shown = {name for (name,) in connection.execute(views).fetchall()}
        connection.execute(f"attach if not exists '{compiled / 'clearance.duckdb'}' as seeded (read_only)")
        for node in nodes:
            tags = {*node["tags"]}
            if not {*stages} & ({ON_DEMAND} if ON_DEMAND in tags else tags):
                continue
            connection.execute(f"create schema if not exists {node['schema']}")
            name = f"{node['schema']}.{node['name']}"
            if name in shown and node["materialized"] != "view":
                connection.execute(f"drop view {name}")  # (of a run: a view of its shards)
            if quote_table(FINDINGS) in (node["sql"] or ""):
                law = CompiledLaw(**json.loads((compiled / "law.json").read_text(encoding="utf-8")))
                decide_again(connection, law, settings.dbt_target / "again", build_connection_config(settings))
            if node["sql"] is None:
                connection.execute(f"create or replace table {name} as from seeded.{name}")
            else:
                kind = "view" if node["materialized"] == "view" else "table"
                connection.execute(f"create or replace {kind} {name} as ({node['sql']}\n)")


def data_test(name: str) -> str:
    """The SQL of one of dbt's singular data tests: the rows that fail it."""
    (path,) = (compile_project() / "compiled").rglob(f"{name}.sql")
    return path.read_text(encoding="utf-8")


@cache
def compile_project() -> Path:
    """The folder with the compiled models, their order, and a warehouse of vocabularies alone; made where it is not.

    Raises ``AssertionError`` where dbt cannot compile the project.
    """
    settings = load_settings()
    root = settings.dbt_project / KEPT
    root.mkdir(parents=True, exist_ok=True)
    made = root / _hash_project(settings)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for other in root.iterdir():
                if other.is_dir():
                    shutil.rmtree(other)
            with tempfile.TemporaryDirectory(dir=root) as folder, patch.dict(os.environ):
                _compile(load_settings(home=Path(folder) / "home"), Path(folder) / "made")
                (Path(folder) / "made").rename(made)
    return made


def _compile(settings: Settings, folder: Path) -> None:
    from dbt.cli.main import dbtRunner

    from orchestration.warehouse.dbt.manifest import build_project_arguments, load_project
    from orchestration.warehouse.dbt.runner import close_connections

    settings.export()
    with open_warehouse(settings):
        pass
    common = [*build_project_arguments(settings), "--target-path", str(folder)]
    manifest = load_project(settings)
    for words in (["seed"], ["compile", "--select", "resource_type:model", "test_type:singular"]):
        done = dbtRunner(manifest=manifest).invoke([*words, *common])
        assert done.success, done.exception
    nodes = {node.unique_id: node for node in manifest.nodes.values() if node.resource_type in ("model", "seed")}
    rests_on = {  # (vocabularies rest on none)
        unique_id: [other for other in getattr(node.depends_on, "nodes", ()) if other in nodes]
        for unique_id, node in nodes.items()
    }
    compiled = {result.node.unique_id: result.node.compiled_code for result in done.result.results}
    close_connections()
    ordered = [
        {
            "name": node.alias,
            "schema": node.schema,
            "tags": list(node.tags),
            "materialized": node.config.materialized,
            "sql": compiled.get(node.unique_id),
        }
        for node in map(nodes.__getitem__, TopologicalSorter(rests_on).static_order())
    ]
    law = find_law(manifest, compiled, ())
    (folder / "nodes.json").write_text(json.dumps(ordered), encoding="utf-8")
    (folder / "law.json").write_text(json.dumps(law and asdict(law)), encoding="utf-8")
    shutil.move(settings.warehouse, folder / "clearance.duckdb")


@cache
def _nodes(compiled: Path) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = json.loads((compiled / "nodes.json").read_text(encoding="utf-8"))
    return nodes


def _hash_project(settings: Settings) -> str:
    digest = hashlib.sha256(f"{settings.state} {version('dbt-core')} {version('dbt-duckdb')}".encode())
    digest.update(Path(__file__).read_bytes())
    for folder in (settings.models, settings.dbt_project):
        for path in sorted(folder.rglob("*")):
            is_law = path.suffix == ".law" or (path.suffix == ".csv" and "rules" in path.parts)
            if path.is_file() and not is_law and path.relative_to(folder).parts[0] not in ("target", "logs"):
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
