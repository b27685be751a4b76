"""Snapshots of each counting of a run's figures with the ledger.

A run is counted again as the ledger grows. Each counting is a folder named by run and last ledger event, with metrics,
filed lines by charge, and what is left on each record.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.queries import KEYS_TABLE, METRICS
from orchestration.determinations.snapshots.tables import check_tables, create_keys, hash_tables, write_table
from orchestration.files.atomic import replace_dir
from orchestration.settings import Settings
from orchestration.warehouse.damaged_file import DamagedFileError

FOLDER, HASHES_FILE = "counted", "files.json"
COUNT_AGAIN = "delete its folder and run `lookback figures`, which counts anew"
VIEWER = "after_dismissal_and_sealing"
"""The viewer of records used for headlines, for whom dismissed and sealed convictions do not count."""

_LINES = f"""
select
    subjects.unit as kind, keys.count_key, keys.recorded, keys.person_id, subjects.place,
    subjects.status = 'deceased' as is_deceased, bool_or(lines.is_filed) as is_filed,
    bool_or(lines.is_given) as is_given, max(lines.last_event) as last_event
from marts.metric_lines as lines
inner join marts.metric_subjects as subjects
    on lines.unit_id = subjects.unit_id and lines.remedy_id = subjects.remedy_id
inner join {KEYS_TABLE} as keys on subjects.unit_id = keys.unit_id and subjects.person_id = keys.person_id
group by all
order by all
"""

_CLEARED_PEOPLE = f"""
select kinds.key as metric, concat(kinds.basis, '/', kinds.viewer) as variant, people.place, people.person_id
from (
    select *, unnest(map_entries(left_with_none), recursive := true)
    from marts.metric_record_kinds
) as kinds
inner join marts.metric_people_by_record as of_people on kinds.record_kind = of_people.record_kind
inner join marts.metric_people as people on of_people.person_id = people.person_id
where kinds.laws = 'ALL' and kinds.basis <> 'if_filed_granted' and kinds.viewer = '{VIEWER}'
    and kinds.value = 'yes' and people.status = 'living' and people.offense_group is null and people.year is null
order by all
"""
"""One row per living person with a cleared record, metric, basis and place."""

TABLES: Mapping[str, str] = {"lines": _LINES, "left": _CLEARED_PEOPLE, "metrics": METRICS}


@dataclass(frozen=True)
class Counting:
    """A counting of a run up to a ledger event."""

    folder: Path
    event: int


def write_counting(
    settings: Settings, connection: duckdb.DuckDBPyConnection, run_id: str, event: int, keep_events: Collection[int]
) -> Path:
    """Write the current counting. Delete the run's earlier ones except ``keep_events``, which releases cite."""
    folder = settings.kept / FOLDER / f"{run_id}-{event}"
    with replace_dir(folder) as building, create_keys(connection):
        for table, query in TABLES.items():
            write_table(connection, query, building, table)
        text = json.dumps(hash_tables(building), indent=1, sort_keys=True) + "\n"
        (building / HASHES_FILE).write_text(text, encoding="utf-8")
    for earlier in list_countings(settings.kept, run_id):
        if earlier.event != event and earlier.event not in keep_events:
            shutil.rmtree(earlier.folder, ignore_errors=True)
    return folder


def list_countings(kept: Path, run_id: str) -> list[Counting]:
    """List the countings of a run, the latest last."""
    found = (kept / FOLDER).glob(f"{run_id}-*")
    named = [(path.name.rpartition("-")[2], path) for path in found if path.is_dir()]
    return sorted((Counting(path, int(event)) for event, path in named if event.isdigit()), key=lambda one: one.event)


def find_counting(kept: Path, run_id: str, event: int | None = None) -> Counting | None:
    """Find the counting of a run at that event, or its latest; None if there is none.

    Raises:
        DamagedFileError: A file of it is not as it was written.
    """
    found = [one for one in list_countings(kept, run_id) if event is None or one.event == event]
    if not found:
        return None
    hashes = found[-1].folder / HASHES_FILE
    if hashes.is_file():
        try:
            said = json.loads(hashes.read_text(encoding="utf-8"))
        except ValueError:
            raise DamagedFileError(hashes, COUNT_AGAIN) from None
        check_tables(found[-1].folder, said, COUNT_AGAIN)
    return found[-1]


def delete_countings(kept: Path, run_id: str) -> None:
    """Delete every counting of a run."""
    for one in list_countings(kept, run_id):
        shutil.rmtree(one.folder, ignore_errors=True)
