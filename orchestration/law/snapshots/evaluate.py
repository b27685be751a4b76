"""The law that lines were filed under, applied to the facts of the run at hand: what it gives to each of some counts.

What belongs here: laying tables that were kept over those of the run, in a schema that is gone afterwards, and reading
what came out. What does not: what was kept (``filing.kept_law``), what follows from it (``after_filing.recheck``). It
is no scenario that anybody asked for, and none is left behind; it is built as one, by the SQL of now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from orchestration.law.snapshots.store import PARAMETERS, LawOfThen, Rows
from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, open_warehouse
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, build_in_schema, find_reached_models

OUTCOMES = "remedy_outcomes"
SCHEMA = "law_of_then"

Outcome = tuple[str, str | None]
"""An outcome and the relief it gives."""

UnitAndRemedy = tuple[str, str, str]
"""Charge or arrest, person, remedy."""


@dataclass(frozen=True)
class Built:
    """Where the law of then lies: the tables that were built for it in ``SCHEMA``, and for all others those of the
    run."""

    tables: Collection[str] = ()

    def table(self, schema: str, name: str) -> str:
        """The table, as the law of then makes it."""
        return f"{SCHEMA if name in self.tables else schema}.{name}"

    def outcomes(
        self, connection: duckdb.DuckDBPyConnection, units: Collection[str]
    ) -> Mapping[UnitAndRemedy, Outcome]:
        """What the law gives to these charges and arrests."""
        rows = connection.execute(
            f"select unit_id, person_id, remedy_id, outcome, relief from {self.table('marts', OUTCOMES)} "
            "where unit_id in (select unnest(?::varchar[]))",
            [sorted(units)],
        ).fetchall()
        return {
            (str(unit_id), str(person_id), str(remedy_id)): (str(outcome), None if relief is None else str(relief))
            for unit_id, person_id, remedy_id, outcome, relief in rows
        }


@contextmanager
def build_law_of_then(settings: Settings, law: LawOfThen) -> Iterator[Built]:
    """``law`` over the facts of the run at hand, for the length of the block. Raises ``StageFailedError``."""
    reached = find_reached_models(settings, _changed_by(law), wanted={OUTCOMES})
    try:
        with open_warehouse(settings) as connection, begin_transaction(connection):
            _lay_over(connection, law, settings.state)
        build_in_schema(settings, SCHEMA, reached, f"the law {law.law_version}")
        yield Built(reached.tables)
    finally:
        with open_warehouse(settings) as connection:
            connection.execute(f"drop schema if exists {SCHEMA} cascade")


def _changed_by(law: LawOfThen) -> ChangedTables:
    return ChangedTables(
        parameters=law.parameters,
        law_tables=frozenset(law.changed) - {PARAMETERS},
        sources=frozenset() if law.policies is None else frozenset({"county_policies"}),
    )


def _lay_over(connection: duckdb.DuckDBPyConnection, law: LawOfThen, state: str) -> None:
    connection.execute(f"drop schema if exists {SCHEMA} cascade")  # (left by a command that was killed)
    connection.execute(f"create schema {SCHEMA}")
    for name, rows in law.changed.items():
        _lay(connection, f"rules.{state}_{name}", f"{SCHEMA}.{state}_{name}", rows)
    if law.policies is not None:
        _lay(connection, "intake.county_policies", f"{SCHEMA}.county_policies", law.policies)


def _lay(connection: duckdb.DuckDBPyConnection, of_the_run: str, table: str, rows: Rows) -> None:
    connection.execute(f"create table {table} as from {of_the_run} limit 0")
    if not rows:
        return
    columns = list(rows[0])
    marks = ", ".join("nullif(?, '')" for _ in columns)
    connection.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({marks})",
        [[row[column] for column in columns] for row in rows],
    )
