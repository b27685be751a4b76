"""A model built from another text, and of what rests on it only what that changes.

What belongs here: which models are built again, in a transaction of whoever asks. What does not: the texts, and what is
read of the outcome. A table that came out as before changes nothing behind it: most of a fault's time is saved by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence

import duckdb

REFERENCE = re.compile(r'"clearance"\."([a-z_]+)"\."([a-z0-9_]+)"')

Named = tuple[str, str]
Print = list[tuple[object, ...]]


def name_table(model: str) -> str:
    """The table of a compiled model: one for every state has the name that the state's own would have."""
    return f"rule_ca__{model.removeprefix('rule__')}" if model.startswith("rule__") else model


def print_of(connection: duckdb.DuckDBPyConnection, rows: str) -> Print:
    """What rows come to, in few numbers: the same for the same rows in any order."""
    return connection.execute(f"select count(*), bit_xor(hash(t)), sum(hash(t)) from {rows} as t").fetchall()


def rebuild(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[Named],
    sql: Mapping[str, str],
    model: str,
    whole: MutableMapping[str, Print],
    build: Callable[[Named], None],
) -> set[str]:
    """Build ``model`` and, in their order, those that rest on a table that is not as it was: those that came out other.

    ``whole``: what tables without a fault come to; filled as they are asked for.
    """
    changed: set[str] = set()
    for schema, name in models:
        if name != model and not changed & {other for _, other in REFERENCE.findall(sql[name])}:
            continue
        table = f"clearance.{schema}.{name}"
        if name not in whole:
            whole[name] = print_of(connection, table)
        build((schema, name))
        if print_of(connection, table) != whole[name]:
            changed.add(name)
    return changed


def has_word(connection: duckdb.DuckDBPyConnection, model: Named, sql: str, column: str, word: str) -> bool:
    """Whether a model, or a table that it reads, has a word in a column; one of them must have the column."""
    tables = [".".join(("clearance", *named)) for named in dict.fromkeys([*REFERENCE.findall(sql), model])]
    described = {table: {row[0] for row in connection.execute(f"describe {table}").fetchall()} for table in tables}
    asked = [table for table in tables if column in described[table]]
    assert asked, f"no table has {column}"
    return any(
        connection.execute(f"select 1 from {table} where cast({column} as varchar) = ? limit 1", [word]).fetchall()
        for table in asked
    )
