"""What a counting of levels leaves behind for later comparisons: lines by count, and what is left of records.

What belongs here: writing it beside the kept runs, finding it, letting it go. What does not: counting (``levels``,
whose temporary tables are read here), comparing (``achieved``). A run is kept as it ends; where the ledger stands is
known when somebody counts, which may be several times for one run: so each counting is a folder of its own, named by
run and last event. As restricted as the run.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.countings import FOLDER, countings
from orchestration.determinations.snapshots.keys import keys_at_hand, write_rows
from orchestration.determinations.snapshots.queries import KEYS_TABLE
from orchestration.files.atomic import replace_dir
from orchestration.settings import Settings

BASES: Mapping[str, str] = {
    "given": "counting relief that was granted or recorded",
    "if_all_granted": "counting relief that was granted or recorded and all that is eligible",
}
VIEWERS: Mapping[str, str] = {
    "after_dismissal_and_sealing": "where what was dismissed or sealed counts as none",
    "employers_check": "as an employer's check shows it",
    "court_counting_priors": "as a court counts priors",
}
LEFT: Mapping[str, str] = {
    "some_relief": "living people with some relief",
    "felony_free": "living people left with no felony",
    "conviction_free": "living people left with no conviction",
    "record_free": "living people left with no record at all",
    "recent_free": "living people left with no conviction of the last seven years",
}
"""What is told of people's records: as levels call it, and as a headline of a comparison says it."""

_LINES = f"""
select
    units.unit as kind, keys.count_key, keys.recorded, keys.person_id, units.county as place,
    units.vital_status = 'deceased' as is_deceased, bool_or(units.is_filed) as is_filed,
    bool_or(units.is_given) as is_given, max(units.last_event) as last_event
from counted_units as units
inner join {KEYS_TABLE} as keys on units.unit_id = keys.unit_id
inner join marts.research_person_ids as numbers
    on units.person_number = numbers.person_number and keys.person_id = numbers.person_id
where units.last_event is not null
group by all
order by all
"""


def column(measure: str, basis: str, viewer: str) -> str:
    """Where the word stands for what is left of a person's record."""
    return f"{measure}_{basis}_{viewer}"


_COLUMNS = [(measure, basis, viewer) for measure in LEFT for basis in BASES for viewer in VIEWERS]
_RECORDS = f"""
with told as (
    select
        numbers.person_id, people.vital_status = 'deceased' as is_deceased,
        {
    ", ".join(
        f"coalesce(max(records.{measure}::varchar) filter (where records.basis = '{basis}' "
        f"and records.viewer = '{viewer}'), 'no') as {column(measure, basis, viewer)}"
        for measure, basis, viewer in _COLUMNS
    )
}
    from people_records as records
    inner join marts.research_person_ids as numbers on records.person_number = numbers.person_number
    inner join research.people as people on records.person_number = people.person_number
    where records.laws = 'ALL'
    group by all
)
from told
where {" or ".join(f"{column(*what)} <> 'no'" for what in _COLUMNS)}
order by all
"""
"""One row per person of whom one of these is yes or unknown; of everybody else all of them are no."""

TABLES: Mapping[str, str] = {"lines": _LINES, "records": _RECORDS}


def keep_counting(
    settings: Settings, connection: duckdb.DuckDBPyConnection, run_id: str, event: int, still_told: Collection[int]
) -> Path:
    """Keep what was counted of a run, while the tables of ``levels`` are there. Of earlier countings of the run those
    stay that a release tells of (``still_told``: their events)."""
    folder = settings.kept / FOLDER / f"{run_id}-{event}"
    with replace_dir(folder) as building, keys_at_hand(connection):  # the same counting has the same bytes
        for table, query in TABLES.items():
            write_rows(connection, query, building, table)
    for earlier in countings(settings.kept, run_id):
        if earlier.event != event and earlier.event not in still_told:
            shutil.rmtree(earlier.folder, ignore_errors=True)
    return folder
