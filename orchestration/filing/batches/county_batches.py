"""County batches that a run proposes: the files of a filing, with status ``proposed``.

``<run>/<county>/<county>_<relief>_<batch id>/`` holds the data files, a summary and a manifest, made by the writers of
filed batches. The ledger knows nothing of it: ``lookback file propose`` gives it the same lines under the same ids.
The bytes depend on the lines and the law alone: no clock, no run id. Lines that ask no court (by operation of law, by
list) are written when they are filed.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from orchestration.files.publish_dir import publish_dir
from orchestration.files.tables import write_csv
from orchestration.filing.batches.batch_content import build_content
from orchestration.filing.batches.candidates import FilingLine, Selection, format_plain, read_filing_lines, read_rows
from orchestration.filing.batches.files.answer_file import DEMONSTRATION
from orchestration.filing.batches.files.batch_of_lines import build_batch, format_folder_name
from orchestration.filing.batches.files.court_data import CSV_FILE, OF_THE_LINE, write_court_data
from orchestration.filing.batches.files.folder import name_batch_folder, write_manifest
from orchestration.filing.documents.templates import read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter
from orchestration.filing.documents.writing import write_summary
from orchestration.filing.ledger.batch import MANIFEST_FILE, identify_batch
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.proposals import sort_by_findability
from orchestration.law.demonstration import SAYS
from orchestration.law.relief_ways import read_relief_ways
from orchestration.warehouse.current_run import is_synthetic

LINES_AT_ONCE = 50_000
"""So many lines are held in memory, and more only where one county has more."""
NOT_PROPOSED_FILE = "not_proposed.csv"
NOT_PROPOSED_COLUMNS = (
    *("why", "charge_id", "county", "agency_name", "case_numbers", "count_number", "section_in_words"),
    *("conviction_date", "relief", "told_also_by"),
)
WHY_NOT = {
    "not_findable": "the record has no case number, section or date to find it by",
    "alike": "a court cannot tell it from another line (same case, count, section, date and relief)",
    "told_twice": "two courts of one case report it: lookback file told-twice list",
}
"""Why an eligible line is in no batch and needs a reviewer."""


@dataclass(frozen=True)
class CountyBatch:
    """One batch: what it asks, the id it has if filed whole, and the folder it was written to."""

    county_name: str
    basis: str
    relief: str
    batch_id: str
    line_count: int
    folder: Path


class BatchMismatchError(RuntimeError):
    """The files written differ from the warehouse. Nothing was published."""


def read_rule_pack(folder: Path) -> dict[str, str] | None:
    """Read the rule pack from the manifests of a run's batches; None if there are none."""
    for manifest in sorted(folder.glob(f"*/*/{MANIFEST_FILE}")):
        pack: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["rule_pack"]
        return pack
    return None


def write_county_batches(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    state: str,
    rule_pack: Mapping[str, str],
    only: Collection[str] | None = None,
) -> list[CountyBatch]:
    """Write below ``folder`` the batches of every county with a line, or of the counties in ``only``.

    The folder is written under a temporary name, read back, compared with the warehouse and renamed, so that a reader
    sees all of it or nothing. ``rule_pack`` is part of each manifest: the batch of a partial pack is for review.

    Raises:
        BatchMismatchError: The lines read back differ.
        OutputConflictError: The run was written before with other bytes.
    """
    ways = [way.relief_by for way in read_relief_ways().values() if way.asks_a_court]
    groups = _group_counties(connection, ways, only)
    if only is not None and not groups:
        return []
    about = _read_about_the_run(connection, rule_pack)
    batches: list[CountyBatch] = []
    with publish_dir(folder) as building:
        writer = _Writer(building, folder, state, about)
        for counties in groups:
            of_county: dict[str, list[FilingLine]] = {county: [] for county in counties}
            for way in ways:
                for line in read_filing_lines(connection, Selection(relief_by=way), counties):
                    of_county[line.candidate.county_name].append(line)
            rows = read_rows(connection, [line for lines in of_county.values() for line in lines])
            for county, lines in of_county.items():
                batches += writer.write_county(county, lines, rows)
                _check_written(building / format_folder_name(county), lines)
    return batches


def _group_counties(
    connection: duckdb.DuckDBPyConnection, ways: Sequence[str], only: Collection[str] | None
) -> list[list[str]]:
    """Group the counties with lines whose relief comes by one of ``ways``, in order: each group is read at once."""
    found = connection.execute(
        "select county_name, count(*) from marts.filing_lines where list_contains(?, relief_by) group by all "
        "order by county_name",
        [list(ways)],
    ).fetchall()
    groups: list[list[str]] = []
    room = 0
    for county, lines in found:
        if only is not None and county not in only:
            continue
        if not groups or lines > room:
            groups.append([])
            room = LINES_AT_ONCE
        groups[-1].append(county)
        room -= lines
    return groups


def _read_about_the_run(connection: duckdb.DuckDBPyConnection, rule_pack: Mapping[str, str]) -> dict[str, Any]:
    ((as_of_date, law_version, version, allowances),) = connection.execute(
        "select as_of_date, law_version, version, coalesce(allowances, '') from intake.run_parameters"
    ).fetchall()
    return {
        "as_of_date": as_of_date,
        "law_version": law_version,
        "version": version,
        "allowances": allowances,
        "rule_pack": dict(rule_pack),
        "is_synthetic": is_synthetic(connection),
    }


class _Writer:
    """Writes the batches of one run into ``building``, which is later renamed to ``folder``."""

    def __init__(self, building: Path, folder: Path, state: str, about: Mapping[str, Any]) -> None:
        self._building, self._folder, self._state, self._about = building, folder, state, about

    @cached_property
    def _typesetter(self) -> Typesetter:
        day: date = self._about["as_of_date"]
        return Typesetter(read_templates_in_force(self._state, day), day, is_synthetic=self._about["is_synthetic"])

    def write_county(
        self, county: str, lines: Sequence[FilingLine], rows: Mapping[tuple[str, str, str], Mapping[str, Any]]
    ) -> list[CountyBatch]:
        """Write the batches of one county and the list of its lines that are in none."""
        target = self._building / format_folder_name(county)
        target.mkdir()
        found, left_out = _sort_out(lines)
        of_batch: dict[tuple[str, str, str], list[FilingLine]] = defaultdict(list)
        for line in found:
            of_batch[line.candidate.remedy_id, line.candidate.key.relief, line.agency].append(line)
        written = []
        for _, its in sorted(of_batch.items()):
            written.append(self._write_batch(target, its, rows))
        if left_out:
            _write_not_proposed(target, left_out, rows)
        return written

    def _write_batch(
        self, county: Path, lines: Sequence[FilingLine], rows: Mapping[tuple[str, str, str], Mapping[str, Any]]
    ) -> CountyBatch:
        law_version = self._about["law_version"]
        frozen = [
            FrozenLine(line.line_id, self._state, "", law_version, "", format_plain(rows[line.row_key]), [], {})
            for line in lines
        ]
        batch = build_batch(identify_batch(line.line_id for line in lines).batch_id, frozen)
        target = county / name_batch_folder(batch)
        target.mkdir()
        write_court_data(target, batch)
        write_summary(build_content(batch), self._typesetter, target)
        more = {name: self._about[name] for name in ("version", "allowances", "rule_pack")}
        people = len({line.person_id for line in lines})
        more |= {DEMONSTRATION: SAYS} if self._about["is_synthetic"] else {}
        write_manifest(target, batch, {"status": "proposed", "people": people, **more})
        where = self._folder / target.relative_to(self._building)
        return CountyBatch(batch.county_name, batch.basis, batch.relief, batch.batch_id, len(frozen), where)


def _sort_out(lines: Sequence[FilingLine]) -> tuple[list[FilingLine], list[tuple[str, FilingLine]]]:
    """Split lines into those that ``lookback file propose`` takes and the others, each with the reason."""
    single, alike, not_findable = sort_by_findability(lines, key=lambda line: line.candidate.key)
    told_twice = [line for line in single if line.candidate.is_told_twice]
    left_out = {"not_findable": not_findable, "alike": alike, "told_twice": told_twice}
    found = [line for line in single if not line.candidate.is_told_twice]
    return found, [(why, line) for why, its in left_out.items() for line in its]


def _write_not_proposed(
    target: Path,
    left_out: Sequence[tuple[str, FilingLine]],
    rows: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> None:
    listed = []
    for why, line in left_out:
        row = rows[line.row_key]
        known = {name: str(row[OF_THE_LINE[name]] or "") for name in NOT_PROPOSED_COLUMNS if name in OF_THE_LINE}
        also = "; ".join(row["told_also_by_county_names"])
        listed.append({**known, "why": WHY_NOT[why], "charge_id": line.unit_id, "told_also_by": also})
    write_csv(target / NOT_PROPOSED_FILE, NOT_PROPOSED_COLUMNS, listed)


def _check_written(folder: Path, lines: Sequence[FilingLine]) -> None:
    """Check that every line of a county is in one data file or in the list of lines not proposed."""
    written: Counter[str] = Counter()
    for name, column in ((CSV_FILE, "line_id"), (NOT_PROPOSED_FILE, "charge_id")):
        for path in folder.rglob(name):
            with path.open(encoding="utf-8-sig", newline="") as file:
                written.update(row[column] for row in csv.DictReader(file))
    found, left_out = _sort_out(lines)
    expected = Counter([*(line.line_id for line in found), *(line.unit_id for _, line in left_out)])
    if written != expected:
        raise BatchMismatchError(
            f"the files do not hold the {len(lines)} lines of the warehouse; nothing was published"
        )
