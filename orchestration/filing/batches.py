"""County batches: one CSV per county with what a court needs to find each case and act.

What belongs here: order, form and safe writing of the batch files. Lines come from ``marts.filing_queue`` as they are.
The bytes depend on the lines alone: no clock, no run id. ``batch_id`` is a hash of the sorted line ids.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

BATCH_FILE = "proposed.csv"
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True)
class CountyBatch:
    """One county's batch: number of lines, id, folder it was written to."""

    county_name: str
    batch_id: str
    line_count: int
    folder: Path


class BatchMismatch(RuntimeError):
    """What was written is not what the warehouse holds. Nothing was handed out."""


def county_folder_name(county_name: str) -> str:
    """``SAN JOAQUIN`` → ``san_joaquin``."""
    return "_".join(county_name.lower().split())


def write_county_batches(
    connection: duckdb.DuckDBPyConnection, folder: Path, rule_pack: Mapping[str, str]
) -> list[CountyBatch]:
    """Write the batches of every county with at least one line under ``folder``, by county.

    ``rule_pack`` (``warehouse.packs``) goes into each manifest: a partial pack's batch is for review, not for filing.

    The whole folder is written under a temporary name, read back and compared with the warehouse, then renamed: a
    reader sees all of it or none. Raises ``BatchMismatch``.
    """
    queue = connection.sql("select * from marts.filing_queue").pl()
    queue = queue.sort("county_name", "case_numbers", "conviction_date", "charge_id", nulls_last=True)
    building = folder.with_name(folder.name + ".partial")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    batches: list[CountyBatch] = []
    for (county_name,), lines in queue.group_by("county_name", maintain_order=True):
        target = building / county_folder_name(str(county_name))
        target.mkdir()
        # The pseudonym of a person stays in the restricted rooms; a court knows people by name, date and number.
        lines.drop("person_id").write_csv(target / BATCH_FILE, date_format="%Y-%m-%d", line_terminator="\r\n")
        batch_id = _batch_id(lines)
        _write_manifest(target, str(county_name), batch_id, lines, rule_pack)
        written = pl.read_csv(target / BATCH_FILE, infer_schema=False)
        if written["charge_id"].to_list() != lines["charge_id"].to_list():
            raise BatchMismatch(f"the batch of {county_name} does not hold the lines of the warehouse")
        batches.append(CountyBatch(str(county_name), batch_id, lines.height, folder / target.name))
    _swap(building, folder)
    return batches


def _batch_id(lines: pl.DataFrame) -> str:
    ids = "\n".join(
        sorted(f"{charge} {remedy}" for charge, remedy in lines.select("charge_id", "remedy_id").iter_rows())
    )
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def _write_manifest(
    target: Path, county_name: str, batch_id: str, lines: pl.DataFrame, rule_pack: Mapping[str, str]
) -> None:
    manifest = {
        "county": county_name,
        "batch_id": batch_id,
        "status": "proposed",
        "rule_pack": dict(rule_pack),
        "lines": lines.height,
        "people": lines["person_id"].n_unique(),
        "lines_by_relief": dict(sorted(lines.group_by("relief").len().iter_rows())),
        "files": {BATCH_FILE: hashlib.sha256((target / BATCH_FILE).read_bytes()).hexdigest()},
    }
    (target / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def _swap(building: Path, folder: Path) -> None:
    for path in [*building.rglob("*"), building]:
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    if folder.exists():
        old = folder.with_name(folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        building.rename(folder)
        shutil.rmtree(old)
    else:
        building.rename(folder)
