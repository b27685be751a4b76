"""Shards and dbt build what other tests build of the compiled models, and dbt's tests pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import transferred_people
from compiled_models import build_models
from warehouse_runs import STAGES, BuiltWarehouse, build

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.hashes import hash_tables


def hashes(settings: Settings) -> dict[str, str]:
    """All but one table, to whose columns dbt gives the order of the contract."""
    with open_warehouse(settings) as connection:
        return {table: found for table, found in hash_tables(connection).items() if table != "marts.run_summary"}


@pytest.mark.long
def test_the_compiled_models_give_the_tables_of_a_run_with_one_thread_too(copied_sample: Settings) -> None:
    of_the_run = hashes(copied_sample)
    build_models(load_settings(home=copied_sample.home, threads=1), STAGES)
    assert hashes(copied_sample) == of_the_run


@pytest.mark.long
def test_seven_shards_give_the_same_tables_and_their_tests_pass(transferred: BuiltWarehouse, tmp_path: Path) -> None:
    in_shards = build(tmp_path / "home", [transferred_people.deliver(tmp_path / "d")], shards=7, with_dbt=True)
    assert in_shards.hashes() == transferred.hashes()


@pytest.mark.long
def test_every_data_test_of_dbt_passes_on_people_who_are_hard_to_read(histories: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "home", [histories], with_dbt=True).rows("from marts.determinations limit 1")
