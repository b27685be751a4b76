"""The next month: what did not change is taken over from the last run, and all is as if everybody were built anew."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from later_delivery import deliver_later

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.ingestion.synthetic import load_generator
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import STAGES, build_stage
from orchestration.warehouse.hashes import hash_tables
from orchestration.warehouse.shards.build import ROUTING, find_root
from orchestration.warehouse.shards.components import Routing
from orchestration.warehouse.shards.plan import load_plan

FIRST_DAY, FIRST_CUT = date(2026, 11, 1), date(2026, 10, 1)
STANDARD_COLUMNS = {"level": {"felony": "misdemeanor", "misdemeanor": "felony"}, "disposition": {"convicted": ""}}


def add_months(day: date, months: int) -> date:
    return date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)


def write_first_month(state: str, people: int, folder: Path) -> Path:
    """Files of the state in its own layout, or in the standard layout if it delivers in that."""
    load_generator(state).write_sample(people, 64, folder / "sample")
    if (folder / "sample" / "standard").is_dir():
        return folder / "sample" / "standard"
    deliver_later(folder / "sample", folder / "first", FIRST_CUT, shift=50, renumber=False)
    return folder / "first"


def write_month(first: Path, to: Path, month: int) -> Path:
    """Write the files of a later month: of a few people in a hundred, others each month, something is reported
    otherwise or nothing any more."""
    cut = add_months(FIRST_CUT, month)
    if first.name == "first":
        deliver_later(first, to, cut, shift=3 * month, renumber=False, first_cut=FIRST_CUT)
        return to
    to.mkdir(parents=True)
    for path in sorted(first.iterdir()):
        later = to / re.sub("[0-9]{8}", f"{cut:%Y%m%d}", path.name)
        if path.suffix != ".csv":
            shutil.copyfile(path, later)
            continue
        with path.open(newline="") as rows, later.open("w", newline="") as out:
            reader = csv.DictReader(rows)
            writer = csv.DictWriter(out, reader.fieldnames or [], extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            for row in reader:
                of_hundred = (zlib.crc32(row["person_id"].encode()) + 2 * month) % 100
                for column, words in STANDARD_COLUMNS.items() if of_hundred == 0 else ():
                    if column in row:
                        row[column] = words.get(row[column], row[column])
                if of_hundred != 1:
                    writer.writerow(row)
    return to


def take_in(home: Path, state: str, files: Path, month: int) -> Settings:
    """Take in a month's files; a run that was whole before is the last one."""
    settings = load_settings(home=home, state=state, shards=2)
    if settings.warehouse.exists():
        settings.last_warehouse.parent.mkdir(exist_ok=True)
        shutil.copyfile(settings.warehouse, settings.last_warehouse)
    ingest(settings, IngestionRequest((files,), add_months(FIRST_DAY, month)))
    return settings


def build_all(settings: Settings) -> dict[str, str]:
    for stage in STAGES:
        build_stage(settings, stage)
    with open_warehouse(settings) as connection:
        return hash_tables(connection)


def read_routing(settings: Settings) -> Routing:
    newest = max(find_root(settings).glob(f"*/{ROUTING}"), key=lambda path: path.stat().st_mtime)
    return Routing(**json.loads(newest.read_text()))


def find_differing(settings: Settings, found: dict[str, str], whole: dict[str, str]) -> set[str]:
    """Find tables that differ. In a list of distinct texts or kinds one may be left that nobody has any more."""
    distinct = {f"{model.schema}.{model.table}" for model in load_plan(settings).models if model.is_distinct}
    return {table for table in whole if found[table] != whole[table]} - distinct


def follow_months(state: str, people: int, months: Sequence[int], folder: Path) -> list[Routing]:
    """Build month after month in one home, compare each with a home of its own, and return how people were routed."""
    first = write_first_month(state, people, folder)
    build_all(take_in(folder / "home", state, first, 0))
    routings = []
    for month in months:
        files = write_month(first, folder / f"month_{month}", month)
        settings = take_in(folder / "home", state, files, month)
        found = build_all(settings)
        routings.append(read_routing(settings))
        alone = take_in(folder / f"alone_{month}", state, files, month)
        whole = build_all(alone)
        assert find_differing(settings, found, whole) == set()
        assert sum(not content.startswith("0:") for content in found.values()) > len(found) / 2
    return routings


@pytest.mark.long
@pytest.mark.parametrize("state", ["ca", "pa", "mi", "va"])
def test_six_months_give_what_first_runs_give(state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKBACK_STATE", state)
    routings = follow_months(state, 600, range(1, 7), tmp_path)
    assert [routing.kept > 0 for routing in routings].count(True) >= 5
