"""Snapshots of runs: a folder each under ``<home>/runs/<state>``, and their order.

A folder is written atomically, and the oldest are deleted. It is as restricted as the warehouse: its ids are pseudonyms
that anyone with the state's ids can compute.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.determinations.snapshots.countings import Counting, delete_countings, find_counting
from orchestration.determinations.snapshots.queries import KEYS_AND_FACTS, OF_ALL, OF_PEOPLE
from orchestration.determinations.snapshots.tables import (
    PartedTable,
    check_tables,
    create_keys,
    find_files,
    hash_tables,
    write_table,
)
from orchestration.files.atomic import replace_dir, sync_to_disk
from orchestration.ingestion.layouts.layout import HISTORY
from orchestration.law.law_entries import read_law_now
from orchestration.law.policies import EVERY_OTHER_COUNTY
from orchestration.law.signatures import hash_provision
from orchestration.law.tables import HASH_DIGITS, LawRow, read_law_rows
from orchestration.settings import Settings
from orchestration.warehouse.run_identity import compute_code_version
from orchestration.warehouse.shards.build import find_manifest_hash
from orchestration.warehouse.shards.in_turn import show_in_turn

LAYOUT_VERSION = 4
"""Version of the snapshot layout. Snapshots of other layouts cannot be compared with this one's."""

ABOUT_FILE, ORDER_FILE = "run.json", "order.txt"
UNHASHED_COLUMNS = frozenset({"citation", "verified", "note"})
WRITE_AGAIN = "the same run again writes it anew; if it is an earlier one, delete its folder"
LAST, PREVIOUS = "last", "previous"
PEOPLE_IN_A_FILE = 500_000
"""So many people's rows of a table are sorted at a time."""
MIN_ID_DIGITS = 4
"""Leading digits of a run id that can name a run if they are unique."""


class UnknownRunError(LookupError):
    """No snapshot has that name, or it cannot be read."""


@dataclass(frozen=True)
class KeptRun:
    """The snapshot of a run, and what the run depends on.

    ``law_rows``: hash by law row; ``policies``: hash of choices by county; ``sources``: deliveries other than
    histories, as kind, county and cut date; ``remedies``: name, unit, basis and grantor by remedy. ``manifest``: hash
    of the manifest of its shards, if it had any; ``files``: SHA-256 of its tables by file; ``code_hash``: of the SQL
    that decided; ``law_hashes``: of the law of each provision, as counsel signs it. Earlier versions wrote none of
    these. ``counted``: its counting with the ledger, if any.
    """

    folder: Path
    layout: int
    run_id: str
    as_of_date: date
    version: str
    code: str
    law_version: str
    allowances: str
    law_rows: Mapping[str, str]
    policies: Mapping[str, str]
    sources: Sequence[str]
    remedies: Mapping[str, Mapping[str, str]]
    manifest: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    code_hash: str = ""
    law_hashes: Mapping[str, str] = field(default_factory=dict)
    counted: Counting | None = None

    def choices(self, county: str) -> str | None:
        """Return a hash of the choices of a county; None if it has none."""
        return self.policies.get(county, self.policies.get(EVERY_OTHER_COUNTY))

    def rows(self, table: str) -> str:
        """Return the file of a table, or the pattern of its files; from the counting if it has the table."""
        counted = find_files(self.counted.folder, table) if self.counted else None
        return counted or find_files(self.folder, table) or str(self.folder / f"{table}.parquet")


def keep_run(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Path:
    """Write the snapshot of the current run and delete the oldest beyond ``settings.kept_runs``. Return its folder.

    The same run in as many shards gives the same bytes.
    """
    about = _describe_run(settings, connection)
    folder: Path = settings.kept / about["run_id"]
    with replace_dir(folder) as building:
        _write_people(settings, connection, building, about["scenario"])
        for table, query in OF_ALL.items():
            write_table(connection, query.format(state=settings.state), building, table)
        about["files"] = hash_tables(building)
        (building / ABOUT_FILE).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    order = [*(run_id for run_id in list_kept_runs(settings) if run_id != about["run_id"]), about["run_id"]]
    deleted, kept = order[: -settings.kept_runs], order[-settings.kept_runs :]
    _write_order(settings, kept)
    for run_id in deleted:
        shutil.rmtree(settings.kept / run_id, ignore_errors=True)
        delete_countings(settings.kept, run_id)
    return folder


def _write_people(settings: Settings, connection: duckdb.DuckDBPyConnection, building: Path, scenario: str) -> None:
    ((people,),) = connection.execute("select count(*) from intermediate.int_people").fetchall()
    files = 1 + people // PEOPLE_IN_A_FILE
    queries = {table: query.format(state=settings.state, scenario=scenario) for table, (query, _) in OF_PEOPLE.items()}
    read = set(re.findall(r"\b(?:intermediate|rules|marts)\.\w+", " ".join([KEYS_AND_FACTS, *queries.values()])))
    tables = {table: PartedTable(building, table, column, files) for table, (_, column) in OF_PEOPLE.items()}
    with closing(show_in_turn(settings, connection, sorted(read))) as shards:
        for _ in shards:
            with create_keys(connection, KEYS_AND_FACTS):
                for name, table in tables.items():
                    table.add(connection, queries[name])
    for table in tables.values():
        table.finish(connection)


def count_convictions(folder: Path) -> int:
    """Count the convictions of a snapshot."""
    with duckdb.connect() as connection:
        ((count,),) = connection.execute(
            "select count(*) from read_parquet(?) where kind = 'convictions'", [find_files(folder, "counts")]
        ).fetchall()
    return int(count)


def list_kept_runs(settings: Settings) -> list[str]:
    """List the ids of the runs with a snapshot, the latest last."""
    path = settings.kept / ORDER_FILE
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def find_run(settings: Settings, name: str) -> KeptRun:
    """Find the snapshot of the run with that id or unique beginning, or ``last`` or ``previous``.

    Raises:
        UnknownRunError: No run or several runs match.
    """
    order = list_kept_runs(settings)
    places = {LAST: -1, PREVIOUS: -2}
    if name in places:
        if len(order) < -places[name]:
            raise UnknownRunError(f"{_count_label(order)} kept in {settings.kept}: there is no {name} one yet")
        return read_run(settings.kept / order[places[name]])
    found = [run_id for run_id in order if run_id.startswith(name)] if len(name) >= MIN_ID_DIGITS else []
    if len(found) != 1:
        known = f"; kept are {', '.join(order)}" if order else ""
        raise UnknownRunError(f"{'no run' if not found else 'more than one run'} matches {name!r}{known}")
    return read_run(settings.kept / found[0])


def read_run(folder: Path, event: int | None = None) -> KeptRun:
    """Read the snapshot in ``folder`` with its counting at that ledger event, or its latest.

    Raises:
        UnknownRunError: The folder holds no snapshot.
        DamagedFileError: A file of it is not as it was written.
    """
    about = _read_about(folder)
    check_tables(folder, about.get("files", {}), WRITE_AGAIN)
    values = {name: about[name] for name in KeptRun.__dataclass_fields__ if name in about}
    counted = find_counting(folder.parent, about["run_id"], event)
    values["as_of_date"] = date.fromisoformat(about["as_of_date"])
    return KeptRun(folder=folder, **values, counted=counted)


def read_manifest_hash(settings: Settings, run_id: str) -> str | None:
    """Read the hash of the manifest of a run's shards, as it was when the run was kept; None if it was not."""
    try:
        hash_then: str | None = _read_about(settings.kept / run_id).get("manifest")
    except UnknownRunError:
        return None
    return hash_then


def _read_about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnknownRunError(f"{folder} holds no kept run") from None
    return about


def _describe_run(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    ((run_id, day, version, law, allowances),) = connection.execute(
        "select run_id, as_of_date, version, law_version, allowances from marts.run_summary"
    ).fetchall()
    ((scenario,),) = connection.execute("select scenario from law.scenarios where policy = 'of_the_county'").fetchall()
    law_now = read_law_now(settings.models, settings.state)
    rows = read_law_rows(settings.models, settings.state, law_now.pack.row_keys)
    choices = connection.execute(
        "select county_name, string_agg(option || '=' || value, chr(31) order by option, value) "
        "from intake.county_policies group by county_name order by county_name"
    ).fetchall()
    sources = connection.execute(
        "select distinct concat_ws(' ', delivery_kind, county_name, data_as_of) from intake.deliveries "
        f"where delivery_kind <> '{HISTORY}' order by all"
    ).fetchall()
    remedies = connection.execute(
        "select remedy_id, remedy_name, unit, basis, relief_by from law.remedies order by all"
    ).fetchall()
    return {
        "layout": LAYOUT_VERSION,
        "run_id": run_id,
        "as_of_date": day.isoformat(),
        "version": version,
        "code": compute_code_version(settings.models.parent),
        "law_version": law,
        "code_hash": law_now.code_hash,
        "law_hashes": {one.provision: hash_provision(one, law_now) for one in law_now.pack.provisions},
        "allowances": allowances,
        "scenario": scenario,
        "manifest": find_manifest_hash(settings, connection),
        "law_rows": {f"{row.law_table} {row.row_key}": hash_law_row(row) for row in rows},
        "policies": {county: hashlib.sha256(chosen.encode()).hexdigest()[:HASH_DIGITS] for county, chosen in choices},
        "sources": [source for (source,) in sources],
        "remedies": {
            remedy: {"name": name, "unit": unit, "basis": basis, "relief_by": relief_by}
            for remedy, name, unit, basis, relief_by in remedies
        },
    }


def hash_law_row(row: LawRow) -> str:
    """Hash a row without citation, tag and note, which decide nothing."""
    lines = [
        sorted((name, value) for name, value in line.items() if name not in UNHASHED_COLUMNS) for line in row.lines
    ]
    return hashlib.sha256(json.dumps(sorted(lines)).encode()).hexdigest()[:HASH_DIGITS]


def _write_order(settings: Settings, order: Sequence[str]) -> None:
    staged = settings.kept / f".{ORDER_FILE}.coming"
    staged.write_text("\n".join(order) + "\n", encoding="utf-8")
    sync_to_disk(staged)
    staged.replace(settings.kept / ORDER_FILE)
    sync_to_disk(settings.kept)


def _count_label(order: Sequence[str]) -> str:
    return {0: "no run is", 1: "one run is"}.get(len(order), f"{len(order)} runs are")
