"""Central models and tests of a stage, and vocabularies, from dbt's compiled SQL.

A run compiles all models once for the shards. dbt itself would take four seconds of CPU more to build the central ones,
most of it for rendering them again (measured). ``dbt build`` builds the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from orchestration.warehouse.connection import begin_transaction
from orchestration.warehouse.dbt.results import NodeResult, describe_failures
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.shards.build import list_kinds
from orchestration.warehouse.shards.find_law import is_decided_again
from orchestration.warehouse.shards.parquet import quote, read_columns
from orchestration.warehouse.shards.plan import normalize_type


class BrokenContractError(Exception):
    """A model gives other columns than its contract. The message names them."""


def load_seeds(connection: duckdb.DuckDBPyConnection, seeds: Collection[Any], project: Path) -> list[NodeResult]:
    """Load vocabularies as dbt does, with the column types of their configuration. ``project``: folder of dbt's."""
    return [_build(connection, seed, _list_seed_statements(seed, project)) for seed in seeds]


def build_central(
    connection: duckdb.DuckDBPyConnection,
    nodes: Mapping[str, Any],
    compiled: Mapping[str, str],
    decide: Callable[[], None] | None = None,
) -> Iterator[NodeResult]:
    """Build models in the order of their dependencies, then ask the tests. The first model that fails is the last.
    ``decide`` is called before a model that reads what is decided again."""
    models = {name: node for name, node in nodes.items() if node.resource_type == "model"}
    kinds = list_kinds(connection)
    order = TopologicalSorter(
        {name: [one for one in models[name].depends_on.nodes if one in models] for name in sorted(models)}
    )
    for name in order.static_order():
        node = models[name]
        statements = _list_statements(node, compiled[name], kinds.get((node.schema, node.alias), ""))
        result = _build(connection, node, statements, decide if is_decided_again(node) else None)
        yield result
        if result.status != "success":
            return
    for name in sorted(nodes.keys() - models.keys()):
        yield _ask(connection, name, compiled[name])


def _list_seed_statements(seed: Any, project: Path) -> list[str]:
    path = (project / seed.original_file_path).resolve()
    types = ", ".join(f"{quote(column)}: {quote(type_)}" for column, type_ in seed.config.column_types.items())
    return [
        f'create or replace table "{seed.schema}"."{seed.alias}" as '
        f"from read_csv({quote(str(path))}, header = true, delim = ',', quote = '\"', types = {{{types}}})"
    ]


def _list_statements(node: Any, sql: str, kind_before: str) -> list[str]:
    """List the statements that replace a view, or a table with its columns in the order of its contract (as dbt)."""
    kind, name = ("view" if node.config.materialized == "view" else "table"), f'"{node.schema}"."{node.alias}"'
    columns = ", ".join(f'"{column}"' for column in node.columns)
    drop = [f"drop {kind_before} {name}"] if kind_before not in ("", kind) else []
    query = sql if kind == "view" else f"select {columns} from (\n{sql}\n) as model"
    return [*drop, f"create or replace {kind} {name} as (\n{query}\n)"]


def _build(
    connection: duckdb.DuckDBPyConnection,
    node: Any,
    statements: Collection[str],
    prepare: Callable[[], None] | None = None,
) -> NodeResult:
    start, message = perf_counter(), ""
    try:
        if prepare:
            prepare()
        with begin_transaction(connection):
            connection.execute(f'create schema if not exists "{node.schema}"')
            for statement in statements:
                connection.execute(statement)
            if node.resource_type == "model":
                promised = {(column.name, normalize_type(column.data_type)) for column in node.columns.values()}
                wrong = promised ^ set(read_columns(connection, f'"{node.schema}"."{node.alias}"'))
                if wrong:
                    raise BrokenContractError(", ".join(sorted({column for column, _ in wrong})))
    except duckdb.Error as error:
        message = f"{type(error).__name__}: {redact_values(str(error))}"
    except BrokenContractError as error:
        message = f"breaks its contract in the columns {error}"
    return NodeResult(node.unique_id, "error" if message else "success", perf_counter() - start, None, message)


def _ask(connection: duckdb.DuckDBPyConnection, test: str, sql: str) -> NodeResult:
    start = perf_counter()
    try:
        ((failures,),) = connection.execute(f"select count(*) from (\n{sql}\n) as failing").fetchall()
    except duckdb.Error as error:
        message = f"{type(error).__name__}: {redact_values(str(error))}"
        return NodeResult(test, "error", perf_counter() - start, None, message)
    status = "fail" if failures else "pass"
    return NodeResult(test, status, perf_counter() - start, int(failures), describe_failures(int(failures)))
