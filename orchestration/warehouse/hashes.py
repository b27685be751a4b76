"""Content hashes of tables: two warehouses with the same hashes are the same.

Database files are never byte-equal (measured), so each row's text is hashed with md5 and the hashes are summed. The sum
does not depend on row order, threads or shards; the row count is added to it.
"""

from __future__ import annotations

from collections import defaultdict

import duckdb

HASHED_SCHEMAS = ("staging", "intermediate", "law", "rules", "marts", "research")

_NULL_TEXT = "chr(30)"
_SEPARATOR = "chr(31)"
_LOWER_64_BITS = f"{2**64 - 1}::uhugeint"


def hash_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return ``<rows>:<32 hex digits>`` by ``schema.table`` for every table and view of law, stages and research."""
    columns: dict[tuple[str, str], list[str]] = defaultdict(list)
    found = connection.execute(
        """
        select schema_name, table_name, column_name, data_type
        from duckdb_columns()
        where list_contains(?, schema_name)
        order by schema_name, table_name, column_index
        """,
        [list(HASHED_SCHEMAS)],
    ).fetchall()
    for schema, table, column, data_type in found:
        columns[schema, table].append(_build_text_expression(column, data_type))
    return {
        f"{schema}.{table}": _hash_columns(connection, schema, table, texts)
        for (schema, table), texts in columns.items()
    }


def hash_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """Return the content hash of one table of the current database."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = current_database() "
        "and schema_name = ? and table_name = ? order by column_index",
        [schema, table],
    ).fetchall()
    return _hash_columns(
        connection, schema, table, [_build_text_expression(column, data_type) for column, data_type in columns]
    )


def _build_text_expression(column: str, data_type: str) -> str:
    # The decimal text of a 128-bit number takes a hundred times as long as its hex text (measured).
    text = f'hex("{column}")' if data_type in ("UHUGEINT", "HUGEINT") else f'"{column}"::varchar'
    return f"coalesce({text}, {_NULL_TEXT})"


def _hash_columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str, texts: list[str]) -> str:
    row_text = f"concat_ws({_SEPARATOR}, {', '.join(texts)})"
    ((rows, low, high),) = connection.execute(
        f"""
        select
            count(*),
            coalesce(sum(cast(row_number >> 64 as ubigint)), 0),
            coalesce(sum(cast(row_number & {_LOWER_64_BITS} as ubigint)), 0)
        from (select md5_number({row_text}) as row_number from "{schema}"."{table}") as numbers
        """
    ).fetchall()
    return f"{rows}:{high % 2**64:016x}{low % 2**64:016x}"
