"""The plan of a shard: models in order with their compiled SQL, columns and tests, and the tables they read.

dbt says what a shard builds: every model of single people. Tagged ``central`` are tables over all people (sums, ranks,
lists of what nobody has), built by dbt after the shards, and tests of all shards together; tagged ``distinct`` are
tables in which several shards have the same row (texts, kinds); tagged ``summed`` are counts by what is no bigint,
which are added up over shards; tagged ``on_demand`` is what no run builds, but a
command that reads it. What reads no row of people is built in both places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from graphlib import TopologicalSorter
from typing import Any

import duckdb

from orchestration.files.atomic import write_atomic
from orchestration.settings import Settings
from orchestration.warehouse.dbt.batched_tests import (
    ON_DEMAND,
    ONE_PERSON,
    ColumnTest,
    is_column_test,
    list_column_tests,
)
from orchestration.warehouse.dbt.manifest import build_project_arguments, hash_project, load_project
from orchestration.warehouse.run_history import STAGE_ORDER
from orchestration.warehouse.shards.decide_again import AGAIN, CompiledLaw
from orchestration.warehouse.shards.find_law import PlanError, find_law, is_decided_again

CENTRAL, DISTINCT, SUMMED = "central", "distinct", "summed"
IDENTITY = "identity"
"""Key of a column's ``meta`` in a source: what of a person's identity the column holds (``IDENTITY_PARTS``)."""
IDENTITY_PARTS = ("state_id", "issuer_id", "state_number", "issuer_number", "name", "birth_date")
"""Of an id that is a number only the digits count, and one without digits is none."""
PLAN_FILE = "shard_plan.json"
RUN_STAGES = STAGE_ORDER[1:]
STAGES = (*RUN_STAGES, ON_DEMAND)
"""Those of a run, and what follows it on demand."""


@dataclass(frozen=True)
class PlannedModel:
    """A model of a shard. ``columns``: name and type by contract. ``is_kept``: its Parquet is the warehouse's."""

    unique_id: str
    schema: str
    table: str
    stage: str
    sql: str
    is_view: bool
    is_kept: bool
    is_distinct: bool
    columns: tuple[tuple[str, str], ...]
    reads: tuple[str, ...]
    is_summed: bool = False


@dataclass(frozen=True)
class PlannedTest:
    """Tests that one query asks: it gives the rows of ``table`` (0 where it is of several) and the failures of each of
    ``ids``."""

    ids: tuple[str, ...]
    stage: str
    table: str
    sql: str
    reads: tuple[str, ...]


@dataclass(frozen=True)
class RoutedTable:
    """A table of rows of people, of which a shard gets its own. ``identity``: columns by part of the identity."""

    schema: str
    table: str
    identity: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class ShardPlan:
    """What every shard does, in order. ``inputs``: (schema, table) given whole to each. ``law``: what decides;
    None where no law is compiled."""

    models: tuple[PlannedModel, ...]
    tests: tuple[PlannedTest, ...]
    inputs: tuple[tuple[str, str], ...]
    routed: tuple[RoutedTable, ...]
    law: CompiledLaw | None = None

    @cached_property
    def content_hash(self) -> str:
        """Hash of everything in the plan."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @cached_property
    def built_ids(self) -> frozenset[str]:
        """Unique ids of models that the warehouse has from shards, which dbt does not build."""
        return frozenset(model.unique_id for model in self.models if model.is_kept)

    @cached_property
    def test_ids(self) -> frozenset[str]:
        """Unique ids of tests that shards ask."""
        return frozenset(name for test in self.tests for name in test.ids)

    def to_json(self) -> str:
        """Return the plan as JSON."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> ShardPlan:
        """Return the plan of ``to_json``."""
        read = json.loads(text)
        return ShardPlan(
            tuple(
                PlannedModel(
                    **{
                        **one,
                        "columns": tuple((name, type_) for name, type_ in one["columns"]),
                        "reads": tuple(one["reads"]),
                    }
                )
                for one in read["models"]
            ),
            tuple(
                PlannedTest(**{**one, "ids": tuple(one["ids"]), "reads": tuple(one["reads"])}) for one in read["tests"]
            ),
            tuple((schema, table) for schema, table in read["inputs"]),
            tuple(RoutedTable(**one) for one in read["routed"]),
            CompiledLaw(**read["law"]) if read["law"] else None,
        )


_PLANS: dict[str, tuple[ShardPlan, Mapping[str, str]]] = {}


def load_plan(settings: Settings) -> ShardPlan:
    """Load the plan of the project, compiled where the home has none of this project.

    Raises:
        PlanError: A model is neither of shards nor central.
        ParseFailedError: The project is wrong.
    """
    return load_plan_and_central(settings)[0]


def load_plan_and_central(settings: Settings) -> tuple[ShardPlan, Mapping[str, str]]:
    """Load the plan, and the compiled SQL of the models and tests that shards do not give the warehouse by unique id.

    Raises:
        PlanError: A model is neither of shards nor central.
        ParseFailedError: The project is wrong.
    """
    fingerprint = hash_project(settings)
    if fingerprint in _PLANS:
        return _PLANS[fingerprint]
    file = settings.dbt_target / PLAN_FILE
    kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if kept.get("fingerprint") == fingerprint and CENTRAL in kept:
        plan, central = ShardPlan.from_json(kept["plan"]), kept[CENTRAL]
    else:
        compiled = compile_models(settings)
        plan = build_plan(load_project(settings), compiled)
        central = {name: sql for name, sql in compiled.items() if name not in plan.built_ids | plan.test_ids}
        write_atomic(
            file, json.dumps({"fingerprint": fingerprint, "plan": plan.to_json(), CENTRAL: central}, sort_keys=True)
        )
    _PLANS.clear()
    _PLANS[fingerprint] = plan, central
    return _PLANS[fingerprint]


def compile_models(settings: Settings) -> dict[str, str]:
    """Compile models and singular tests, and return the SQL by unique id."""
    from dbt.cli.main import dbtRunner

    settings.export()
    manifest = load_project(settings)
    nodes = {name: node for name, node in manifest.nodes.items() if not is_column_test(node)}
    result = dbtRunner(manifest=replace(manifest, nodes=nodes, unit_tests={})).invoke(
        [
            "compile",
            "--select",
            "resource_type:model",
            "resource_type:test",
            "--no-introspect",
            "--no-populate-cache",
            *build_project_arguments(settings),
        ]
    )
    if not result.success:
        raise PlanError(f"dbt cannot compile the models: {result.exception or ''}")
    return {one.node.unique_id: one.node.compiled_code for one in result.result.results}


def build_plan(manifest: Any, compiled: Mapping[str, str]) -> ShardPlan:
    """Build the plan from dbt's own manifest object and its compiled SQL.

    Raises:
        PlanError: A table reads a central one and is not tagged central itself, or one on demand without that tag; or
            what decides reads rows of people that are no facts.
    """
    models = {name: node for name, node in manifest.nodes.items() if node.resource_type == "model"}
    routed = tuple(sorted(_list_routed(manifest), key=lambda one: (one.schema, one.table)))
    sources = {name for name, one in manifest.sources.items() if (one.schema, one.name) in _names(routed)}
    of_people = _find_descendants(models, sources)
    # (A state whose sources do not say who is who is built by dbt.)
    central = _find_central(models) if routed else set(models)
    law = find_law(manifest, compiled, sources)
    in_shards = {name: node for name, node in models.items() if name not in central}
    order = _sort(in_shards)
    planned = [_plan_model(models[name], compiled[name], in_shards, of_people, law) for name in order]
    known = {name: f"{node.schema}.{node.alias}" for name, node in in_shards.items()}
    tests = _plan_tests(manifest, compiled, in_shards, central, known)
    others = {**manifest.sources, **{name: one for name, one in manifest.nodes.items() if one.resource_type == "seed"}}
    read = {
        name
        for node in (*in_shards.values(), *(manifest.nodes[one] for test in tests for one in test.ids))
        for name in node.depends_on.nodes
        if name in others
    }
    inputs = {(others[name].schema, getattr(others[name], "alias", others[name].name)) for name in read}
    return ShardPlan(
        tuple(planned),
        tuple(tests),
        tuple(sorted(one for one in inputs - _names(routed) if one[0] != AGAIN)),
        tuple(one for one in routed if (one.schema, one.table) in inputs),
        law,
    )


def _names(tables: Iterable[RoutedTable]) -> set[tuple[str, str]]:
    return {(one.schema, one.table) for one in tables}


def _list_routed(manifest: Any) -> Iterable[RoutedTable]:
    for source in manifest.sources.values():
        identity = {
            str(column.meta[IDENTITY]): name for name, column in source.columns.items() if IDENTITY in column.meta
        }
        if unknown := identity.keys() - set(IDENTITY_PARTS):
            raise PlanError(f"{source.name}: expected identity {IDENTITY_PARTS}, found {sorted(unknown)}")
        if identity:
            yield RoutedTable(source.schema, source.name, identity)


def _find_descendants(models: Mapping[str, Any], sources: Collection[str]) -> set[str]:
    found: set[str] = set()
    for name in _sort(models):
        if any(one in sources or one in found for one in models[name].depends_on.nodes):
            found.add(name)
    return found


def _find_central(models: Mapping[str, Any]) -> set[str]:
    """Find what no shard builds: central tables, views of them, and views for one person."""
    central: set[str] = set()
    for name in _sort(models):
        node = models[name]
        later = [one for one in node.depends_on.nodes if one in models and ON_DEMAND in models[one].tags]
        if later and ON_DEMAND not in node.tags:
            raise PlanError(f"{node.alias} reads {models[later[0]].alias}, which no run builds: tag it {ON_DEMAND}")
        is_view = node.config.materialized == "view"
        above = central & set(node.depends_on.nodes)
        if CENTRAL in node.tags or (is_view and (above or ONE_PERSON in node.tags)):
            central.add(name)
        elif above:
            read = ", ".join(sorted(models[one].alias for one in above))
            raise PlanError(f"{node.alias} reads {read}, which no shard has: tag it {CENTRAL}")
    return central


def _sort(models: Mapping[str, Any]) -> list[str]:
    """Sort models by stage, and within a stage by dependency and name."""
    sorter = TopologicalSorter(
        {name: sorted(one for one in models[name].depends_on.nodes if one in models) for name in sorted(models)}
    )
    return sorted(sorter.static_order(), key=lambda name: STAGES.index(find_stage(models[name])))


def find_stage(node: Any) -> str:
    """Find the stage of a model of dbt: the last that it is tagged with."""
    return max((tag for tag in node.tags if tag in STAGES), key=STAGES.index, default=STAGES[0])


def _plan_model(
    node: Any, sql: str, in_shards: Mapping[str, Any], of_people: Collection[str], law: CompiledLaw | None
) -> PlannedModel:
    is_view = node.config.materialized == "view"
    reads = {f"{in_shards[one].schema}.{in_shards[one].alias}" for one in node.depends_on.nodes if one in in_shards}
    if law and is_decided_again(node):  # (before it is built)
        reads |= {*law.facts, law.answers, law.decisions}
    return PlannedModel(
        unique_id=node.unique_id,
        schema=node.schema,
        table=node.alias,
        stage=find_stage(node),
        sql=sql,
        is_view=is_view,
        is_kept=not is_view and node.unique_id in of_people,
        is_distinct=DISTINCT in node.tags,
        columns=tuple((column.name, normalize_type(column.data_type)) for column in node.columns.values()),
        reads=tuple(sorted(reads)),
        is_summed=SUMMED in node.tags,
    )


@cache
def normalize_type(data_type: str) -> str:
    """Return DuckDB's own name of a type (``string`` is ``VARCHAR``)."""
    ((name,),) = duckdb.execute(f"select typeof(cast(null as {data_type}))").fetchall()
    return str(name)


def _plan_tests(
    manifest: Any,
    compiled: Mapping[str, str],
    in_shards: Mapping[str, Any],
    central: Collection[str],
    known: Mapping[str, str],
) -> list[PlannedTest]:
    of_tables: dict[str, list[ColumnTest]] = {}
    for stage in STAGES:
        for test in list_column_tests(manifest, stage):
            node = manifest.nodes[test.unique_id]
            is_central = CENTRAL in node.tags or set(node.depends_on.nodes) & set(central)
            if node.attached_node in in_shards and not is_central:
                of_tables.setdefault(node.attached_node, []).append(test)
    found = [
        PlannedTest(
            tuple(test.unique_id for test in tests),
            find_stage(in_shards[name]),
            known[name],
            f"select count(*), {', '.join(test.build_failure_count() for test in tests)} from {tests[0].relation}",
            tuple(
                sorted(
                    {
                        known[one]
                        for test in tests
                        for one in manifest.nodes[test.unique_id].depends_on.nodes
                        if one in known
                    }
                )
            ),
        )
        for name, tests in sorted(of_tables.items())
    ]
    for name, node in sorted(manifest.nodes.items()):
        if node.resource_type != "test" or is_column_test(node):
            continue
        models = [one for one in node.depends_on.nodes if one.startswith("model.")]
        if CENTRAL in node.tags or not models or any(one not in in_shards for one in models):
            continue
        stage = max((find_stage(in_shards[one]) for one in models), key=STAGES.index)
        reads = tuple(sorted(known[one] for one in models))
        found.append(
            PlannedTest((name,), stage, "", f"select 0, count(*) from (\n{compiled[name]}\n) as failing", reads)
        )
    return found
