"""A model's columns are held against its contract when it was built: what does not fit is undone and said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.dbt.runner import StageFailedError, invoke
from tests.support.pennsylvania import CopiedProject

FITS = "select 'a' as word, 1::integer as number"
OTHERS = {
    "one_more": "select 'a' as word, 1::integer as number, true as more",
    "one_less": "select 'a' as word",
    "other_type": "select 'a' as word, 1::bigint as number",
    "other_name": "select 'a' as words, 1::integer as number",
    "other_order": "select 1::integer as number, 'a' as word",
}
PIECE = (
    "from (select 'a' as word, 1::{} as number, 0 as person_bucket) as p where (true /* piece of p.person_bucket */)"
)


@pytest.fixture
def settings(tmp_path: Path, environment_kept: None) -> Settings:
    """A project of a few models under one contract, with our materializations; each built as ``FITS`` before."""
    project = tmp_path / "project"
    engine = project / "dbt_project"
    shutil.copytree(PROJECT_ROOT / "dbt_project" / "materializations", engine / "materializations")
    shutil.copy(PROJECT_ROOT / "dbt_project" / "profiles.yml", engine)
    (engine / "dbt_project.yml").write_text(
        json.dumps(
            {
                "name": "lookback",
                "profile": "lookback",
                "model-paths": ["../models"],
                "macro-paths": ["materializations"],
                "test-paths": [],
                "models": {
                    "lookback": {
                        **{"staging": {}, "rules": {"engine": {}, "every_state": {}}, "marts": {}},
                        "+contract": {"enforced": True},
                    }
                },
                "seeds": {"lookback": {}},
                "sources": {"lookback": {}},
            }
        )
    )
    models = {f"{name}_{kind}": (kind, sql) for name, sql in OTHERS.items() for kind in ("table", "view")}
    models["fits_pieces"] = ("people_in_pieces", f"select p.word, p.number {PIECE.format('integer')}")
    models["other_type_pieces"] = ("people_in_pieces", f"select p.word, p.number {PIECE.format('bigint')}")
    columns = [{"name": "word", "data_type": "varchar"}, {"name": "number", "data_type": "integer"}]
    (project / "models").mkdir()
    described = [{"name": name, "columns": columns} for name in models]
    (project / "models" / "contracts.yml").write_text(json.dumps({"version": 2, "models": described}))
    settings = CopiedProject(home=tmp_path / "home", project=project)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema intake")
        connection.execute("create table intake.run_parameters as select 3 as pieces")
        for name, (kind, sql) in models.items():
            built = "view" if kind == "view" else "table"
            connection.execute(f"create {built} {name} as {FITS}")
            (project / "models" / f"{name}.sql").write_text(f"{{{{ config(materialized='{kind}') }}}}\n{sql}\n")
    return settings


def test_what_does_not_fit_its_contract_is_undone_and_said(settings: Settings) -> None:
    with pytest.raises(StageFailedError) as failure:
        invoke(settings, ["run"], "models under a contract")
    told = [line.split(":")[0].split(".")[-1] for line in str(failure.value).splitlines() if " error: " in line]
    kept_to = {"fits_pieces", "other_order_table", "other_order_view"}
    others = {f"{name}_{kind}" for name in OTHERS for kind in ("table", "view")} | {"other_type_pieces"}
    assert sorted(told) == sorted(others - kept_to)
    assert str(failure.value).count("enforced contract that failed") == len(told)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for name in told:
            columns = connection.execute(f"select column_name, column_type from (describe {name})").fetchall()
            assert columns == [("word", "VARCHAR"), ("number", "INTEGER")], "the one of before stands"
        assert connection.execute("select * from fits_pieces").fetchall() == [("a", 1)]
        assert connection.execute("select number, word from other_order_table").fetchall() == [(1, "a")]
