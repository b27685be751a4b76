"""States of the standard layout are built in shards too: with numbers of people that a mapping made, or a state has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.ingestion.synthetic import load_generator
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import STAGES, build_stage, invoke
from orchestration.warehouse.hashes import hash_tables
from orchestration.warehouse.shards.plan import load_plan


@pytest.mark.long
@pytest.mark.parametrize("state", ["pa", "mi"])
def test_seven_shards_give_the_tables_that_one_build_by_dbt_gives(
    state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKBACK_STATE", state)
    load_generator(state).write_sample(200, 64, tmp_path / "sample")
    settings = load_settings(home=tmp_path / "home", state=state, shards=7)
    ingest(settings, IngestionRequest((tmp_path / "sample" / "standard",), date(2026, 6, 1)))
    for stage in STAGES:
        build_stage(settings, stage)
    with open_warehouse(settings) as connection:
        in_shards = hash_tables(connection)
        views = "select count(*) from duckdb_views() where contains(sql, '/shards/')"
        built = [model for model in load_plan(settings).models if model.is_kept and model.stage in STAGES]
        assert connection.execute(views).fetchall() == [(len(built),)]
    assert len(built) > 50
    invoke(settings, ["build", "--exclude", "test_type:unit"], "everything")
    with open_warehouse(settings) as connection:
        by_dbt = hash_tables(connection)
    assert {table for table in in_shards if in_shards[table] != by_dbt[table]} == set()
    assert sum(not content.startswith("0:") for content in by_dbt.values()) > len(by_dbt) / 2
