"""dbt's unit tests of the models (``unit_tests`` beside the models), run here and by no run of a delivery."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.dbt.runner import StageFailedError, build_stage, run_unit_tests
from tests.support.pennsylvania import CopiedProject


def written_unit_tests() -> int:
    files = [yaml.safe_load(path.read_text()) for path in (PROJECT_ROOT / "models").rglob("*.yml")]
    return sum(len(file.get("unit_tests", ())) for file in files)


def test_every_unit_test_of_the_models_passes(copied_sample: Settings) -> None:
    results = run_unit_tests(copied_sample)
    assert {result.status for result in results} == {"pass"}
    assert len(results) == written_unit_tests() > 20


@pytest.fixture
def changed_rule(copied_sample: Settings, tmp_path: Path, environment_kept: None) -> Settings:
    """The same warehouse beside a copy of the project in which a policy dismisses where no check fits."""
    for folder in ("models", "dbt_project"):
        shutil.copytree(PROJECT_ROOT / folder, tmp_path / "project" / folder, ignore=shutil.ignore_patterns("target"))
    rule = tmp_path / "project" / "models" / "rules" / "ca" / "prop64" / "rule_ca__prop64_policy_checks.sql"
    changed = rule.read_text().replace("when 'yes' in ({{ checks", "when 'no' in ({{ checks")
    assert changed != rule.read_text()
    rule.write_text(changed)
    return CopiedProject(home=copied_sample.home, project=tmp_path / "project")


@pytest.mark.long
def test_a_changed_rule_is_found_by_its_unit_tests_and_a_run_leaves_them_out(changed_rule: Settings) -> None:
    with pytest.raises(StageFailedError, match=r"unit tests failed in [\s\S]*rule_ca__prop64_policy_checks"):
        run_unit_tests(changed_rule)
    built = build_stage(changed_rule, "rules", only=["rule_ca__prop64_policy_checks"])
    kinds = {result.unique_id.split(".")[0] for result in built.nodes}
    assert kinds == {"model", "test"}
