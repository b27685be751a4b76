"""Attribute each difference between two runs to a cause.

A determination depends only on the person's facts, people's statements and decisions, the law, the county's choices,
the as-of date and the software. The first applicable step gives the cause:

1. Only one run has the count: ``identity`` if reviewers decided who the person is; otherwise by its own event: new,
   left, or changed (``corrections``).
2. ``time``: the first run named the day from which relief is due, and the second is made on that day or later.
3. A difference in this determination: a law row that decided it in either run, the county's choices if a policy
   decides, people's statements, identity, or events of the person. More than one are ``several_causes``.
4. A difference between the runs: as-of date and software, then the law, then deliveries other than histories. More
   than one are ``several_causes``; none is ``not_explained``.

The SQL in ``queries`` implements this. Only counts leave this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.causes import LAW, LEFT, NEW, NOT_EXPLAINED, SEVERAL, SOFTWARE, TIME
from orchestration.warehouse.dbt.measures import read_measures

QUERIES = Path(__file__).with_name("queries")
STEPS = ("macros", "events", "persons", "counts", "determinations", "lines", "members", "flips", "moves")
TABLES = ("counts", "findings", "grounds", "persons", "events")
LEDGER_TABLES: Mapping[str, str] = {
    "lines": "'' as kind, 0::ubigint as count_key, '' as person_id, '' as place, false as is_deceased, "
    "false as is_filed, false as is_given, 0 as last_event",
    "left": "'' as metric, '' as variant, '' as place, '' as person_id",
}
"""Ledger tables with their columns. They are empty for a run that was not counted with the ledger."""


def attribute_causes(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun) -> None:
    """Create the temporary table ``moves``: counts of one run only, by headline, place and cause."""
    for side, run in (("a", first), ("b", second)):
        for table in TABLES:
            connection.execute(f"create view {side}_{table} as from {_read(run, table)}")
        for table, columns in LEDGER_TABLES.items():
            rows = f"from {_read(run, table)}" if run.counted else f"select {columns} where false"
            connection.execute(f"create view {side}_{table} as {rows}")
    for name, value in _find_variables(connection, first, second).items():
        connection.execute(f"set variable {name} = ?", [value])
    connection.execute("create temp table record_metrics (metric varchar, among varchar)")
    among = [(metric, of["among"]) for metric, of in read_measures()["records"].items()]
    connection.executemany("insert into record_metrics values (?, ?)", among)
    for step in STEPS:
        connection.execute((QUERIES / f"{step}.sql").read_text(encoding="utf-8"))


def find_changed_law_rows(first: KeptRun, second: KeptRun) -> list[str]:
    """List the law rows that only one run has, or that differ."""
    names = first.law_rows.keys() | second.law_rows.keys()
    return sorted(name for name in names if first.law_rows.get(name) != second.law_rows.get(name))


def find_cause_of_runs(first: KeptRun, second: KeptRun) -> str:
    """Return the cause of step 4: nothing of the person, the county or the deciding law differs."""
    is_other_day = first.as_of_date != second.as_of_date
    is_other_software = (first.code, first.version) != (second.code, second.version)
    causes = [cause for cause, differs in ((TIME, is_other_day), (SOFTWARE, is_other_software)) if differs]
    if not causes and find_changed_law_rows(first, second):
        causes = [LAW]
    if not causes and set(first.sources) != set(second.sources):
        causes = [NEW if set(second.sources) - set(first.sources) else LEFT]
    return {0: NOT_EXPLAINED, 1: "".join(causes)}.get(len(causes), SEVERAL)


def _find_variables(connection: duckdb.DuckDBPyConnection, first: KeptRun, second: KeptRun) -> Mapping[str, object]:
    changed_rows = find_changed_law_rows(first, second)
    places = connection.execute("select place from a_counts union select place from b_counts").fetchall()
    remedies = {**first.remedies, **second.remedies}
    events = [run.counted.event for run in (first, second) if run.counted]
    return {
        "first_day": first.as_of_date,
        "second_day": second.as_of_date,
        "residual": find_cause_of_runs(first, second),
        "changed_rows": changed_rows,
        "changed_counties": sorted(place for (place,) in places if first.choices(place) != second.choices(place)),
        "policy_remedies": sorted(remedy for remedy, about in remedies.items() if about["basis"] == "policy"),
        "viewers_law": LAW if any(row.startswith("relief_viewers ") for row in changed_rows) else None,
        "both_know_event": min(events, default=0),
    }


def _read(run: KeptRun, table: str) -> str:
    path = run.rows(table).replace("'", "''")
    return f"read_parquet('{path}')"
