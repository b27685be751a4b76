"""The rows of all deliveries by ids, name and birth date."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import duckdb

from orchestration.warehouse.shards.parquet import quote
from orchestration.warehouse.shards.plan import RoutedTable

COLUMNS = ("state", "issuer", "name", "birth_date")
ROWS_AT_ONCE = 4_000_000
"""Rows that are grouped at once: their groups fit in a few hundred megabytes."""
LAST_BUCKET = 63


def create_received(connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str]) -> None:
    """Create ``received``: each combination of ids, name and birth date in a table, with its number of rows. ``key``
    names its ids, or name and birth date where it has none."""
    connection.execute("drop table if exists received")
    for number, (table, query) in enumerate(queries.items()):
        ids = build_ids({part: part.partition("_")[0] for part in table.identity})
        columns = ", ".join(f"{column} as {name}" for name, column in list_columns(table).items())
        for first, last in _list_bucket_ranges(connection, query):
            selected = f"""
                select
                    *, {ids["state"]} as state_key, {ids["issuer"]} as issuer_key, {ids["last_eight"]} as last_eight,
                    nullif(upper(trim(regexp_replace(name, '\\s+', ' ', 'g'))), '') as name_key,
                    nullif(trim(birth_date), '') as birth_key,
                    case
                        when state_key is not null or issuer_key is not null
                            then coalesce(state_key, '') || chr(31) || coalesce(issuer_key, '')
                        else chr(31) || chr(31) || name_key || chr(31) || birth_key
                    end as key
                from (
                    select
                        {quote(f"{table.schema}.{table.table}")} as source, {columns}, person_bucket, count(*) as rows
                    from ({query}) as rows
                    where person_bucket between {first} and {last}
                    group by all
                ) as of_table
            """
            is_first = number == 0 and first == 0
            connection.execute(f"{'create temp table received as' if is_first else 'insert into received'} {selected}")


def _list_bucket_ranges(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[int, int]]:
    ((rows,),) = connection.execute(f"select count(*) from ({query})").fetchall()
    parts = min(LAST_BUCKET + 1, max(1, -(-int(rows) // ROWS_AT_ONCE)))
    edges = [part * (LAST_BUCKET + 1) // parts for part in range(parts + 1)]
    return [(first, end - 1) for first, end in itertools.pairwise(edges)]


def list_columns(table: RoutedTable) -> dict[str, str]:
    """List the columns of a table by what of an identity they hold; ``null`` where it has none."""
    held = {part.partition("_")[0]: column for part, column in table.identity.items()}
    return {name: held.get(name.partition("_")[0], "cast(null as varchar)") for name in COLUMNS}


def build_ids(identity: Mapping[str, str]) -> dict[str, str]:
    """Build the expressions that ids of a row are compared by: ``state``, ``issuer`` and ``last_eight`` of the state's.

    Of a number its digits without leading zeros: what has none is no id. Of a text what standard staging makes of it.
    """
    found = dict.fromkeys(("state", "issuer", "last_eight"), "cast(null as varchar)")
    for part, column in identity.items():
        match part:
            case "state_number":
                found |= {"state": _build_digits(column), "last_eight": _build_digits(f"right(trim({column}), 8)")}
            case "issuer_number":
                found["issuer"] = _build_digits(column)
            case "state_id":
                found["state"] = f"nullif(ltrim({_build_text(column)}, '0'), '')"
                found["last_eight"] = f"nullif(ltrim(right({found['state']}, 8), '0'), '')"
            case "issuer_id":
                found["issuer"] = f"nullif({_build_text(column)}, '')"
    return found


def _build_digits(text: str) -> str:
    return f"nullif(ltrim(regexp_replace({text}, '[^0-9]', '', 'g'), '0'), '')"


def _build_text(text: str) -> str:
    return f"upper(nullif(trim(regexp_replace({text}, '\\s+', ' ', 'g')), 'NULL'))"


def build_tokens(lines: str, line_id: str, columns: Sequence[str]) -> str:
    """Build the query of what nodes share with ids like ``state:A123`` in ``columns`` of a table or query ``lines``."""
    return f"""
        select {line_id}, left(id_key, 1) || unnest([{_build_digits("id_key")}, written, ltrim(written, '0')]) as token
        from (
            select {line_id}, id_key, regexp_replace(id_key, '^[a-z]+:', '') as written
            from (select {line_id}, unnest([{", ".join(columns)}]) as id_key from {lines}) as named
        ) as numbers
    """
