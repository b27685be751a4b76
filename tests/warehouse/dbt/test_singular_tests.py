"""No singular dbt test and no gate of a registered state is skipped: dbt leaves a test out with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orchestration.law.register import list_packs
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND, ONE_PERSON
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.runner import STAGES, _list_central
from orchestration.warehouse.quality_gates.suites import load_suite
from orchestration.warehouse.run_history import STAGE_ORDER
from orchestration.warehouse.shards.plan import load_plan

OF_INTAKE = ("intake", "restricted", "quality")
"""Schemas that intake and gates write, and not dbt."""


IN_SHORT = ("ca", "pa")  # a layout of its own, and the standard one
STATES = [
    pytest.param(pack, marks=[] if pack in IN_SHORT else pytest.mark.long)
    for pack in list_packs(PROJECT_ROOT / "models")
]


@pytest.fixture(scope="module", params=STATES)
def settings(
    request: pytest.FixtureRequest, parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return load_settings(home=tmp_path_factory.mktemp("home"), state=request.param)


def list_tests(settings: Settings) -> set[str]:
    """The singular tests of every state, and of this one, by file name."""
    folders = [settings.dbt_project / "tests"]
    folders += [settings.models / room / settings.state / "tests" for room in ("staging", "rules")]
    return {path.stem for folder in folders for path in folder.glob("*.sql")}


def list_asked(settings: Settings, manifest: Any) -> Iterator[str]:
    """The tests that shards ask, and those that dbt runs when stage after stage is built."""
    plan = load_plan(settings)
    central = [name for stage in (*STAGES, ON_DEMAND) for name in _list_central(manifest, plan, stage)]
    yield from (manifest.nodes[name].name for name in [*plan.test_ids, *central])


def test_every_singular_test_is_asked_at_some_stage(settings: Settings) -> None:
    manifest = load_project(settings)
    singular = {
        node.name: node
        for node in manifest.nodes.values()
        if node.resource_type == "test" and getattr(node, "test_metadata", None) is None
    }
    assert set(singular) == list_tests(settings), "dbt left a test out: it names a model that the state does not have"
    assert set(singular) - set(list_asked(settings, manifest)) == set(), "a test that no stage asks"


def test_no_test_asks_of_everybody_what_is_for_one_person(settings: Settings) -> None:
    """The elements of everybody in a state do not fit on a disk at once: the shards ask tests of them, no gate does."""
    manifest = load_project(settings)
    read = {
        one
        for stage in STAGES
        for name in _list_central(manifest, load_plan(settings), stage)
        if manifest.nodes[name].resource_type == "test"
        for one in manifest.nodes[name].depends_on.nodes
    }
    assert not [one for one in read if ONE_PERSON in getattr(manifest.nodes.get(one), "tags", ())]
    views = {f"{node.schema}.{node.alias}" for node in manifest.nodes.values() if ONE_PERSON in node.tags}
    suites = [load_suite(settings.expectations, gate, settings.state) for gate in STAGE_ORDER]
    assert len(views) > 5 and not [table.table for suite in suites for table in suite.tables if table.table in views]


def test_every_gate_asks_and_every_table_that_it_asks_of_is_built(settings: Settings) -> None:
    nodes = load_project(settings).nodes.values()
    built = {f"{node.schema}.{node.alias}" for node in nodes if node.resource_type in ("model", "seed")}
    for gate in STAGE_ORDER:
        tables = [table.table for table in load_suite(settings.expectations, gate, settings.state).tables]
        asked = {table for table in tables if not table.startswith(OF_INTAKE)}
        assert tables and asked <= built, f"{gate}: {sorted(asked - built)}"


def test_a_state_asks_more_in_its_own_folders() -> None:
    own = [*(PROJECT_ROOT / "expectations/ca").glob("*.yml"), *(PROJECT_ROOT / "models").rglob("ca/tests/*.sql")]
    assert {path.suffix for path in own} == {".yml", ".sql"}
    neutral = [*(PROJECT_ROOT / "expectations").glob("*.yml"), *(PROJECT_ROOT / "dbt_project/tests").glob("*.sql")]
    for path in neutral:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("prop64", "rule_ca__", "stg_ca__", "conviction_relief") if word in text], path
