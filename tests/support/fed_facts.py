"""A warehouse in memory with law tables, and the facts that a test feeds.

What belongs here: the facts' tables, and how rows get into them. What does not: law, people, deciding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from orchestration.law.pack_files.loading import load_law_tables

Law = Mapping[str, Sequence[Mapping[str, Any]]]
Row = dict[str, Any]
Facts = Mapping[str, Sequence[Row]]
_PERSON = {"person_id": "varchar", "person_bucket": "integer"}
FACTS: Mapping[str, Mapping[str, str]] = {
    "units": {
        **{"unit_id": "varchar", "unit": "varchar", **_PERSON, "case_id": "varchar", "arrest_id": "varchar"},
        **{"tracking": "varchar", "jurisdiction": "varchar", "disposition": "varchar"},
        **{"dispositions_perhaps": "varchar[]", "level": "varchar", "grade": "varchar", "max_days": "integer"},
        **{"imposed_min_days": "integer", "imposed_max_days": "integer", "fine": "decimal(12, 2)"},
        **{"components": "varchar[]", "code_book": "varchar", "section": "varchar", "subdivision_path": "varchar"},
        **{"charge_prefix": "varchar", "is_text_in_doubt": "boolean", "is_candidate": "boolean"},
    },
    "unit_days": {
        **{"unit_id": "varchar", **_PERSON, "event": "varchar", "day_earliest": "date", "day_latest": "date"},
        **{"valid_until": "date", "source": "varchar"},
    },
    "unit_facts": {
        **{"unit_id": "varchar", "unit": "varchar", **_PERSON, "fact": "varchar", "answer": "varchar"},
        **{"is_presumed": "boolean", "over_on": "date", "valid_until": "date", "source": "varchar"},
        **{"rests_on": "varchar[]"},
    },
    "person_facts": {
        **{**_PERSON, "fact": "varchar", "answer": "varchar", "is_presumed": "boolean", "over_on": "date"},
        **{"valid_until": "date", "source": "varchar", "rests_on": "varchar[]"},
    },
    "unit_pairs": {"unit_id": "varchar", "other_unit_id": "varchar", **_PERSON, "pair": "varchar"},
    "established": {"subject": "varchar", "unit": "varchar", **_PERSON, "fact": "varchar", "value": "varchar"},
    "owed": {**_PERSON, "case_id": "varchar", "kind": "varchar", "balance": "decimal(12, 2)"},
    "possible_answers": {
        **{"question_number": "uhugeint", "subject": "varchar", "unit": "varchar", **_PERSON, "fact": "varchar"},
        **{"value": "varchar"},
    },
    "law_reads": {"unit_id": "varchar", **_PERSON, "law_table": "varchar", "law_key": "varchar", "row_key": "varchar"},
    "people": {**_PERSON, "birth_date_earliest": "date", "birth_date_latest": "date"},
}
"""The columns of the facts that law reads (models/rules/every_state/_facts.yml)."""


def open_law(tables: Law, as_of: date) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with law tables, empty facts and the day of the run."""
    connection = duckdb.connect()
    load_law_tables(connection, tables)
    connection.execute("create schema facts")
    for table, columns in FACTS.items():
        connection.execute(
            f"create table facts.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
        )
    connection.execute("create table law.law_rows (law_table varchar, row_key varchar)")
    connection.execute("create table int_deliveries (delivery_kind varchar)")
    connection.execute("create table run_parameters (as_of_date date)")
    connection.execute("insert into run_parameters values (?)", [as_of])
    return connection


def set_day(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Move the day of the run."""
    connection.execute("update run_parameters set as_of_date = ?", [as_of])


def feed(connection: duckdb.DuckDBPyConnection, facts: Facts) -> None:
    """Put facts into the tables that law reads; a unit is of this state and a candidate if it does not say."""
    import pyarrow

    for table, rows in facts.items():
        if not rows:
            continue
        columns = FACTS[table]
        given = pyarrow.table(
            {
                name: pyarrow.array(
                    [_write(row.get(name)) for row in rows],
                    type=pyarrow.list_(pyarrow.string()) if kind.endswith("[]") else pyarrow.string(),
                )
                for name, kind in columns.items()
            }
        )
        connection.register("given", given)
        cast = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
        connection.execute(f"insert into facts.{table} by name select {cast} from given")
        connection.unregister("given")
    connection.execute(
        """update facts.units set
            jurisdiction = coalesce(jurisdiction, 'here'), is_candidate = coalesce(is_candidate, true),
            unit = coalesce(unit, 'charge'), is_text_in_doubt = coalesce(is_text_in_doubt, false),
            dispositions_perhaps = coalesce(dispositions_perhaps, [])"""
    )
    for table in FACTS:
        connection.execute(f"update facts.{table} set person_bucket = coalesce(person_bucket, 0)")


def read(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """The rows of a query, by column."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _write(value: Any) -> Any:
    if isinstance(value, list) or value is None:
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
