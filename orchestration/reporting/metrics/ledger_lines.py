"""The ledger's lines as a small table: state and days of each, the count of the run it is about, nothing of a person.

What belongs here: reading events into states and days, and finding the count of each line in the run at hand. What does
not: counting (``queries``). A line whose count the run does not tell, or tells twice, keeps its place with no count: it
is in every total of the ledger and in none of the run.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from orchestration.filing.batches.candidates import court_key
from orchestration.filing.ledger.store import Line, open_ledger
from orchestration.filing.monitoring.reconcile_record import read_given_days
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts

STAGES = Path(__file__).with_name("stages.csv")
GIVEN = "given"


@dataclass(frozen=True)
class Stage:
    """How far a state is (``place``, of each state its own), and what it means for figures (``stage``)."""

    place: int
    stage: str


@cache
def stages() -> Mapping[str, Stage]:
    """The stage of each state of the life of a line."""
    with STAGES.open(encoding="utf-8", newline="") as file:
        return {row["state"]: Stage(int(row["place"]), row["stage"]) for row in csv.DictReader(file)}


@dataclass(frozen=True)
class LineToCount:
    """One line. Days are ISO dates; empty where there is none. ``unit_id``: the charge or arrest it is about.
    ``last_event``: the number of its last event."""

    line_id: str
    unit_id: str | None
    relief_by: str
    remedy_id: str
    relief: str
    county_name: str
    state: str
    place: int
    stage: str
    is_filed: bool
    is_given: bool
    is_challenged: bool
    filed_on: str | None
    given_on: str | None
    last_event: int = 0


@dataclass(frozen=True)
class LedgerRead:
    """The lines and the number of the last event they rest on (0 where there is no ledger yet)."""

    events: int
    lines: tuple[LineToCount, ...]


_COUNTS = """
select * from marts.records_by_court_key
where recorded_person_id in (select unnest(?::varchar[])) or person_id in (select unnest(?::varchar[]))
order by unit_id, person_id
"""


def last_event(settings: Settings) -> int:
    """The number of the ledger's last event; 0 where there is no ledger yet. Raises ``LedgerError``."""
    if not settings.ledger.exists():
        return 0
    with open_ledger(settings.ledger, create=False) as ledger:
        return ledger.last()[0]


def read_lines(settings: Settings, connection: duckdb.DuckDBPyConnection) -> LedgerRead:
    """Every line of the ledger as it stands; none where there is no ledger yet. Raises ``LedgerError``."""
    if not settings.ledger.exists():
        return LedgerRead(0, ())
    with open_ledger(settings.ledger, create=False) as ledger:
        states, given, lines = ledger.states(), read_given_days(ledger), ledger.lines()
        filed: dict[str, str] = {}
        challenged: set[str] = set()
        for event in ledger.events(kinds=["filed", "objected"]):
            if event.line_id is not None and event.kind == "filed":
                filed.setdefault(event.line_id, ledger.day_of(event).isoformat())
            elif event.line_id is not None and event.kind == "objected":
                challenged.add(event.line_id)
        events, last = ledger.last()[0], ledger.last_events()
    units = _units(connection, lines)
    return LedgerRead(
        events,
        tuple(
            _line(line, states[line.line_id], units.get(line.count_id), filed, given, challenged, last[line.line_id])
            for line in lines
        ),
    )


def _line(
    line: Line,
    state: str,
    unit_id: str | None,
    filed: Mapping[str, str],
    given: Mapping[str, str],
    challenged: set[str],
    last_event: int,
) -> LineToCount:
    stage = stages()[state]
    is_given = stage.stage == GIVEN
    return LineToCount(
        line_id=line.line_id,
        unit_id=unit_id,
        relief_by=line.relief_by,
        remedy_id=line.remedy_id,
        relief=line.relief,
        county_name=line.county_name,
        state=state,
        place=stage.place,
        stage=stage.stage,
        is_filed=line.line_id in filed,
        is_given=is_given,
        is_challenged=line.line_id in challenged,
        filed_on=filed.get(line.line_id),
        given_on=given.get(line.line_id) if is_given else None,
        last_event=last_event,
    )


def _units(connection: duckdb.DuckDBPyConnection, lines: list[Line]) -> dict[str, str]:
    """The charge or arrest behind each count the ledger knows, where the run tells exactly one."""
    people = sorted({line.first_person_id for line in lines})
    found: dict[str, set[str]] = defaultdict(set)
    for row in fetch_dicts(connection, _COUNTS, [people, people]):
        # What the department found by its person has the key of a line by operation of law, else that of a court.
        for relief_by in ("court_order", "operation_of_law"):
            found[court_key({**row, "relief_by": relief_by}, relief="").count_id].add(row["unit_id"])
    return {count_id: min(units) for count_id, units in found.items() if len(units) == 1}


_TYPES = {
    "line_id": pl.String, "unit_id": pl.String, "relief_by": pl.String, "remedy_id": pl.String, "relief": pl.String,
    "county_name": pl.String, "state": pl.String, "place": pl.Int32, "stage": pl.String, "is_filed": pl.Boolean,
    "is_given": pl.Boolean, "is_challenged": pl.Boolean, "filed_on": pl.String, "given_on": pl.String,
    "last_event": pl.Int64,
}  # fmt: skip


def register_lines(connection: duckdb.DuckDBPyConnection, read: LedgerRead) -> None:
    """The lines as the temporary table ``ledger_lines``, days as dates."""
    frame = pl.DataFrame([asdict(line) for line in read.lines], schema=_TYPES)
    connection.register("lines_of_the_ledger", frame.to_arrow())
    connection.execute(
        "create or replace temp table ledger_lines as select * replace (cast(filed_on as date) as filed_on, "
        "cast(given_on as date) as given_on) from lines_of_the_ledger"
    )
    connection.unregister("lines_of_the_ledger")
