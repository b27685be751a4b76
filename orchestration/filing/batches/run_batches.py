"""County batches: per county, basis and relief a machine file, a workbook and a cover page; per county a manifest.

What belongs here: which files a batch is made of, and the check against the warehouse. What does not: which lines
(``lines``) and the forms (``workbook``, ``cover``). The bytes depend on the lines and the law alone: no clock, no run
id. ``batch_id`` is a hash of the sorted line ids.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from orchestration.files.publish_dir import handing_out, sha256_of
from orchestration.filing.batches.cover import BatchFile, cover_page, relief_words
from orchestration.filing.batches.run_lines import COLUMNS, read_lines
from orchestration.filing.batches.workbook import write_workbook

MANIFEST_FILE = "manifest.json"

_COUNTIES_AT_A_TIME = 2
"""While the files of one county are hashed and written, the lines of another are put into words."""


@dataclass(frozen=True)
class CountyBatch:
    """One batch: county, basis (statute or policy), relief, number of lines, id, folder it was written to."""

    county_name: str
    basis: str
    relief: str
    batch_id: str
    line_count: int
    folder: Path


class BatchMismatch(RuntimeError):
    """What was written is not what the warehouse holds. Nothing was handed out."""


def county_folder_name(county_name: str) -> str:
    """``SAN JOAQUIN`` → ``san_joaquin``."""
    return "_".join(county_name.lower().split())


def rule_pack_told(folder: Path) -> dict[str, str] | None:
    """The rule pack as the batches that a run wrote under ``folder`` tell it; None where there are none."""
    for manifest in sorted(folder.glob(f"*/{MANIFEST_FILE}")):
        told: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["rule_pack"]
        return told
    return None


def write_county_batches(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    rule_pack: Mapping[str, str],
    only: Collection[str] | None = None,
) -> list[CountyBatch]:
    """Write the batches of every county with at least one line under ``folder``, by county, basis and relief.

    With ``only``, those of these counties (as the state writes them): the other counties' files stay untouched.

    ``rule_pack`` (``warehouse.packs``) goes into each manifest and cover: a partial pack's batch is for review, not for
    filing. The whole folder is written under a temporary name, read back and compared with the warehouse, then renamed:
    a reader sees all of it or none. Raises ``BatchMismatch``, and ``OtherBytesBefore`` where the run was written before
    with other bytes.
    """
    lines = read_lines(connection)
    if only is not None:
        lines = lines.filter(pl.col("county").is_in(list(only)))
    ((as_of_date, version, allowances),) = connection.execute(
        "select cast(as_of_date as varchar), version, allowances from intake.run_parameters"
    ).fetchall()
    about_the_run = {
        "as_of_date": str(as_of_date),
        "version": str(version),
        "allowances": str(allowances or ""),
        "use": rule_pack["use"],
    }
    batches: list[CountyBatch] = []
    if only is not None and lines.is_empty():
        return batches
    with handing_out(folder) as building, ThreadPoolExecutor(_COUNTIES_AT_A_TIME) as at_a_time:
        of_counties = lines.partition_by("county", maintain_order=True)
        for of_one in at_a_time.map(
            lambda one: _write_county(building, folder, one, rule_pack, about_the_run), of_counties
        ):
            batches += of_one
        _compare(building, lines)
    return batches


def _write_county(
    building: Path,
    folder: Path,
    lines: pl.DataFrame,
    rule_pack: Mapping[str, str],
    about_the_run: Mapping[str, str],
) -> list[CountyBatch]:
    """The batches of the county that ``lines`` are of, in a folder of ``building`` that ``folder`` will be."""
    county = str(lines["county"][0])
    target = building / county_folder_name(county)
    target.mkdir()
    batches, entries = [], []
    for (basis, relief), of_the_batch in lines.group_by("basis", "relief_requested", maintain_order=True):
        batch = CountyBatch(
            county, str(basis), str(relief), _batch_id(of_the_batch), of_the_batch.height, folder / target.name
        )
        entries.append(_write_batch(target, batch, of_the_batch, about_the_run))
        batches.append(batch)
    _write_manifest(target, county, lines, entries, rule_pack, about_the_run)
    return batches


def _write_batch(
    target: Path, batch: CountyBatch, lines: pl.DataFrame, about_the_run: Mapping[str, str]
) -> dict[str, object]:
    stem = f"{batch.basis}_{batch.relief}"
    machine, workbook, cover = (target / f"{stem}{end}" for end in (".csv", ".xlsx", ".cover.html"))
    # The pseudonym of a person stays in the restricted rooms; a court knows people by name, date and number.
    lines.select(*COLUMNS).write_csv(machine, line_terminator="\r\n")
    write_workbook(workbook, lines, COLUMNS, f"{batch.county_name}: {relief_words(batch.relief)}, proposed")
    files = [
        BatchFile(machine.name, "the lines, for the court's system (CSV, UTF-8)", sha256_of(machine)),
        BatchFile(workbook.name, "the same lines for people (Excel, every cell is text)", sha256_of(workbook)),
    ]
    cover.write_text(cover_page(lines, batch.batch_id, files, about_the_run), encoding="utf-8")
    return {
        "batch_id": batch.batch_id,
        "basis": batch.basis,
        "relief": batch.relief,
        "status": "proposed",
        "lines": lines.height,
        "people": lines["person_id"].n_unique(),
        "allowances": about_the_run["allowances"],
        "files": {file.name: file.sha256 for file in files} | {cover.name: sha256_of(cover)},
    }


def _batch_id(lines: pl.DataFrame) -> str:
    ids = "\n".join(
        sorted(
            f"{line} {basis} {relief}"
            for line, basis, relief in lines.select("line_id", "basis", "relief_requested").iter_rows()
        )
    )
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def _write_manifest(
    target: Path,
    county: str,
    lines: pl.DataFrame,
    entries: list[dict[str, object]],
    rule_pack: Mapping[str, str],
    about_the_run: Mapping[str, str],
) -> None:
    manifest = {
        "county": county,
        "as_of_date": about_the_run["as_of_date"],
        "allowances": about_the_run["allowances"],
        "version": about_the_run["version"],
        "law_version": lines["law_version"][0],
        "rule_pack": dict(rule_pack),
        "lines": lines.height,
        "people": lines["person_id"].n_unique(),
        "batches": entries,
    }
    (target / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _compare(building: Path, lines: pl.DataFrame) -> None:
    """Every line of the warehouse stands in exactly one machine file, cell by cell."""
    written = pl.concat(
        [pl.read_csv(path, infer_schema=False, empty_string_is_null=False) for path in building.rglob("*.csv")]
        or [pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))]
    )
    expected = lines.select(*COLUMNS).with_columns(pl.all().fill_null(""))
    if not written.sort("line_id").equals(expected.sort("line_id")):
        raise BatchMismatch(f"{expected.height} lines were to be written and other ones were read back")
