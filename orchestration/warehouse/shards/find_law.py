"""What the models of a state decide by, for deciding again: found in dbt's project, named nowhere.

``decisions`` are made of facts by all models between. A model is of the facts where its YAML says which of its columns
hold ids of people and of what is theirs (``MARKED``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter
from typing import Any

from orchestration.warehouse.shards.decide_again import AGAIN, CompiledLaw

MARKED = "marked"
"""Key of a model's ``meta``: columns with ids of people and of what is theirs (all, if the ids are no numbers)."""
DECISIONS, ESTABLISHED, ANSWERS = "decisions", "established", "possible_answers"
"""Rule models by the end of their names."""


class PlanError(ValueError):
    """A model can be built neither in shards nor centrally, or not be decided again."""


def find_law(manifest: Any, compiled: Mapping[str, str], of_people: Collection[str]) -> CompiledLaw | None:
    """Find what decides; None where the state has no compiled law. ``of_people``: unique ids of sources of people.

    Raises:
        PlanError: What decides reads rows of people that are no facts, or facts that do not say whose they are.
    """
    nodes = {**manifest.sources, **manifest.nodes}
    rules = {node.alias.partition("__")[2]: name for name, node in manifest.nodes.items() if _is_rule(node)}
    if not {DECISIONS, ANSWERS} <= rules.keys():
        return None
    reads: dict[str, list[str]] = {}
    to_visit = [rules[DECISIONS]]
    while to_visit:
        name = to_visit.pop()
        if name not in reads:
            node = nodes[name]
            if name in of_people:
                raise PlanError(f"{name} is read by what decides: say of a model between which columns are {MARKED}")
            is_model = node.resource_type == "model" and not find_marked(node)
            reads[name] = list(node.depends_on.nodes) if is_model else []
            to_visit += reads[name]
    order = list(TopologicalSorter({name: sorted(reads[name]) for name in sorted(reads)}).static_order())
    facts = {_name(nodes[name]): find_marked(nodes[name]) for name in order if find_marked(nodes[name])}
    for table, columns in facts.items():
        if "person_id" not in columns:
            raise PlanError(f"{table} has no person_id among the columns that are {MARKED}")
    return CompiledLaw(
        facts,
        _name(nodes[rules[ESTABLISHED]]),
        _name(nodes[rules[ANSWERS]]),
        tuple(sorted(_name(nodes[name]) for name in order if nodes[name].resource_type != "model")),
        tuple(
            (_name(node), "view" if node.config.materialized == "view" else "table", compiled[name])
            for name in order
            if (node := nodes[name]).resource_type == "model" and not find_marked(node)
        ),
        _name(nodes[rules[DECISIONS]]),
    )


def find_marked(node: Any) -> tuple[str, ...]:
    """Find the columns of a model with ids of people and of what is theirs; none if it is not of the facts."""
    return tuple(node.config.meta.get(MARKED, ())) if node.resource_type == "model" else ()


def is_decided_again(node: Any) -> bool:
    """Whether a model reads what is decided again."""
    reads: Collection[str] = node.depends_on.nodes
    return any(one.startswith("source.") and f".{AGAIN}." in one for one in reads)


def _is_rule(node: Any) -> bool:
    return bool(node.resource_type == "model" and node.alias.startswith("rule_"))


def _name(node: Any) -> str:
    return f"{node.schema}.{getattr(node, 'alias', node.name)}"
