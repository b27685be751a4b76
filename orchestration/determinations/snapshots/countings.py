"""What is kept each time the figures of a run are counted with the ledger.

A run is kept as it ends; it may be counted several times with a growing ledger. Each counting is a folder of its own,
named by run and last ledger event: the metrics, the lines by count, and who is left with what on record.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.queries import KEYS_TABLE
from orchestration.determinations.snapshots.tables import create_keys, write_table
from orchestration.files.atomic import replaced_whole
from orchestration.settings import Settings

FOLDER = "counted"
LEFT = ("felony_free", "conviction_free", "record_free", "recent_free")
"""Metrics of people that are about what is left of their record."""

_LINES = f"""
select
    units.unit as kind, keys.count_key, keys.recorded, keys.person_id, units.county as place,
    units.vital_status = 'deceased' as is_deceased, bool_or(units.is_filed) as is_filed,
    bool_or(units.is_given) as is_given, max(units.last_event) as last_event
from counted_units as units
inner join {KEYS_TABLE} as keys on units.unit_id = keys.unit_id
inner join marts.research_numbers as numbers
    on units.person_number = numbers.person_number and keys.person_id = numbers.person_id
where units.last_event is not null
group by all
order by all
"""

_LEFT = f"""
unpivot (
    select
        numbers.person_id, concat(people.basis, '/', people.viewer) as variant,
        list_sort(list(people.county)) as places, {", ".join(f"any_value(people.{metric}) as {metric}" for metric in LEFT)}
    from placed_people as people
    inner join marts.research_numbers as numbers on people.person_number = numbers.person_number
    where people.laws = 'ALL' and people.vital_status = 'living'
    group by all
) on {", ".join(LEFT)} into name metric value word
"""
"""One row per living person, metric and variant: whether nothing is left, and the counties that count the person."""

TABLES: Mapping[str, str] = {
    "lines": _LINES,
    "left": f"select * exclude (word) from ({_LEFT}) where word = 'yes' order by all",
    "metrics": "from marts.metrics order by figure_id",
}


@dataclass(frozen=True)
class Counting:
    """One counting of a run, up to an event of the ledger."""

    folder: Path
    event: int


def keep_counting(
    settings: Settings, connection: duckdb.DuckDBPyConnection, run_id: str, event: int, keep_events: Collection[int]
) -> Path:
    """Keep the counting at hand. Of earlier ones of the run, those of ``keep_events`` stay: a release cites them."""
    folder = settings.kept / FOLDER / f"{run_id}-{event}"
    with replaced_whole(folder) as building, create_keys(connection):
        for table, query in TABLES.items():
            write_table(connection, query, building, table)
    for earlier in list_countings(settings.kept, run_id):
        if earlier.event != event and earlier.event not in keep_events:
            shutil.rmtree(earlier.folder, ignore_errors=True)
    return folder


def list_countings(kept: Path, run_id: str) -> list[Counting]:
    """The countings of a run, the last one last."""
    found = (kept / FOLDER).glob(f"{run_id}-*")
    named = [(path.name.rpartition("-")[2], path) for path in found if path.is_dir()]
    return sorted((Counting(path, int(event)) for event, path in named if event.isdigit()), key=lambda one: one.event)


def find_counting(kept: Path, run_id: str, event: int | None = None) -> Counting | None:
    """The counting of a run up to that event, or its last one; None where it is not kept."""
    found = [one for one in list_countings(kept, run_id) if event is None or one.event == event]
    return found[-1] if found else None


def delete_countings(kept: Path, run_id: str) -> None:
    """Remove every counting of a run."""
    for one in list_countings(kept, run_id):
        shutil.rmtree(one.folder, ignore_errors=True)
