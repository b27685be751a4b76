"""What the defaults that counsel has not decided would make of each determination of the run at hand.

Kept beside the run in a table of its own, which nothing counts: ``lookback law questions`` writes it, ``lookback
explain`` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.current_run import read_current_run

TABLE = "counsel.under_defaults"
TOGETHER = ""
"""In place of a question: every default together."""


@dataclass(frozen=True)
class UnderDefaults:
    """What a determination would be under every default.

    ``day``: before which it would not be eligible, if time is missing. ``questions``: each of whose defaults alone
    makes it that.
    """

    remedy_id: str
    unit_id: str
    person_id: str
    county: str
    before: str
    after: str
    day: date | None
    questions: Sequence[str]


def start_under_defaults(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what was kept, also of earlier runs."""
    connection.execute("create schema if not exists counsel")
    connection.execute(
        f"create or replace table {TABLE} (run_id varchar, question varchar, remedy_id varchar, unit_id varchar, "
        "person_id varchar, county varchar, before varchar, after varchar, day date)"
    )


def keep_under_defaults(connection: duckdb.DuckDBPyConnection, question: str, changed: str) -> None:
    """Keep what the default of a question changes. ``changed``: a query with the columns of the table's findings."""
    columns = "remedy_id, unit_id, person_id, county, before, after, day"
    connection.execute(
        f"insert into {TABLE} select ?, ?, {columns} from ({changed})", [read_current_run(connection).run_id, question]
    )


def read_under_defaults(connection: duckdb.DuckDBPyConnection, person_id: str | None = None) -> list[UnderDefaults]:
    """Read what every default together changes in the run at hand, of one person or of all; nothing if nobody asked."""
    known = connection.execute("select 1 from information_schema.tables where table_schema = 'counsel'").fetchall()
    if not known:
        return []
    rows = f"""
        select remedy_id, unit_id, any_value(person_id) as person_id, any_value(county) as county,
            any_value(before) as before, max(after) filter (where question = $together) as after,
            max(day) filter (where question = $together) as day,
            coalesce(list(question order by question) filter (where question <> $together), []) as questions
        from (
            select *, max(after) filter (where question = $together) over (partition by remedy_id, unit_id) as comes_to
            from {TABLE} where run_id = $run and person_id = coalesce($person, person_id)
        ) as kept
        where after = comes_to
        group by remedy_id, unit_id
        order by remedy_id, unit_id
    """
    given = {"together": TOGETHER, "run": read_current_run(connection).run_id, "person": person_id}
    return [UnderDefaults(**row) for row in fetch_dicts(connection, rows, given)]
