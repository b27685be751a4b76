"""Law tables in the warehouse: schema ``law``, typed, written at the start of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from orchestration.law.pack_files.columns import PACK_TABLES, PEOPLE_TABLES

if TYPE_CHECKING:
    import duckdb

SCHEMA = "law"


def load_law_tables(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    columns: Mapping[str, Mapping[str, str]] | None = None,
    schema: str = SCHEMA,
) -> None:
    """Write law tables into schema ``law``, or another, replacing those of the same names.

    ``columns``: DuckDB types by column, by table; those of packs if not given. A missing or empty text is null.
    """
    import pyarrow

    types = columns or {
        **PACK_TABLES,
        **{name: {**own, "row_key": "varchar"} for name, own in PEOPLE_TABLES.items()},
    }
    connection.execute(f"create schema if not exists {schema}")
    for table, own in types.items():
        written = {}
        for name, kind in own.items():
            type_ = pyarrow.list_(pyarrow.string()) if kind.endswith("[]") else pyarrow.string()
            values = [_write(row.get(name)) for row in tables.get(table, [])]
            written[name] = pyarrow.array(values, type=type_)
        connection.register("law_rows", pyarrow.table(written))
        cast = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in own.items())
        connection.execute(f'create or replace table {schema}."{table}" as select {cast} from law_rows')
        connection.unregister("law_rows")


def write_row_keys(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> None:
    """Write the key of every row of a table whose rows changed."""
    connection.execute(f"update {table} set row_key = concat_ws(' ', {', '.join(columns)})")


def _write(value: Any) -> str | list[str] | None:
    if isinstance(value, list):
        return [str(one) for one in value]
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
