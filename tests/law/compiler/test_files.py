"""The compiled models in the repository: what the compiler writes of the packs as they are, laid out to be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.law.compiler.fact_contract import read_contract
from orchestration.law.compiler.files import (
    CONTRACTS,
    STATUSES_MACRO,
    compile_state,
    find_words,
    list_compiled_states,
    list_outdated,
    write_state,
)
from orchestration.law.compiler.layout import WIDTH
from orchestration.law.compiler.mark import is_compiled
from orchestration.law.law_hash import hash_law
from orchestration.law.tables import read_packs
from orchestration.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
STATES = list_compiled_states(MODELS)


def test_seven_states_have_compiled_models() -> None:
    assert STATES == ["ca", "ct", "de", "mi", "ny", "pa", "va"]


@pytest.mark.parametrize("state", STATES)
def test_the_models_are_what_the_compiler_writes(state: str) -> None:
    folder = MODELS / "rules" / state
    contract = read_contract(MODELS, state)
    written = compile_state(read_packs(MODELS, state), state, find_words(MODELS), contract)
    there = [path for path in folder.glob("*.sql") if is_compiled(path.read_text(encoding="utf-8"))]
    assert sorted(path.name for path in there) == sorted(written.keys() - {CONTRACTS, STATUSES_MACRO})
    wrong = [name for name, text in written.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert wrong == [], f"run: lookback law compile {state}"
    assert list_outdated(MODELS, state) == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    models = tmp_path / "models"
    shutil.copytree(MODELS / "rules", models / "rules")
    shutil.copytree(PROJECT_ROOT / "dbt_project" / "macros", tmp_path / "dbt_project" / "macros")
    return models


def test_a_pack_that_changed_is_named_with_the_command(copied: Path) -> None:
    pack = copied / "rules" / "ny" / "cpl_160_57.law"
    pack.write_text(pack.read_text(encoding="utf-8").replace("years: 8\n", "years: 9\n"), encoding="utf-8")
    said = list_outdated(copied, "ny")
    assert len(said) == 4
    assert all(line.endswith("packs or compiler changed since: lookback law compile ny") for line in said)
    write_state(copied, "ny")
    assert list_outdated(copied, "ny") == []
    assert "{{ years_after('eight_years_since_release_starts_first', 9) }}" in (
        copied / "rules" / "ny" / "rule_ny__automatic_sealing_elements.sql"
    ).read_text(encoding="utf-8")


def test_compiling_again_overtakes_no_signature(copied: Path) -> None:
    before = hash_law(copied, "mi")
    (copied / "rules" / "mi" / "rule_mi__setting_aside.sql").unlink()
    assert hash_law(copied, "mi") != before, "what is compiled decides"
    write_state(copied, "mi")
    assert hash_law(copied, "mi") == before


@pytest.mark.parametrize("state", STATES)
def test_every_line_can_be_read(state: str) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (MODELS / "rules" / state).glob("rule_*.sql")}
    long = [(name, line) for name, text in texts.items() for line in text.splitlines() if len(line) > WIDTH]
    assert long == []
