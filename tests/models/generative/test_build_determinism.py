"""The same deliveries give the same content of every table, however many shards, threads, homes or orders there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouse_runs import build

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.warehouse.hashes import HASHED_SCHEMAS

pytestmark = pytest.mark.long  # that two runs with other threads and hashes agree: test_the_sample_run

COUNTIES = ("ALPINE", "SACRAMENTO", "YOLO")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sample") / "sample"
    write_sample(400, 64, folder, COUNTIES)
    return sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".dat"))


@pytest.fixture(scope="module")
def whole(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The content hashes of a build in one shard, on two threads."""
    return build(tmp_path_factory.mktemp("whole"), files, shards=1, threads=2, with_dbt=True).hashes()


def test_every_stage_has_tables_with_rows(whole: dict[str, str]) -> None:
    filled = {table.split(".")[0] for table, content in whole.items() if not content.startswith("0:")}
    assert filled == set(HASHED_SCHEMAS)


@pytest.mark.parametrize(
    ("shards", "threads", "is_reversed"),
    [
        (7, 2, False),
        (64, 2, True),
        (1, 1, False),
    ],
    ids=["seven shards", "64 shards, deliveries in another order", "one thread"],
)
def test_every_table_is_the_same_in(
    files: list[Path], whole: dict[str, str], tmp_path: Path, shards: int, threads: int, is_reversed: bool
) -> None:
    named = files[::-1] if is_reversed else files
    found = build(tmp_path / "another home", named, shards=shards, threads=threads, with_dbt=True).hashes()
    assert {table for table in whole | found if whole.get(table) != found.get(table)} == set()


def test_every_table_is_the_same_when_built_again_over_itself(
    files: list[Path], whole: dict[str, str], tmp_path: Path
) -> None:
    build(tmp_path / "home", files[:1], stages=("staging",), with_dbt=True)
    assert build(tmp_path / "home", [files[0].parent], with_dbt=True).hashes() == whole
