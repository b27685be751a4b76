"""Copy the ledger into the warehouse: state and days of each line, and number and day of the last event.

``models/marts/metrics`` matches lines with the convictions of the run.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache

import duckdb
import polars as pl

from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.ageing import read_states_since, read_steps
from orchestration.filing.monitoring.reconcile_record import read_given_days
from orchestration.ingestion.registration import create_ledger_tables
from orchestration.reporting.metrics.funnel import LEAVES
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import begin_transaction

STAGES = PROJECT_ROOT / "models" / "marts" / "metrics" / "ledger_states.csv"
GIVEN = "given"


@cache
def read_stages() -> Mapping[str, tuple[int, str]]:
    """Read each state's stage, and its meaning for figures."""
    with STAGES.open(encoding="utf-8", newline="") as file:
        return {row["state"]: (int(row["place"]), row["stage"]) for row in csv.DictReader(file)}


def read_last_event(settings: Settings) -> int:
    """Read the number of the ledger's last event; 0 without a ledger.

    Raises:
        LedgerError: The ledger cannot be read.
    """
    if not settings.ledger.exists():
        return 0
    with open_ledger(settings.ledger, create=False) as ledger:
        return ledger.last()[0]


def copy_ledger(settings: Settings, connection: duckdb.DuckDBPyConnection) -> int:
    """Replace the ledger's tables in the warehouse, and return the number of its last event.

    Raises:
        LedgerError: The ledger cannot be read.
    """
    with begin_transaction(connection):
        create_ledger_tables(connection)
        if not settings.ledger.exists():
            return 0
        with open_ledger(settings.ledger, create=False) as ledger:
            rows = list(_read_lines(ledger))
            (number, _), day = ledger.last(), ledger.last_day()
        if rows:
            connection.register("lines_of_the_ledger", pl.DataFrame(rows, infer_schema_length=None).to_arrow())
            connection.execute("insert into ledger.lines by name select * from lines_of_the_ledger")
            connection.unregister("lines_of_the_ledger")
        connection.execute(
            "update ledger.last_event set event_number = ?, event_on = ?, "
            "moved_on = (select max(since) from ledger.lines)",
            [number, day],
        )
    return number


def _read_lines(ledger: Ledger) -> Iterator[Mapping[str, object]]:
    lines = {line.line_id: line for line in ledger.lines()}
    given, last = read_given_days(ledger), ledger.last_events()
    filed: dict[str | None, str] = {}
    challenged: set[str | None] = set()
    for event in ledger.events(kinds=["filed", "objected"]):
        if event.kind == "filed":
            filed.setdefault(event.line_id, ledger.day_of(event).isoformat())
        else:
            challenged.add(event.line_id)
    for line_id, (state, since) in sorted(read_states_since(ledger, lines).items()):
        line = lines[line_id]
        state_order, stage = read_stages()[state]
        step = read_steps()[line.relief_by, state]
        yield {
            "line_id": line_id,
            "count_id": line.count_id,
            "relief_by": line.relief_by,
            "remedy_id": line.remedy_id,
            "relief": line.relief,
            "county_name": line.county_name,
            "first_person_id": line.first_person_id,
            "state": state,
            "since": since,
            "state_order": state_order,
            "stage": stage,
            "step": step,
            "step_order": LEAVES.index(step),
            "is_filed": line_id in filed,
            "is_given": stage == GIVEN,
            "is_challenged": line_id in challenged,
            "filed_on": filed.get(line_id),
            "given_on": given.get(line_id) if stage == GIVEN else None,
            "last_event": last[line_id],
        }
