"""Models built beside the current run: the same SQL, another schema, where the law they read is another.

What belongs here: which models a changed table of the law reaches, and having dbt build just those in a schema of
their own. What does not: what is changed (``scenario``).

dbt resolves every reference by where the manifest says a table lies: for the length of the block the tables that are
changed lie in the schema beside, all others where they are. So the tables of the run are read and never written, and
no SQL exists twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.runner import NodeResult, invoke

ASKED_FOR = "scenario"
"""The tag of the models that are wanted of a changed law; what leads to them is built too, and nothing else."""

_CALL = re.compile(r"\blaw_(?:value|date|integer)\(\s*(?:'(\w+)'\s*\))?")
_MOVED = ("schema", "relation_name")


@dataclass(frozen=True)
class ChangedTables:
    """What is changed, by name: single ``parameters`` of the law, whole ``law_tables``, ``sources`` of intake."""

    parameters: frozenset[str] = frozenset()
    law_tables: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reached:
    """Unique ids of models, in the order of their names: those ``wanted`` (to be built), and all that the change
    ``reaches``, wanted or not. ``moved``: ids of the changed tables themselves."""

    wanted: tuple[str, ...]
    reaches: frozenset[str]
    moved: tuple[str, ...]

    @property
    def tables(self) -> list[str]:
        """Names of the models to be built."""
        return [_name(model) for model in self.wanted]

    @property
    def not_built(self) -> list[str]:
        """Names of the models that the change reaches and nobody asked for: as they are, they are of the run's law."""
        return sorted(_name(model) for model in self.reaches - set(self.wanted))


def find_reached_models(settings: Settings, changed: ChangedTables, wanted: Collection[str] | None = None) -> Reached:
    """The models that a change reaches, and which of them have to be built: for the models that are ``wanted`` by
    name, or those with the tag of scenarios."""
    manifest = load_project(settings)
    nodes = manifest.nodes
    models = {node_id: node for node_id, node in nodes.items() if node.resource_type == "model"}
    seeds = {name: f"seed.{_project(models)}.{settings.state}_{name}" for name in changed.law_tables}
    sources = {source_id for source_id, source in manifest.sources.items() if source.name in changed.sources}
    parameters = f"seed.{_project(models)}.{settings.state}_parameters"
    touched = {*seeds.values(), *sources}
    first = {
        model_id
        for model_id, model in models.items()
        if touched & set(model.depends_on.nodes)
        or (parameters in model.depends_on.nodes and _reads(model, manifest.macros, changed.parameters))
    }
    children: dict[str, list[str]] = {}
    for model_id, model in models.items():
        for parent in model.depends_on.nodes:
            children.setdefault(parent, []).append(model_id)
    asked_for = {
        model_id
        for model_id, model in models.items()
        if (ASKED_FOR in model.tags if wanted is None else model.name in wanted)
    }
    reaches = _closure(first, children)
    parents = {model_id: [one for one in model.depends_on.nodes if one in models] for model_id, model in models.items()}
    to_build = reaches & _closure(asked_for, parents)
    moved = touched | ({parameters} if changed.parameters else set())
    return Reached(tuple(sorted(to_build)), frozenset(reaches), tuple(sorted(moved)))


def build_in_schema(settings: Settings, schema: str, reached: Reached, what: str) -> list[NodeResult]:
    """Build what is wanted in ``schema``, where the changed tables lie already, and ask the tests that can be asked.

    Asked is every test of several tables and every test that keys are unique, if it reads a table that was built and
    none that the change reaches and was not built. Raises ``StageFailedError``.
    """
    manifest = load_project(settings)
    tests = _tests(manifest.nodes, reached)
    if not reached.wanted:
        return []
    names = [_name(node_id) for node_id in reached.wanted]
    with _use_schema(manifest, [*reached.wanted, *reached.moved], schema):
        return invoke(settings, ["build", "--select", *names, *tests, "--indirect-selection", "empty"], what)


def build_again(settings: Settings, schema: str, tables: Collection[str], tag: str, what: str) -> list[NodeResult]:
    """Build those of the ``tables`` in ``schema`` again that have the tag. Raises ``StageFailedError``."""
    manifest = load_project(settings)
    everything = {**manifest.nodes, **manifest.sources}
    beside = sorted(node_id for node_id, node in everything.items() if node.name in tables and node_id[:5] != "test.")
    names = [_name(node_id) for node_id in beside if tag in everything[node_id].tags]
    if not names:
        return []
    with _use_schema(manifest, beside, schema):
        return invoke(settings, ["run", "--select", *names], what)


def _reads(model: Any, macros: Mapping[str, Any], parameters: Collection[str]) -> bool:
    """Whether a model reads one of the parameters: by name where it asks for values (itself, or a macro that
    it calls, or one that that one calls), and by any where it reads the table itself or asks by a name that is not
    written out."""
    if not parameters:
        return False
    own = {name: macro for name, macro in macros.items() if macro.package_name == model.package_name}
    called = own.keys() & _closure(model.depends_on.macros, {name: own[name].depends_on.macros for name in own})
    texts = [model.raw_code, *(own[name].macro_sql for name in called if not _name(name).startswith("law_"))]
    names = [name for text in texts for name in _CALL.findall(text)]
    reads_the_table = re.search(r"ref\('\w+_parameters'\)|law\('parameters'\)", model.raw_code) is not None
    return reads_the_table or not names or "" in names or bool(set(names) & set(parameters))


def _tests(nodes: Mapping[str, Any], reached: Reached) -> list[str]:
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
    """A test of its own, or that a key is unique: those of single values would ask what the same SQL gives again."""
    metadata = getattr(test, "test_metadata", None)
    return metadata is None or metadata.name == "unique"


def _closure(first: Collection[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = set(first), list(first)
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


@contextmanager
def _use_schema(manifest: Any, unique_ids: Sequence[str], schema: str) -> Iterator[None]:
    """For the length of the block these tables of the project lie in ``schema``."""
    nodes = [manifest.nodes.get(unique_id) or manifest.sources[unique_id] for unique_id in unique_ids]
    before = [[getattr(node, name) for name in _MOVED] for node in nodes]
    try:
        for node in nodes:
            node.relation_name = node.relation_name.replace(f'"{node.schema}"', f'"{schema}"')
            node.schema = schema
        yield
    finally:
        for node, values in zip(nodes, before, strict=True):
            for name, value in zip(_MOVED, values, strict=True):
                setattr(node, name, value)


def _name(unique_id: str) -> str:
    return unique_id.split(".")[2]


def _project(models: Mapping[str, Any]) -> str:
    return next(iter(models)).split(".")[1]
