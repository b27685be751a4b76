"""Build models in an alternate schema, with the same SQL and changed law tables.

dbt resolves a reference by the schema in the manifest. For the length of a block the manifest names the alternate
schema for changed tables and rebuilt models, and the run's schema for all others. The tables of the run are read and
never written, and no SQL exists twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.results import NodeResult
from orchestration.warehouse.dbt.runner import LAW, invoke

SCENARIO_TAG = "scenario"
"""Tag of the models that a scenario needs; only they and their parents are built."""

_CALL = re.compile(r"\blaw_(?:value|date|integer)\(\s*(?:'(\w+)'\s*\))?")
_SCHEMA_ATTRIBUTES = ("schema", "relation_name")


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


def find_reached_models(
    settings: Settings, changed: ChangedTables, wanted: Collection[str] | None = None
) -> ReachedModels:
    """Find the models that a change affects and that ``wanted`` models (by default those tagged for scenarios) need."""
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
    asked_for = {
        model_id
        for model_id, model in models.items()
        if (SCENARIO_TAG in model.tags if wanted is None else model.alias in wanted)
    }
    reaches = _compute_closure(first, children)
    parents = {model_id: [one for one in model.depends_on.nodes if one in models] for model_id, model in models.items()}
    to_build = reaches & _compute_closure(asked_for, parents)
    moved = touched | ({parameters} if changed.parameters else set())
    names = {model_id: model.alias for model_id, model in models.items()}
    return ReachedModels(tuple(sorted(to_build)), frozenset(reaches), tuple(sorted(moved)), names)


def build_in_schema(settings: Settings, schema: str, reached: ReachedModels, what: str) -> list[NodeResult]:
    """Build ``reached.wanted`` in ``schema``, which already holds the changed tables, and run their tests.

    Run are tests of several tables and tests of unique keys, if they read a built table and no affected one that was
    not built.

    Raises:
        StageFailedError: A model or test failed.
    """
    manifest = load_project(settings)
    tests = _select_tests(manifest.nodes, reached)
    if not reached.wanted:
        return []
    names = [_parse_name(node_id) for node_id in reached.wanted]
    with _use_schema(manifest, [*reached.wanted, *reached.moved], schema):
        return invoke(settings, ["build", "--select", *names, *tests, "--indirect-selection", "empty"], what)


def rebuild_tagged(settings: Settings, schema: str, tables: Collection[str], tag: str, what: str) -> list[NodeResult]:
    """Rebuild those of the ``tables`` in ``schema`` that have the tag.

    Raises:
        StageFailedError: A model failed.
    """
    manifest = load_project(settings)
    everything = {**manifest.nodes, **manifest.sources}
    beside = sorted(
        node_id
        for node_id, node in everything.items()
        if getattr(node, "alias", node.name) in tables and node_id[:5] != "test."
    )
    names = [_parse_name(node_id) for node_id in beside if tag in everything[node_id].tags]
    if not names:
        return []
    with _use_schema(manifest, beside, schema):
        return invoke(settings, ["run", "--select", *names], what)


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
        node.name
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


@contextmanager
def _use_schema(manifest: Any, unique_ids: Sequence[str], schema: str) -> Iterator[None]:
    """Let the manifest name ``schema`` for these tables for the length of the block."""
    nodes = [manifest.nodes.get(unique_id) or manifest.sources[unique_id] for unique_id in unique_ids]
    before = [[getattr(node, name) for name in _SCHEMA_ATTRIBUTES] for node in nodes]
    try:
        for node in nodes:
            node.relation_name = node.relation_name.replace(f'"{node.schema}"', f'"{schema}"')
            node.schema = schema
        yield
    finally:
        for node, values in zip(nodes, before, strict=True):
            for name, value in zip(_SCHEMA_ATTRIBUTES, values, strict=True):
                setattr(node, name, value)


def _parse_name(unique_id: str) -> str:
    return unique_id.split(".")[2]
