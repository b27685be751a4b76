"""Where every conviction stands: what the run determined, and beyond it what the ledger says.

What belongs here: bringing both together. What does not: the steps (``steps``), counting (``counting``). A conviction
is found in the ledger by what a court knows of it, so ids may have changed since it was proposed; a line that no
delivery tells any more (sealed, as it was asked) is a conviction still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.filing.batches.candidates import court_key
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.ageing import read_states_since, step_of
from orchestration.reporting.metrics.funnel_counts import Funnel, Standing, counted
from orchestration.reporting.metrics.funnel_steps import LEAVES, OF_OUTCOME
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.open_run import run_shown, warehouse_to_read

_OUTCOMES = """
with ways as (
    select distinct relief_by from rules.{state}_remedies where unit <> 'arrest'
),
best as (
    select charge_id, person_id, relief_by, min(list_position($order, outcome)) as place,
        min(eligible_on) filter (where outcome = 'eligible') as eligible_on
    from marts.determinations
    group by charge_id, person_id, relief_by
)
select
    charges.charge_id as unit_id, charges.person_id, ways.relief_by, list_extract($order, best.place) as outcome,
    best.eligible_on,
    case charges.county_type
        when 'in_state' then coalesce(charges.county_name, 'UNKNOWN')
        when 'elsewhere' then 'ELSEWHERE'
        else 'UNKNOWN'
    end as place,
    charges.person_id in (select person_id from marts.impact_groups where vital_status = 'living') as is_living
from intermediate.int_convictions as charges
cross join ways
left join best
    on charges.charge_id = best.charge_id and charges.person_id = best.person_id and ways.relief_by = best.relief_by
order by charges.charge_id, charges.person_id, ways.relief_by
"""
_ON_RECORD = "select * from marts.records_by_court_key where unit = 'charge' order by unit_id, person_id"


@dataclass(frozen=True)
class InLedger:
    """The line of a conviction that has come furthest."""

    place: str
    step: str
    since: date


Known = Mapping[str, Mapping[str, InLedger]]
"""Way of relief to id of the count to its line."""


def read_funnel(settings: Settings, today: date) -> Funnel:
    """The funnel of the run at hand and the ledger. Raises ``NotExplained``, ``LedgerError``."""
    with warehouse_to_read(settings) as connection:
        return funnel_of(connection, settings, today)


def funnel_of(connection: duckdb.DuckDBPyConnection, settings: Settings, today: date | None = None) -> Funnel:
    """The same over an open warehouse. Without ``today`` days are counted to the as-of date, or to the last event of
    the ledger that is after it: then run and ledger alone decide."""
    run = run_shown(connection)
    event, known = _in_ledger(connection, settings)
    if today is None:
        lines = (line.since for counts in known.values() for line in counts.values())
        today = max(run.as_of_date, *lines, run.as_of_date)
    on_record = {}
    if known:
        on_record = {
            (row["unit_id"], row["person_id"]): court_key(row, relief="").count_id
            for row in fetch_dicts(connection, _ON_RECORD)
        }
    left = {relief_by: dict(counts) for relief_by, counts in known.items()}
    standings = list(_standings(connection, settings, on_record, left))
    no_longer_told = [(relief_by, line) for relief_by, counts in left.items() for line in counts.values()]
    standings += [Standing(relief_by, line.place, line.step, line.since) for relief_by, line in no_longer_told]
    counts = counted(standings, today)
    return Funnel(
        run.run_id, run.as_of_date, today, event, len(no_longer_told), counts, allowances=run.allowances or ""
    )


def _standings(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    on_record: Mapping[tuple[str, str], str],
    left: dict[str, dict[str, InLedger]],
) -> Iterator[Standing]:
    """Of every conviction on record; a line is taken out of ``left`` by the first count that it is told by."""
    result = connection.execute(_OUTCOMES.format(state=settings.state), {"order": list(OF_OUTCOME)})
    for unit_id, person_id, relief_by, outcome, eligible_on, place, is_living in result.fetchall():
        line = left.get(relief_by, {}).pop(on_record.get((unit_id, person_id), ""), None)
        if line is not None:
            yield Standing(relief_by, place, line.step, line.since, is_living)
        else:
            step = OF_OUTCOME[outcome] if outcome else "not_in_scope"
            yield Standing(relief_by, place, step, eligible_on if step == "not_proposed" else None, is_living)


def _in_ledger(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[int, Known]:
    """Number of the last event, and the line of each conviction; of several reliefs the one that has come furthest."""
    if not settings.ledger.exists():
        return 0, {}
    of_arrests = {
        remedy
        for (remedy,) in connection.execute(
            f"select remedy_id from rules.{settings.state}_remedies where unit = 'arrest'"
        ).fetchall()
    }
    known: dict[str, dict[str, InLedger]] = defaultdict(dict)
    with open_ledger(settings.ledger, create=False) as ledger:
        lines = {line.line_id: line for line in ledger.lines()}
        for line_id, (state, since) in sorted(read_states_since(ledger, lines).items()):
            line = lines[line_id]
            if line.remedy_id in of_arrests:
                continue
            found = InLedger(line.county_name, step_of()[line.relief_by, state], since)
            before = known[line.relief_by].get(line.count_id)
            if before is None or LEAVES.index(before.step) < LEAVES.index(found.step):
                known[line.relief_by][line.count_id] = found
        return ledger.last()[0], known
