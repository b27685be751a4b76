"""Wordings of coded fields that the vocabulary lacks, as pages, terminals and the UI list them.

What belongs here: reading and formatting them. What does not: what a wording means (the vocabulary of the state). One
that could hold a person's data is counted and not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

HOW_TO_ADD = (
    "To add them: lookback vocabulary unknown --out FILE.csv writes them as a CSV, "
    'lookback vocabulary add FILE.csv --because "..." takes it back.'
)


@dataclass(frozen=True)
class UnknownWording:
    """One wording of one delivery; None stands for those of a kind that may not be shown."""

    kind: str
    county_name: str
    file_name: str
    wording: str | None
    row_count: int


def name_wordings_table(state: str) -> str:
    """Name the table of wordings of a state."""
    return f"staging.stg_{state}__wordings"


def read_unknown_wordings(connection: duckdb.DuckDBPyConnection, state: str) -> Sequence[UnknownWording]:
    """Read what the vocabulary lacks, the most rows first; nothing before staging is built."""
    schema, _, table = name_wordings_table(state).partition(".")
    there = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    if not connection.execute(there, [schema, table]).fetchall():
        return []
    rows = connection.execute(
        "select kind, county_name, file_name, case when is_showable then wording end as shown, sum(row_count) as rows "
        f"from {schema}.{table} where not is_known "
        "group by kind, county_name, file_name, shown "
        "order by rows desc, kind, county_name, file_name, shown"
    ).fetchall()
    return [UnknownWording(kind, county, file, shown, int(count)) for kind, county, file, shown, count in rows]


def format_wordings(unknown: Sequence[UnknownWording]) -> str:
    """Format a Markdown table of unknown wordings and how to add them."""
    if not unknown:
        return "none"
    rows = "\n".join(
        f"| {one.kind} | {one.county_name} | {one.file_name} | {one.wording or 'not shown'} | {one.row_count} |"
        for one in unknown
    )
    return f"{HOW_TO_ADD}\n\n| kind | county | file | wording | rows |\n|---|---|---|---|---|\n{rows}"
