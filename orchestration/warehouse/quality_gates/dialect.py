"""A minimal SQLAlchemy dialect for DuckDB, as far as Great Expectations needs it.

Great Expectations reads results after it closed their connection, so results are fetched at once. There is no pool,
because a pooled connection keeps the file locked. Columns come from ``duckdb_columns()``.
"""

from __future__ import annotations

from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.engine import default
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.pool import NullPool

DIALECT_NAME = "lookback_duckdb"

_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "BOOLEAN": types.Boolean,
    "BIGINT": types.BigInteger,
    "INTEGER": types.Integer,
    "DOUBLE": types.Float,
    "DATE": types.Date,
    "VARCHAR": types.String,
}


class _ExecutionContext(default.DefaultExecutionContext):
    def post_exec(self) -> None:
        """Fetch the whole result: Great Expectations reads it when the connection is closed."""
        if self.cursor is not None and self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class LookbackDuckDBDialect(default.DefaultDialect):
    """DuckDB over its own DB-API, without pooling, with buffered results."""

    name = DIALECT_NAME
    driver = "duckdb"
    supports_statement_cache = False
    supports_native_boolean = True
    supports_multivalues_insert = True
    execution_ctx_cls = _ExecutionContext
    default_paramstyle = "qmark"
    poolclass = NullPool

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return DuckDB's module, which is its DB-API."""
        return duckdb

    @classmethod
    def get_pool_class(cls, url: sa.URL) -> type[NullPool]:
        """Disable pooling: a pooled connection keeps the file locked."""
        return NullPool

    def create_connect_args(self, url: sa.URL) -> Any:
        """Pass the database path and the URL's query part, which is DuckDB's configuration."""
        return [[url.database], {"config": dict(url.query)}]

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Do nothing: gates only read, and DuckDB rejects a rollback outside a transaction."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Do nothing: gates only read."""

    def _get_default_schema_name(self, connection: Any) -> str:
        return "main"

    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        """List schemas and databases: DuckDB accepts either if the name is unique."""
        query = "select schema_name from duckdb_schemas() union select database_name from duckdb_databases()"
        return [row[0] for row in connection.execute(sa.text(query))]

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """List the tables of a schema."""
        query = sa.text("select table_name from duckdb_tables() where schema_name = :schema")
        return [row[0] for row in connection.execute(query, {"schema": schema or "main"})]

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """List the views of a schema."""
        query = sa.text("select view_name from duckdb_views() where schema_name = :schema")
        return [row[0] for row in connection.execute(query, {"schema": schema or "main"})]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Return whether the table or view exists."""
        names = self.get_table_names(connection, schema) + self.get_view_names(connection, schema)
        return table_name in names

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> list[Any]:
        """List the columns of a table or view."""
        query = sa.text(
            "select column_name, data_type, is_nullable, column_default from duckdb_columns() "
            "where table_name = :table and :schema in (schema_name, database_name) order by column_index"
        )
        rows = connection.execute(query, {"table": table_name, "schema": schema or "main"})
        return [
            {"name": row[0], "type": _TYPES.get(row[1], types.String)(), "nullable": row[2], "default": row[3]}
            for row in rows
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return none: dbt tests keys."""
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return none: dbt tests keys."""
        return []

    def get_indexes(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return none."""
        return []


def register_dialect() -> None:
    """Register ``lookback_duckdb://`` with SQLAlchemy."""
    registry.register(DIALECT_NAME, __name__, "LookbackDuckDBDialect")
