"""Apply the law that lines were filed under to the facts of the current run.

The stored law tables are written to a temporary schema, the current rules are built on them, and the schema is dropped
afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.law.loading import put_beside
from orchestration.law.pack_files.columns import ENGINE_TABLES, PEOPLE_TABLES, make_row_key
from orchestration.law.pack_files.compilation import compile_files
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.loading import load_law_tables, write_row_keys
from orchestration.law.register import read_row_keys
from orchestration.law.snapshots.store import PARAMETERS, PreviousLaw, Rows
from orchestration.law.tables import read_csv_table, read_table
from orchestration.settings import Settings
from orchestration.warehouse.connection import begin_transaction, open_warehouse
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, build_in_schema, find_reached_models
from orchestration.warehouse.shards.build import remove_beside

OUTCOMES = "remedy_outcomes"
SCHEMA = "previous_law"

Outcome = tuple[str, str | None]
"""An outcome and its relief."""

UnitAndRemedy = tuple[str, str, str]
"""Charge or arrest, person, remedy."""


@dataclass(frozen=True)
class EvaluatedLaw:
    """Tables built under a previous law, in ``SCHEMA``; all other tables are those of the run."""

    tables: Collection[str] = ()

    def table(self, schema: str, name: str) -> str:
        """Return the qualified name of a table under the previous law."""
        return f"{SCHEMA if name in self.tables else schema}.{name}"

    def outcomes(
        self, connection: duckdb.DuckDBPyConnection, units: Collection[str]
    ) -> Mapping[UnitAndRemedy, Outcome]:
        """Read the outcomes of these charges and arrests under the previous law."""
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
def evaluate_law(settings: Settings, law: PreviousLaw) -> Iterator[EvaluatedLaw]:
    """Apply ``law`` to the facts of the current run for the length of the block.

    Raises:
        StageFailedError: A model could not be built.
    """
    reached = find_reached_models(settings, _list_changed_tables(law), wanted={OUTCOMES})
    try:
        with open_warehouse(settings) as connection, begin_transaction(connection):
            _create_schema(connection, law, read_row_keys(settings.models, settings.state))
            if law.packs is not None:
                _compile_packs(connection, law, law.packs, settings)
        build_in_schema(settings, SCHEMA, reached, f"the law {law.law_version}")
        yield EvaluatedLaw(reached.tables)
    finally:
        with open_warehouse(settings) as connection:
            connection.execute(f"drop schema if exists {SCHEMA} cascade")
            remove_beside(settings, connection, SCHEMA)


def _list_changed_tables(law: PreviousLaw) -> ChangedTables:
    return ChangedTables(
        parameters=law.parameters,
        law_tables=frozenset(law.changed) - {PARAMETERS} | frozenset(ENGINE_TABLES if law.packs else ()),
        sources=frozenset() if law.policies is None else frozenset({"county_policies"}),
    )


def _create_schema(connection: duckdb.DuckDBPyConnection, law: PreviousLaw, keys: Mapping[str, Sequence[str]]) -> None:
    connection.execute(f"drop schema if exists {SCHEMA} cascade")  # left by a killed command
    connection.execute(f"create schema {SCHEMA}")
    for name, rows in law.changed.items():
        _create_table(connection, f"law.{name}", f"{SCHEMA}.{name}", rows)
        if name in keys:
            write_row_keys(connection, f"{SCHEMA}.{name}", keys[name])
    if law.policies is not None:
        _create_table(connection, "intake.county_policies", f"{SCHEMA}.county_policies", law.policies)


def _compile_packs(connection: duckdb.DuckDBPyConnection, law: PreviousLaw, packs: Path, settings: Settings) -> None:
    files = read_pack_files(packs, settings.state)
    stored = {table: [dict(row) for row in rows] for table, rows in law.changed.items() if table in PEOPLE_TABLES}
    beside = {table: read_table(settings.models, settings.state, table) for table in PEOPLE_TABLES}
    tables = compile_files(files, {**beside, **stored}, read_current_run(connection).as_of_date)
    own = {
        name: law.changed.get(name) or read_csv_table(settings.models, settings.state, name) for name in ENGINE_TABLES
    }
    keyed = {name: [{**row, "row_key": make_row_key(name, row)} for row in rows] for name, rows in own.items() if rows}
    rows = {name: put_beside(keyed.get(name, ()), compiled) for name, compiled in tables.items()}
    load_law_tables(connection, rows, ENGINE_TABLES, SCHEMA)


def _create_table(connection: duckdb.DuckDBPyConnection, run_table: str, table: str, rows: Rows) -> None:
    connection.execute(f"create table {table} as from {run_table} limit 0")
    if not rows:
        return
    columns = list(rows[0])
    marks = ", ".join("nullif(?, '')" for _ in columns)
    connection.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({marks})",
        [[row[column] for column in columns] for row in rows],
    )
