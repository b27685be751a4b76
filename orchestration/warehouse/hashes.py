"""Content hashes of tables: two warehouses are the same when these are.

Database files themselves are never byte-equal (measured), so the content is hashed: md5 of each row's text, added up.
The sum does not depend on the order of rows, so neither on threads nor on pieces; row counts stand beside it.
"""

from __future__ import annotations

import duckdb

HASHED_SCHEMAS = ("staging", "intermediate", "rules", "marts")


def table_hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """``schema.table`` → ``<rows>:<32 hex digits>`` for every table and view of the four stages, by name."""
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables where table_schema in (?, ?, ?, ?) order by all",
        list(HASHED_SCHEMAS),
    ).fetchall()
    hashes: dict[str, str] = {}
    for schema, table in tables:
        ((rows, low, high),) = connection.execute(
            f"""
            select count(*), coalesce(sum(md5_number_lower(hashed::varchar)), 0), coalesce(sum(md5_number_upper(hashed::varchar)), 0)
            from "{schema}"."{table}" as hashed
            """
        ).fetchall()
        hashes[f"{schema}.{table}"] = f"{rows}:{high % 2**64:016x}{low % 2**64:016x}"
    return hashes
