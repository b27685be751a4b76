"""Build models in an alternate schema, with the same SQL and changed law tables.

The compiled SQL of the run names each table with its schema. Changed tables and rebuilt models are named in the
alternate schema, all others in the run's. The tables of the run are read and never written, and no SQL exists twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.batched_tests import ColumnTest, list_column_tests, run_column_tests
from orchestration.warehouse.dbt.central import build_central
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.results import NodeResult
from orchestration.warehouse.dbt.runner import LAW, STAGES, BuiltStage, raise_if_failed, show_shards
from orchestration.warehouse.shards.build import build_shards_beside
from orchestration.warehouse.shards.plan import PlannedTest, ShardPlan, load_plan_and_central

SCENARIO_TAG = "scenario"
"""Tag of the models that a scenario needs; only they and their parents are built."""

_CALL = re.compile(r"\blaw_(?:value|date|integer|says)\(\s*(?:'(\w+)'\s*\))?")


@dataclass(frozen=True)
class ChangedTables:
    """Changed inputs by name: single ``parameters`` of the law, whole ``law_tables``, ``sources`` of intake."""

    parameters: frozenset[str] = frozenset()
    law_tables: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReachedModels:
    """Unique ids of models affected by a change, sorted by name.

    ``wanted``: to be built. ``reaches``: all affected, built or not. ``moved``: the changed tables themselves.
    ``names``: the table of each model.
    """

    wanted: tuple[str, ...]
    reaches: frozenset[str]
    moved: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def tables(self) -> list[str]:
        """Tables of the models to be built."""
        return [self.names[model] for model in self.wanted]

    @property
    def not_built(self) -> list[str]:
        """Tables of affected models that are not built; in the run's schema they follow the run's law."""
        return sorted(self.names[model] for model in self.reaches - set(self.wanted))


def find_reached_models(settings: Settings, changed: ChangedTables, asked_for: Collection[str] = ()) -> ReachedModels:
    """Find the models that a change affects and that models tagged for scenarios need, or the tables ``asked_for``."""
    manifest = load_project(settings)
    nodes = manifest.nodes
    models = {node_id: node for node_id, node in nodes.items() if node.resource_type == "model"}
    law = {one.name: source_id for source_id, one in manifest.sources.items() if one.source_name == LAW}
    others = {source_id for source_id, one in manifest.sources.items() if one.name in changed.sources - law.keys()}
    parameters = law["parameters"]
    touched = {*(law[name] for name in changed.law_tables), *others}
    first = {
        model_id
        for model_id, model in models.items()
        if touched & set(model.depends_on.nodes)
        or (parameters in model.depends_on.nodes and _reads_parameter(model, manifest.macros, changed.parameters))
    }
    children: dict[str, list[str]] = {}
    for model_id, model in models.items():
        for parent in model.depends_on.nodes:
            children.setdefault(parent, []).append(model_id)
    ends = {
        model_id
        for model_id, model in models.items()
        if (model.alias in asked_for if asked_for else SCENARIO_TAG in model.tags)
    }
    reaches = _compute_closure(first, children)
    parents = {model_id: [one for one in model.depends_on.nodes if one in models] for model_id, model in models.items()}
    to_build = reaches & _compute_closure(ends, parents)
    moved = touched | ({parameters} if changed.parameters else set())
    names = {model_id: model.alias for model_id, model in models.items()}
    return ReachedModels(tuple(sorted(to_build)), frozenset(reaches), tuple(sorted(moved)), names)


def build_in_schema(settings: Settings, schema: str, reached: ReachedModels, what: str) -> list[NodeResult]:
    """Build ``reached.wanted`` in ``schema``, which holds the changed tables, and run their tests: in the shards of the
    run, then what is central.

    Run are tests of several tables and tests of unique keys, if they read a built table and no affected one that was
    not built.

    Raises:
        StageFailedError: A model or test failed.
        NoWarehouseError: The run was made by another version.
    """
    if not reached.wanted:
        return []
    (plan, compiled), project = load_plan_and_central(settings), load_project(settings)
    tests = _select_tests(project.nodes, reached)
    moved = _MovedTables(project, [*reached.wanted, *reached.moved], schema)
    with open_warehouse(settings) as connection:
        in_shards = BuiltStage((), {})
        if any(name in plan.built_ids for name in reached.wanted):
            beside = _plan_beside(plan, project, reached, tests, moved)
            shards = build_shards_beside(settings, connection, plan, schema, beside)
            in_shards = show_shards(settings, connection, beside, shards)
        central = _build_central(connection, project, moved, [*reached.wanted, *tests], compiled)
        raise_if_failed(what, central)
        asked = run_column_tests(
            connection,
            [
                replace(test, relation=moved.rename(test.relation))
                for test in _list_unique_tests(project, tests)
                if test.unique_id not in plan.test_ids
            ],
        )
    columns = [NodeResult(one.test.unique_id, "fail" if one.failures else "pass", 0, one.failures, "") for one in asked]
    nodes = [*in_shards.nodes, *central, *columns]
    raise_if_failed(what, nodes)
    return nodes


def rebuild_in_schema(settings: Settings, schema: str, tables: Collection[str], tag: str, what: str) -> None:
    """Rebuild those of the ``tables`` of ``schema`` that have the tag. All that have it are central.

    Raises:
        StageFailedError: A model failed.
    """
    (_, compiled), project = load_plan_and_central(settings), load_project(settings)
    everything = {**project.nodes, **project.sources}
    beside = sorted(
        node_id
        for node_id, node in everything.items()
        if getattr(node, "alias", node.name) in tables and node_id[:5] != "test."
    )
    tagged = [node_id for node_id in beside if tag in everything[node_id].tags]
    with open_warehouse(settings) as connection:
        raise_if_failed(
            what, _build_central(connection, project, _MovedTables(project, beside, schema), tagged, compiled)
        )


class _MovedTables:
    """Tables that are read and built in ``schema`` in place of the run's."""

    def __init__(self, project: Any, unique_ids: Collection[str], schema: str) -> None:
        self.schema, self.unique_ids = schema, frozenset(unique_ids)
        nodes = [project.nodes.get(name) or project.sources[name] for name in unique_ids]
        self.tables = {(node.schema, getattr(node, "alias", node.name)) for node in nodes}
        self._names = {node.relation_name: _move(node.relation_name, node.schema, schema) for node in nodes}
        self._pattern = re.compile("|".join(map(re.escape, self._names)) or "(?!)")

    def rename(self, sql: str) -> str:
        """Rewrite compiled SQL, in which dbt quotes each name of a table with its database and schema."""
        return self._pattern.sub(lambda found: self._names[found[0]], sql)

    def find(self, table: str) -> str:
        """Return where ``schema.table`` is read."""
        schema, name = table.split(".")
        return f"{self.schema}.{name}" if (schema, name) in self.tables else table


def _move(relation: str, schema: str, to: str) -> str:
    return relation.replace(f'"{schema}"', f'"{to}"', 1)


def _plan_beside(
    plan: ShardPlan, project: Any, reached: ReachedModels, tests: Sequence[str], moved: _MovedTables
) -> ShardPlan:
    """Plan the shards' part: one stage more, named as the schema. Tables that the change does not affect are those of
    the run."""
    stale = reached.reaches - set(reached.wanted)
    models = [
        replace(
            model,
            schema=moved.schema,
            stage=moved.schema,
            sql=moved.rename(model.sql),
            reads=tuple(map(moved.find, model.reads)),
        )
        if model.unique_id in moved.unique_ids
        else model
        for model in plan.models
        if model.unique_id not in stale
    ]
    several = [test for test in plan.tests if test.ids[0] in tests and not test.table]
    unique = [
        PlannedTest(
            (test.unique_id,),
            moved.schema,
            "",
            f"select 0, {test.build_failure_count()}",
            (".".join(test.table),),
        )
        for test in _list_unique_tests(project, tests)
        if test.unique_id in plan.test_ids
    ]
    asked = [
        replace(test, stage=moved.schema, sql=moved.rename(test.sql), reads=tuple(sorted(map(moved.find, test.reads))))
        for test in (*several, *unique)
    ]
    inputs = sorted(
        (moved.schema, table) if (schema, table) in moved.tables else (schema, table) for schema, table in plan.inputs
    )
    return ShardPlan(tuple(models), tuple(asked), tuple(inputs), ())


def _build_central(
    connection: duckdb.DuckDBPyConnection,
    project: Any,
    moved: _MovedTables,
    unique_ids: Collection[str],
    compiled: Mapping[str, str],
) -> list[NodeResult]:
    """Build what no shard gives the warehouse, of these models and tests."""
    nodes, sql = {}, {}
    for name in (name for name in unique_ids if name in compiled):
        nodes[name], sql[name] = copy(project.nodes[name]), moved.rename(compiled[name])
        nodes[name].schema = moved.schema
    return list(build_central(connection, nodes, sql))


def _list_unique_tests(project: Any, tests: Collection[str]) -> list[ColumnTest]:
    found = {test.unique_id: test for stage in STAGES for test in list_column_tests(project, stage)}
    return [found[name] for name in tests if name in found]


def _reads_parameter(model: Any, macros: Mapping[str, Any], parameters: Collection[str]) -> bool:
    """Return whether a model reads one of the parameters: by name, directly or through macros of the project.

    A model that reads the whole table, or a name that is not a literal, reads every parameter.
    """
    if not parameters:
        return False
    own = {name: macro for name, macro in macros.items() if macro.package_name == model.package_name}
    called = own.keys() & _compute_closure(model.depends_on.macros, {name: own[name].depends_on.macros for name in own})
    texts = [model.raw_code, *(own[name].macro_sql for name in called if not _parse_name(name).startswith("law_"))]
    names = [name for text in texts for name in _CALL.findall(text)]
    reads_the_table = "law('parameters')" in model.raw_code
    return reads_the_table or not names or "" in names or bool(set(names) & set(parameters))


def _select_tests(nodes: Mapping[str, Any], reached: ReachedModels) -> list[str]:
    built, stale = set(reached.wanted), reached.reaches - set(reached.wanted)
    return sorted(
        node.unique_id
        for node in nodes.values()
        if node.resource_type == "test"
        and _is_about_tables(node)
        and built & set(node.depends_on.nodes)
        and not stale & set(node.depends_on.nodes)
    )


def _is_about_tables(test: Any) -> bool:
    """Return whether a test is a singular test or tests a unique key. Tests of single values would repeat those of the
    run."""
    metadata = getattr(test, "test_metadata", None)
    return metadata is None or metadata.name == "unique"


def _compute_closure(first: Collection[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = set(first), list(first)
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _parse_name(unique_id: str) -> str:
    return unique_id.split(".")[2]
