"""The rows of all deliveries by ids, name and birth date; numbers of 8 bytes stand for what is compared.

Two texts of one number are built together: shards are larger for it, and nothing is decided otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.parquet import quote
from orchestration.warehouse.shards.plan import RoutedTable

COLUMNS = ("state", "issuer", "name", "birth_date")
ROWS_AT_ONCE = 4_000_000
"""Rows that are grouped at once: their groups fit in a few hundred megabytes."""
LAST_BUCKET = 63


def create_nodes(
    connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str], parts: int, folder: Path
) -> None:
    """Create ``nodes``, a view of files in ``folder``: each combination of ids, name and birth date of a table, with
    its number of rows.

    ``key`` stands for its ids, or for name and birth date where it has none; ``row_hash`` for the texts as received.
    ``bucket``: where each bucket of intake is of so many ``parts``.
    """
    for number, (table, query) in enumerate(queries.items()):
        columns = list_columns(table)
        named = ", ".join(f"{column} as {name}" for name, column in columns.items())
        keys = build_keys(table)
        for first, last in _list_bucket_ranges(connection, query):
            selected = f"""
                select
                    {quote(f"{table.schema}.{table.table}")} as source,
                    {build_row_hash(COLUMNS)} as row_hash,
                    {build_bucket("issuer", "state", parts)} as bucket,
                    {build_number(keys["key"])} as key,
                    state_key is not null as has_state_id,
                    {build_number("'s' || state_key")} as state_token,
                    {build_number("'e' || last_eight")} as last_eight_token,
                    {build_number("'i' || issuer_key")} as issuer_token,
                    name_key,
                    birth_key,
                    cast(rows as integer) as rows
                from (
                    select
                        *, {", ".join(f"{keys[name]} as {name}" for name in KEYS)}
                    from (
                        select {named}, person_bucket, count(*) as rows from ({query}) as rows
                        where person_bucket between {first} and {last}
                        group by all
                    ) as of_table
                ) as with_keys
            """
            file = quote(str(folder / f"{number}_{first}.parquet"))
            connection.execute(f"copy ({selected}) to {file} (format parquet, compression snappy)")
    files = quote(str(folder / "*.parquet"))
    connection.execute(
        f"create or replace temp view nodes as select * from read_parquet({files}, hive_partitioning = false)"
    )


KEYS = ("state_key", "issuer_key", "last_eight", "name_key", "birth_key")


def build_keys(table: RoutedTable, prefix: str = "") -> dict[str, str]:
    """Build the expressions that rows are compared by, over the columns of ``list_columns``; ``key`` over the others.
    ``prefix``: before the names of all of them."""
    ids = build_ids({part: prefix + part.partition("_")[0] for part in table.identity})
    state, issuer, name, birth = (f"{prefix}{one}" for one in ("state_key", "issuer_key", "name_key", "birth_key"))
    return {
        "state_key": ids["state"],
        "issuer_key": ids["issuer"],
        "last_eight": ids["last_eight"],
        "name_key": f"nullif(upper(trim(regexp_replace({prefix}name, '\\s+', ' ', 'g'))), '')",
        "birth_key": f"nullif(trim({prefix}birth_date), '')",
        "key": f"""case
            when {state} is not null or {issuer} is not null
                then coalesce({state}, '') || chr(31) || coalesce({issuer}, '')
            else chr(31) || chr(31) || {name} || chr(31) || {birth}
        end""",
    }


def build_number(text: str) -> str:
    """Build the number of 8 bytes that stands for a text, the same on every machine."""
    return f"md5_number_lower({text})"


def build_row_hash(columns: Sequence[str]) -> str:
    """Build the number by which rows of the same texts are found again in the same process."""
    return f"hash({', '.join(columns)})"


def build_bucket(issuer: str, state: str, parts: int) -> str:
    """Build the expression of a row's bucket, where each bucket of intake is of so many parts."""
    if parts == 1:
        return "person_bucket"
    return f"(person_bucket * {parts} + cast(md5_number_lower(coalesce({issuer}, {state}, '')) % {parts} as integer))"


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
