"""The law that lines are filed under is stored as text, with the software that read it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from small_pack import PACK

from orchestration import settings as of_settings
from orchestration.law.snapshots.store import store_law
from orchestration.law.software import format_software
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home of the invented state, beside law and rules that a test can edit."""
    rules = tmp_path / "root" / "models" / "rules" / "zz"
    (rules / "law").mkdir(parents=True)
    (rules / "law" / "zz_reasons.csv").write_text("reason_code,text\na,because\n")
    (rules / "zz_offense_lists.csv").write_text("offense_list\none\n")
    (rules / "small.law").write_text(PACK)
    (rules / "rule_zz__one.sql").write_text("select 1\n")
    monkeypatch.setattr(of_settings, "PROJECT_ROOT", tmp_path / "root")
    monkeypatch.setattr("orchestration.law.version.read_pack_status", lambda *_: {"version": "1"})
    return load_settings(home=tmp_path / "home").model_copy(update={"state": "zz"})


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema intake")
        opened.execute("create table intake.county_policies as select 'FRESNO' as county_name, true as is_chosen")
        yield opened


def stored(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    version = compute_law_version(settings.models, "zz")
    store_law(settings, connection, version)
    folder = settings.kept_laws / version
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_tables_packs_rules_and_policies_are_stored_as_they_read_and_never_overwritten(
    settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    first = stored(settings, connection)
    software = json.loads(first.pop("software.json"))
    assert "+code." in software["software"] and "git_commit" not in software
    assert first == {
        "reasons.csv": "reason_code,text\na,because\n",
        "offense_lists.csv": "offense_list\none\n",
        "packs/small.law": PACK,
        "rules/rule_zz__one.sql": "select 1\n",
        "county_policies.csv": "county_name,is_chosen\nFRESNO,True\n",
    }
    version = compute_law_version(settings.models, "zz")
    pack = settings.models / "rules" / "zz" / "small.law"
    pack.write_text(PACK.replace("value: 5", "value: 6"))
    store_law(settings, connection, version)
    assert stored(settings, connection)["packs/small.law"] == pack.read_text() != PACK
    assert (settings.kept_laws / version / "packs" / "small.law").read_text() == PACK


def test_software_of_a_working_copy_has_its_commit(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    git = ["git", "-C", str(settings.models.parent), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    software = json.loads(stored(settings, connection)["software.json"])
    assert (software["git_commit"], software["is_edited"]) == (commit, "no")
    (settings.models / "rules" / "zz" / "rule_zz__one.sql").write_text("select 12\n")
    edited = json.loads(stored(settings, connection)["software.json"])
    assert format_software(edited).endswith(f"commit {commit} and edits")
