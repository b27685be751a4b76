"""What decides is found in dbt's project: facts that are marked, and all between them and the decisions.

What belongs here: a made-up project. What does not: SQL that decides (``tests/law/compiler/test_what_if.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from orchestration.warehouse.shards.find_law import PlanError, find_law, is_decided_again


def _model(name: str, reads: Sequence[str], *, marked: Sequence[str] = (), kind: str = "table") -> tuple[str, Any]:
    return f"model.{name}", SimpleNamespace(
        resource_type="model",
        schema="rules",
        name=name,
        alias=name,
        depends_on=SimpleNamespace(nodes=reads),
        config=SimpleNamespace(materialized=kind, meta={"marked": list(marked)} if marked else {}),
    )


def _source(schema: str, name: str) -> tuple[str, Any]:
    return f"source.{schema}.{name}", SimpleNamespace(resource_type="source", schema=schema, name=name)


SOURCES = dict([_source("intake", "people"), _source("law", "facts"), _source("again", "findings")])


def _project(*models: tuple[str, Any]) -> Any:
    return SimpleNamespace(
        sources=SOURCES,
        nodes=dict(
            [
                _model("int_charges", ["source.intake.people"]),
                _model("rule_zz__units", ["model.int_charges"], marked=["unit_id", "person_id"]),
                _model("rule_zz__established", ["model.int_charges"], marked=["subject", "person_id"]),
                _model("rule_zz__counted", ["model.rule_zz__units", "source.law.facts"], kind="view"),
                _model("rule_zz__decisions", ["model.rule_zz__counted", "model.rule_zz__established"]),
                _model("rule_zz__possible_answers", ["model.int_charges"]),
                *models,
            ]
        ),
    )


def _find(project: Any) -> Any:
    return find_law(project, {name: f"select {name}" for name in project.nodes}, ["source.intake.people"])


def test_all_between_the_facts_and_the_decisions_decides() -> None:
    law = _find(_project())
    assert law.facts == {
        "rules.rule_zz__units": ("unit_id", "person_id"),
        "rules.rule_zz__established": ("subject", "person_id"),
    }
    assert law.inputs == ("law.facts",)
    assert [model[:2] for model in law.models] == [
        ("rules.rule_zz__counted", "view"),
        ("rules.rule_zz__decisions", "table"),
    ]
    assert (law.decisions, law.answers) == ("rules.rule_zz__decisions", "rules.rule_zz__possible_answers")
    assert law.established == "rules.rule_zz__established"


def test_people_of_whom_no_copy_is_made_are_refused() -> None:
    unmarked = _project(_model("rule_zz__counted", ["model.int_charges"]))
    with pytest.raises(PlanError, match=r"source\.intake\.people is read by what decides"):
        _find(unmarked)
    of_nobody = _project(_model("rule_zz__counted", ["model.int_charges"], marked=["charge_id"]))
    with pytest.raises(PlanError, match=r"rules\.rule_zz__counted has no person_id"):
        _find(of_nobody)


def test_a_state_without_compiled_law_decides_nothing_again() -> None:
    project = _project()
    del project.nodes["model.rule_zz__decisions"]
    assert _find(project) is None


def test_a_model_of_what_is_decided_again_is_known_by_its_source() -> None:
    assert is_decided_again(_model("rule_zz__what_if", ["source.again.findings"])[1])
    assert not is_decided_again(_model("rule_zz__counted", ["source.law.facts"])[1])
