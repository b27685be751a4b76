"""Packs are law like the CSV tables: rows with keys and hashes, part of the version and of a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_pack import PACK

from orchestration import settings as of_settings
from orchestration.files.yaml import read_yaml
from orchestration.law.loading import LAW_ROWS
from orchestration.law.pack_files.columns import PACK_TABLES, PEOPLE_TABLES
from orchestration.law.tables import LawRow, read_law_rows, read_table
from orchestration.law.version import compute_law_version
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.run_identity import compute_run_id

DAY = date(2026, 11, 1)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home of the invented state, whose law a test can edit."""
    folder = tmp_path / "root" / "models" / "rules" / "zz"
    folder.mkdir(parents=True)
    (folder / "small.law").write_text(PACK)
    monkeypatch.setattr(of_settings, "PROJECT_ROOT", tmp_path / "root")
    monkeypatch.setattr("orchestration.law.version.read_pack_status", lambda *_: {"version": "1"})
    return load_settings(home=tmp_path / "home").model_copy(update={"state": "zz"})


def edit(settings: Settings, old: str, new: str) -> None:
    path = settings.models / "rules" / "zz" / "small.law"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def rows(settings: Settings) -> dict[str, LawRow]:
    return {f"{row.law_table} {row.row_key}": row for row in read_law_rows(settings.models, "zz", {})}


def run_id(settings: Settings) -> str:
    law = compute_law_version(settings.models, "zz")
    return compute_run_id(state="zz", as_of_date=DAY, software="1", law=law, inputs=[], manual_input_ids=[])


def test_one_changed_year_is_another_law_another_run_and_one_row_to_sign(settings: Settings) -> None:
    version, run, before = compute_law_version(settings.models, "zz"), run_id(settings), rows(settings)
    edit(settings, "value: 5", "value: 6")
    assert compute_law_version(settings.models, "zz") != version
    assert run_id(settings) != run
    after = rows(settings)
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key].row_hash != after[key].row_hash}
    assert changed == {"parameters wait_years 2020-01-01"}


def test_a_row_of_a_pack_has_what_counsel_signs(settings: Settings) -> None:
    found = rows(settings)
    assert {row.law_table for row in found.values()} == {
        *("clocks", "elements", "parameters", "paths", "reasons", "reliefs", "remedies", "selectors")
    }
    waited = found["elements sealing waited"]
    assert (waited.citation, waited.verified) == ("1(a)", "V")
    edit(settings, "{years: wait_years, since", "{if_unknown: counsel, years: wait_years, since")
    changed = {key for key, row in rows(settings).items() if row.row_hash != found[key].row_hash}
    assert changed == {"elements sealing waited"}


def test_a_csv_table_beside_the_pack_goes_before_it(settings: Settings) -> None:
    law = settings.models / "rules" / "zz" / "law"
    law.mkdir()
    line = "wait_years,9,years,2020-01-01,,other,V"
    (law / "zz_parameters.csv").write_text(
        f"parameter,value,unit,effective_from,effective_to,citation,verified\n{line}\n"
    )
    values = [(one["effective_from"], one["value"]) for one in read_table(settings.models, "zz", "parameters")]
    assert values == [("2020-01-01", "9"), ("1990-01-01", "3")]
    assert rows(settings)["parameters wait_years 2020-01-01"].citation == "other"


def test_the_tables_are_described_as_they_are_loaded() -> None:
    (source,) = read_yaml((PROJECT_ROOT / "models" / "rules" / "_law.yml").read_text(encoding="utf-8"))["sources"]
    described = {
        table["name"]: {column["name"]: column["data_type"] for column in table["columns"]}
        for table in source["tables"]
    }
    assert described.pop(LAW_ROWS) == dict.fromkeys(("law_table", "row_key", "citation", "verified"), "varchar")
    assert {table: described[table] for table in PACK_TABLES} == PACK_TABLES
    for table, columns in PEOPLE_TABLES.items():
        assert described[table] == {**columns, "row_key": "varchar"}, table
