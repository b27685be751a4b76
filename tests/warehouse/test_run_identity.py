"""The id of a run is made of what it rests on, and of nothing else."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_deliveries
from filing_homes import sign_everything
from repository import ROOT
from warehouse_runs import build

from orchestration.law.version import compute_law_version, compute_run_law
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_identity import compute_code_version, compute_run_id, compute_software_version

RUN: dict[str, Any] = {
    "state": "ca",
    "as_of_date": date(2026, 6, 1),
    "software": "1",
    "law": "1+law.a",
    "inputs": ["aa NAPA 2026-03-01", "bb YOLO 2026-03-01"],
    "manual_input_ids": ["d1", "f1"],
}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "pa"},
        {"as_of_date": date(2026, 6, 2)},
        {"software": "2"},
        {"law": "1+law.b"},
        {"inputs": ["aa NAPA 2026-03-01"]},
        {"inputs": ["aa NAPA 2026-03-01", "bb YOLO 2026-04-01"]},
        {"manual_input_ids": ["d1"]},
        {"inputs": ["aa NAPA 2026-03-01", "bb YOLO 2026-03-01", "d1"], "manual_input_ids": ["f1"]},
    ],
    ids=str,
)
def test_whatever_a_run_rests_on_changes_its_id(change: dict[str, Any]) -> None:
    assert compute_run_id(**RUN | change) != compute_run_id(**RUN)


def test_the_order_of_files_and_decisions_does_not_matter() -> None:
    turned = RUN | {"inputs": RUN["inputs"][::-1], "manual_input_ids": RUN["manual_input_ids"][::-1]}
    assert compute_run_id(**turned) == compute_run_id(**RUN)


def _copy_of_the_law(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "models" / "rules", tmp_path / "models" / "rules")
    return tmp_path / "models"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("law/ca_offense_lists.csv", ",needs_fact,", ",listed,"), ("hs_11361_8.law", "value: undecided", "value: case")],
)
def test_a_changed_line_of_law_is_another_version_and_a_changed_line_of_prose_is_not(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    models = _copy_of_the_law(tmp_path)
    version = compute_law_version(models, "ca")
    page, law = models / "rules" / "ca" / "README.md", models / "rules" / "ca" / name
    page.write_text(page.read_text() + "More.\n")
    assert compute_law_version(models, "ca") == version
    law.write_bytes(law.read_bytes().replace(b"\n", b"\r\n"))
    assert compute_law_version(models, "ca") == version, "how a machine ends its lines is no law"
    text = law.read_text()
    assert before in text
    law.write_text(text.replace(before, after, 1))
    assert compute_law_version(models, "ca") != version


def test_a_policy_is_part_of_the_version_of_the_law(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, state="ca")
    assert compute_run_law(settings, "abc") == f"{compute_law_version(settings.models, 'ca')}.policy.abc"


def test_changed_code_under_the_same_number_is_another_software(tmp_path: Path) -> None:
    for folder in ("orchestration", "models", "dbt_project"):
        (tmp_path / folder).mkdir()
    before = compute_software_version(tmp_path, "1")
    (tmp_path / "orchestration" / "new.py").write_text("pass\n")
    assert compute_software_version(tmp_path, "1") != before
    assert before.startswith("1+code.")


def test_a_changed_line_of_law_is_no_other_code_and_a_changed_rule_is(tmp_path: Path) -> None:
    models = _copy_of_the_law(tmp_path)
    for folder in ("orchestration/law", "dbt_project"):
        (tmp_path / folder).mkdir(parents=True)
    before = compute_code_version(tmp_path), compute_software_version(tmp_path, "1")
    table = models / "rules" / "ca" / "law" / "ca_parameters.csv"
    table.write_text(table.read_text() + "x\n")
    assert compute_code_version(tmp_path) == before[0]
    assert compute_software_version(tmp_path, "1") != before[1]
    for path in (models / "rules" / "ca" / "rule_ca__scope.sql", tmp_path / "orchestration" / "law" / "new.py"):
        last = compute_code_version(tmp_path)
        path.write_text("changed")
        assert compute_code_version(tmp_path) != last


def test_a_run_after_counsel_signed_in_the_installation_is_another_one(tmp_path: Path) -> None:
    def id_of_a_run() -> str:
        run = build(tmp_path / "home", [delivery], stages=())
        with open_warehouse(run.settings) as connection:
            ((found,),) = connection.execute("select run_id from intake.run_parameters").fetchall()
        return str(found)

    delivery = small_deliveries.good(tmp_path / "d", "sacramento")
    before = id_of_a_run()
    assert id_of_a_run() == before
    sign_everything(load_settings(home=tmp_path / "home"))
    signed = id_of_a_run()
    assert before != signed == id_of_a_run(), "its batches say what is signed"
