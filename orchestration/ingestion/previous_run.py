"""The deliveries of the previous run, from the warehouse; the next run must not silently lack one."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration.ingestion.layouts.layout import HISTORY
from orchestration.warehouse.run_history import read_passed_counties


def read_previous_counties(connection: duckdb.DuckDBPyConnection) -> Collection[str]:
    """Return the counties whose histories passed the intake gate in the last run; none if there was no run."""
    passed = read_passed_counties(connection)
    return {of for kind, of in _read_previous_kinds(connection) if kind == HISTORY} if passed is None else passed


def read_previous_other_deliveries(connection: duckdb.DuckDBPyConnection) -> Collection[tuple[str, str]]:
    """Return kind and county of the last run's deliveries other than histories, and of those it was stopped for."""
    kinds = set(_read_previous_kinds(connection))
    if _list_columns(connection, "untimely_deliveries"):
        lacked = "select delivery_kind, county_name from intake.untimely_deliveries where kind = 'missing'"
        kinds |= set(connection.execute(lacked).fetchall())
    return {(kind, county) for kind, county in kinds if kind != HISTORY}


def _read_previous_kinds(connection: duckdb.DuckDBPyConnection) -> Collection[tuple[str, str]]:
    columns = _list_columns(connection, "deliveries")
    if not columns:
        return set()
    # A warehouse of an earlier version knows histories only.
    kind = "delivery_kind" if "delivery_kind" in columns else f"'{HISTORY}'"
    return set(connection.execute(f"select distinct {kind}, county_name from intake.deliveries").fetchall())


def _list_columns(connection: duckdb.DuckDBPyConnection, table: str) -> Collection[str]:
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'intake' and table_name = ?", [table]
    ).fetchall()
    return {str(name) for (name,) in columns}
