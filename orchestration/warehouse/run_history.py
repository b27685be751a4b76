"""The history of runs in the schema ``quality``: runs, their deliveries, gate results, measures. Aggregates only.

Runs are ordered by number, not by time, and a run replaces earlier rows of its own id. No model reads these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date

import duckdb

STAGE_ORDER = ("intake", "staging", "intermediate", "rules", "marts")
"""The gates in order of stages; ``stage_order`` is the position of a gate, from 1."""

TABLES = {
    "runs": """
        run_id varchar not null, run_number integer not null, as_of_date date not null, allowances varchar not null
    """,
    "run_deliveries": """
        run_id varchar not null, county_name varchar not null, data_as_of date not null, sha256 varchar not null
    """,
    "gate_results": """
        run_id varchar not null, as_of_date date not null, stage_order integer not null, gate varchar not null,
        place integer not null, table_name varchar not null, expectation varchar not null,
        column_name varchar not null, is_met boolean not null, observed varchar not null, says varchar not null,
        look varchar not null, error varchar not null, expectation_id varchar, severity varchar, acceptance varchar,
        is_stopping boolean
    """,
    "measures": """
        run_id varchar not null, as_of_date date not null, stage_order integer not null, measure varchar not null,
        county_name varchar not null, kind varchar not null, amount bigint not null, out_of bigint not null
    """,
}


GATE_RESULTS = "select null::boolean as is_stopping where false union all by name select * from quality.gate_results"
"""A query of all results. In a warehouse of an earlier version ``is_stopping`` is null: what was not met stopped."""
GATE_ENDS = f"""
    select run_id, gate, not bool_or(coalesce(is_stopping, not is_met)) as is_passed
    from ({GATE_RESULTS})
    group by run_id, gate
"""
"""A query of which gates each run passed."""


@dataclass(frozen=True)
class GateResult:
    """The result of one expectation. ``observed`` is an aggregate; ``error`` is the exception's class, if any.

    ``look``: what to do if it is not met. ``severity``: stop or warn. ``acceptance``: who accepted it and why, if
    anybody did.
    """

    gate: str
    table: str
    expectation: str
    column: str
    is_met: bool
    observed: str
    says: str
    look: str
    error: str
    id: str = ""
    severity: str = "stop"
    acceptance: str = ""

    @property
    def is_stopping(self) -> bool:
        """Whether the run stops here."""
        return not self.is_met and self.severity == "stop" and not self.acceptance

    def sentence(self) -> str:
        """Say what is wrong, how much, where, and what to do."""
        if self.error:
            return f"{self.table}: the check itself broke ({self.error}), so nobody knows this: {self.says} ({self.id})"
        if self.acceptance:
            return f"found {self.observed}; {self.says} ({self.id}). {self.acceptance}"
        return f"found {self.observed}; {self.says} ({self.id}). What to do: {self.look}"


@dataclass(frozen=True)
class Measure:
    """One count of a run: ``amount`` of ``out_of``, for a county (or ``all``) and a kind (or empty)."""

    measure: str
    county_name: str
    kind: str
    amount: int
    out_of: int


def begin_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    as_of_date: date,
    allowances: str,
    deliveries: Iterable[tuple[str, date, str]],
) -> None:
    """Register a run as the last, with its deliveries (county, cut date, SHA-256), and delete earlier rows of its id.

    If it was the last run already, it keeps its number.
    """
    prepare(connection)
    ((last,),) = connection.execute("select coalesce(max(run_number), 0) from quality.runs").fetchall()
    known = connection.execute("select run_number from quality.runs where run_id = ?", [run_id]).fetchall()
    number = last if known == [(last,)] else last + 1
    for table in TABLES:
        connection.execute(f"delete from quality.{table} where run_id = ?", [run_id])
    connection.execute("insert into quality.runs values (?, ?, ?, ?)", [run_id, number, as_of_date, allowances])
    for delivery in sorted(set(deliveries)):
        connection.execute("insert into quality.run_deliveries values (?, ?, ?, ?)", [run_id, *delivery])


def keep_gate(
    connection: duckdb.DuckDBPyConnection,
    gate: str,
    results: Sequence[GateResult],
    measures: Sequence[Measure],
    run: tuple[str, date] | None = None,
) -> None:
    """Store the results of a gate and delete those of it and of later gates, whose tables are rebuilt.

    ``run``: id and as-of date of a run that ended before it was registered; by default those of
    ``intake.run_parameters``.
    """
    prepare(connection)
    if run is None:
        run = connection.execute("select min(run_id), max(as_of_date) from intake.run_parameters").fetchone()
    if run is None or run[0] is None:
        return  # without a row of parameters there is no run to store the result under
    place_of_gate = STAGE_ORDER.index(gate) + 1
    for table in ("gate_results", "measures"):
        connection.execute(
            f"delete from quality.{table} where run_id = ? and stage_order >= ?", [run[0], place_of_gate]
        )
    _add(
        connection,
        "gate_results",
        [
            (*run, place_of_gate, gate, place, *astuple(result)[1:], result.is_stopping)
            for place, result in enumerate(results, start=1)
        ],
    )
    _add(connection, "measures", [(*run, place_of_gate, *astuple(measure)) for measure in measures])


def _add(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert the rows at once, in order: one at a time takes twenty times as long (measured)."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        unnested = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"insert into quality.{table} select {unnested}", columns)


def read_passed_counties(connection: duckdb.DuckDBPyConnection) -> set[str] | None:
    """Return the counties of the last run that passed the intake gate; None if there is no history.

    A run that failed there does not count: a county whose only file was damaged is not missing.
    """
    if not connection.execute("select 1 from duckdb_tables() where schema_name = 'quality'").fetchall():
        return None
    rows = connection.execute(
        "select county_name from quality.run_deliveries where run_id = (select run_id from quality.runs "
        f"where run_id not in (select run_id from ({GATE_ENDS}) where gate = 'intake' and not is_passed) "
        "order by run_number desc limit 1)"
    ).fetchall()
    return {str(county) for (county,) in rows}


def forget_gates_from(connection: duckdb.DuckDBPyConnection, gate: str) -> None:
    """Delete the results of ``gate`` and later gates for the current run, because their tables are rebuilt."""
    prepare(connection)
    for table in ("gate_results", "measures"):
        connection.execute(
            f"delete from quality.{table} where run_id in (select run_id from intake.run_parameters) "
            "and stage_order >= ?",
            [STAGE_ORDER.index(gate) + 1],
        )


def read_run_deliveries(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, date, frozenset[str], int, bool]]:
    """Read county, cut date, SHA-256s, run number, and whether the run passed the intake gate, for every run."""
    prepare(connection)
    rows = connection.execute(
        f"""
        with intake_gate as (
            select run_id, is_passed from ({GATE_ENDS}) where gate = 'intake'
        )
        select county_name, data_as_of, list(sha256), any_value(run_number), coalesce(bool_and(is_passed), false)
        from quality.run_deliveries inner join quality.runs using (run_id) left join intake_gate using (run_id)
        group by run_id, county_name, data_as_of
        order by all
        """
    ).fetchall()
    return [(str(row[0]), row[1], frozenset(row[2]), int(row[3]), bool(row[4])) for row in rows]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create missing tables. A table with other columns is from an earlier version and is replaced; gate results from
    before gates could warn are kept."""
    connection.execute("create schema if not exists quality")
    for table, columns in TABLES.items():
        there = connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'quality' and table_name = ? "
            "order by column_index",
            [table],
        ).fetchall()
        wanted = [(one.split()[0],) for one in columns.split(",")]
        if table == "gate_results" and there and there == wanted[:-4]:
            _add_outcomes(connection)
        elif there and there != wanted:
            connection.execute(f"drop table quality.{table}")
        connection.execute(f"create table if not exists quality.{table} ({columns})")


def _add_outcomes(connection: duckdb.DuckDBPyConnection) -> None:
    for column in ("expectation_id varchar default ''", "severity varchar default 'stop'"):
        connection.execute(f"alter table quality.gate_results add column {column}")
    connection.execute("alter table quality.gate_results add column acceptance varchar default ''")
    connection.execute("alter table quality.gate_results add column is_stopping boolean")
    connection.execute("update quality.gate_results set is_stopping = not is_met")
