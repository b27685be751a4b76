"""Who must be in one shard: the identity pass over everybody's ids.

Rows are connected that share an id, the last eight digits of the state's id, or name and day of birth, or whose ids a
decision names. What is compared is no narrower than what a model compares, so no two rows that a model would join are
in different shards. A shard is a range of person buckets; rows of a component that spans several are moved to one of
them. A component of more than ``LARGE`` ids is a shard of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.parquet import quote, write_parquet
from orchestration.warehouse.shards.plan import RoutedTable
from orchestration.warehouse.shards.shard import hash_file

BUCKETS = 64
LARGE = 1000
ROWS_PER_SHARD = 1_250_000
"""About 100,000 people. Planning the SQL costs 2.5 s of CPU a shard."""
BYTES_PER_ROW = 1_200
"""Memory that a shard takes for each row (measured: 1.5 GB for ``ROWS_PER_SHARD``)."""
FEWEST_ROWS = 250_000
"""A shard of fewer rows is not worth its planning, though a processor be idle."""
MOST_PAIRS = 100
"""Names and birth dates of one component are compared in all pairs up to so many, else as they are told together."""
LEFT, MOVED = "left.parquet", "moved"
COLUMNS = ("state", "issuer", "name", "birth_date")


class LargeComponentError(RuntimeError):
    """A component has more rows than the memory of a shard is for. The message has numbers alone."""


@dataclass(frozen=True)
class Routing:
    """Which rows go to which shard. ``moved``: rows that go to another shard than their bucket's.

    ``components``: of several ids. ``large``: ids in those with a shard of their own, the largest first; ``largest``:
    ids in the largest of all.
    """

    ranges: int
    moved: int
    components: int
    largest: int
    large: tuple[int, ...]
    content_hash: str

    @property
    def shards(self) -> int:
        """The number of shards."""
        return self.ranges + len(self.large)

    def build_query(self, shard: int, query: str, table: RoutedTable, folder: Path) -> str:
        """Build the query of a shard's rows from the ``query`` of everybody's."""
        if self.shards == 1:
            return query
        first, last = find_buckets(shard, self.ranges)
        of_range = f"select * from ({query}) as rows where person_bucket between {first} and {last}"
        of_table = folder / f"{table.schema}.{table.table}"
        if not of_table.is_dir():
            return of_range
        keys = f"select delivery_id, source_line from read_parquet({quote(str(of_table / LEFT))}) where home = {shard}"
        left = f"select * from ({of_range}) as rows anti join ({keys}) as gone using (delivery_id, source_line)"
        pattern = of_table / MOVED / f"shard={shard}" / "*.parquet"
        if not any(pattern.parent.glob(pattern.name)):
            return left
        moved_here = f"select * from read_parquet({quote(str(pattern))}, hive_partitioning = false)"
        return f"{left} union all by name {moved_here}"

    def describe(self) -> str:
        """Describe the components: how many, and the sizes of the largest."""
        line = f"{self.components:,} groups of ids that may be one person's, the largest of {self.largest:,}"
        if not self.large:
            return line
        sizes = ", ".join(f"{size:,}" for size in self.large[:5]) + (", ..." if len(self.large) > 5 else "")
        return f"{line}; {len(self.large)} of more than {LARGE:,}, a shard each: {sizes}"


def find_buckets(shard: int, ranges: int) -> tuple[int, int]:
    """Find the first and the last bucket of a shard; an empty range for a shard of one component."""
    if shard >= ranges:
        return (BUCKETS, BUCKETS)
    return (shard * BUCKETS // ranges, (shard + 1) * BUCKETS // ranges - 1)


def find_shard(bucket: int, ranges: int) -> int:
    """Find the shard of a bucket."""
    return next(shard for shard in range(ranges) if bucket <= find_buckets(shard, ranges)[1])


def choose_ranges(rows: int, at_once: int) -> int:
    """Choose the number of shards for so many rows, of which ``at_once`` can be built at a time."""
    busy = min(at_once, rows // FEWEST_ROWS)
    return max(1, busy, min(BUCKETS, -(-rows // ROWS_PER_SHARD)))


def build_ids(identity: Mapping[str, str]) -> dict[str, str]:
    """Build the expressions that ids of a row are compared by: ``state``, ``issuer`` and ``last_eight`` of the state's.

    Of a number its digits without leading zeros: what has none is no id. Of a text what standard staging makes of it.
    """
    found = {"state": "null", "issuer": "null", "last_eight": "null"}
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


def route_people(
    connection: duckdb.DuckDBPyConnection,
    ranges: int,
    queries: Mapping[RoutedTable, str],
    folder: Path,
    most_rows: int | None = None,
    accepted: int = 0,
) -> Routing:
    """Find the components of everybody's ids and write the rows that change their shard below ``folder``.

    Raises:
        LargeComponentError: A component of more than ``LARGE`` and of more than ``accepted`` ids has more than
            ``most_rows``.
    """
    if ranges == 1:
        return Routing(1, 0, 0, 0, (), "1")
    _create_nodes(connection, queries)
    _connect(connection, "select node, token from tokens")
    _connect(connection, _build_names())
    connection.execute(
        """
        create or replace temp table components as
            select
                label,
                count(distinct key) as ids,
                cast(sum(rows) as bigint) as rows,
                arg_min(bucket, (md5(key), bucket)) as bucket,
                min(key) as first_key
            from nodes group by label having count(distinct key) > 1 or min(bucket) < max(bucket)
        """
    )
    found = connection.execute(
        f"select label, ids, rows from components where ids > {LARGE} order by ids desc, first_key"
    ).fetchall()
    _check_sizes([(int(ids), int(rows)) for _, ids, rows in found if int(ids) > accepted], most_rows)
    _choose_shards(connection, ranges, [int(label) for label, _, _ in found])
    moved, hashes = _write_moved(connection, queries, folder)
    ((components, largest),) = connection.execute(
        "select count(*), coalesce(max(ids), 1) from components where ids > 1"
    ).fetchall()
    connection.execute("drop table nodes; drop table tokens; drop table components; drop table told")
    large = tuple(int(ids) for _, ids, _ in found)
    digest = hashlib.sha256(repr((ranges, large, hashes)).encode()).hexdigest()
    return Routing(ranges, moved, int(components), int(largest), large, digest)


def _create_nodes(connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str]) -> None:
    """Create ``told`` (each combination of ids, name and birth date of a table), ``nodes`` (each of all tables, with a
    label of its own) and ``tokens`` (what nodes can share).

    Rows without an id are people of their own; those of one name and birth date go together.
    """
    parts = []
    for table, query in queries.items():
        columns = ", ".join(f"{column} as {name}" for name, column in _list_columns(table).items())
        ids = build_ids({part: part.partition("_")[0] for part in table.identity})
        parts.append(
            f"""
            select *, {ids["state"]} as state_key, {ids["issuer"]} as issuer_key, {ids["last_eight"]} as last_eight,
                nullif(upper(trim(regexp_replace(name, '\\s+', ' ', 'g'))), '') as name_key,
                nullif(trim(birth_date), '') as birth_key
            from (
                select {quote(f"{table.schema}.{table.table}")} as source, {columns}, person_bucket as bucket,
                    count(*) as rows
                from ({query}) as rows group by all
            ) as of_table
            """
        )
    connection.execute(
        f"""
        create or replace temp table told as
            select *, case
                    when state_key is not null or issuer_key is not null
                        then coalesce(state_key, '') || chr(31) || coalesce(issuer_key, '')
                    else chr(31) || chr(31) || name_key || chr(31) || birth_key
                end as key
            from ({" union all ".join(parts)}) as everybody;
        create or replace temp table nodes as
            select *, node as label from (
                select row_number() over () as node, key, bucket, state_key, issuer_key, last_eight, name_key,
                    birth_key, cast(sum(rows) as bigint) as rows
                from told where key is not null group by all
            ) as numbered;
        create or replace temp table tokens as
            select node, token from (
                select node, unnest(['s' || state_key, 'e' || last_eight, 'i' || issuer_key]) as token from nodes
            ) as all_tokens where token is not null;
        insert into tokens
            with named as (
                select decision_id, unnest([id_key, other_id_key]) as id_key from intake.identity_decisions
            ),
            keys as (
                select decision_id, left(id_key, 1) || unnest([{_build_digits("id_key")}, written, ltrim(written, '0')])
                    as token
                from (select *, regexp_replace(id_key, '^[a-z]+:', '') as written from named) as numbers
            )
            select distinct tokens.node, 'd' || keys.decision_id from keys inner join tokens using (token);
        """
    )


def _list_columns(table: RoutedTable) -> dict[str, str]:
    """List the columns of a table by what of an identity they hold; ``null`` where it has none."""
    told = {part.partition("_")[0]: column for part, column in table.identity.items()}
    return {name: told.get(name.partition("_")[0], "cast(null as varchar)") for name in COLUMNS}


def _build_names() -> str:
    """Build the query of (label, name and birth date): a person can be named by one row and dated by another."""
    return f"""
        with pairs as (
            select label, name_key, birth_key from nodes where name_key is not null and birth_key is not null
            union
            select label, name_key, unnest(births) as birth_key from (
                select label, unnest(names) as name_key, births from (
                    select label, list(distinct name_key) as names, list(distinct birth_key) as births
                    from nodes group by label having count(*) > 1
                ) as listed where len(names) * len(births) between 2 and {MOST_PAIRS}
            ) as named
        )
        select label as node, 'n' || name_key || chr(31) || birth_key as token from pairs
    """


def _connect(connection: duckdb.DuckDBPyConnection, pairs: str) -> None:
    """Give the labels of ``nodes`` that share a token, directly or through others, the least label of them.

    ``pairs``: query of (label, token) as (node, token). Labels spread over tokens, and on to where the label they found
    got to itself, until none changes.
    """
    connection.execute(
        f"""
        create or replace temp table shared as
            with pairs as ({pairs})
            select distinct node, token from pairs
            where token in (select token from pairs group by token having count(distinct node) > 1);
        create or replace temp table labels as select distinct node, node as label from shared;
        """
    )
    while True:
        connection.execute(
            """
            create or replace temp table spread as
                with of_tokens as (
                    select token, min(label) as label from shared inner join labels using (node) group by token
                ),
                of_nodes as (
                    select node, min(label) as label from shared inner join of_tokens using (token) group by node
                )
                select of_nodes.node, labels.label as before, least(of_nodes.label, further.label) as label
                from of_nodes
                inner join labels on of_nodes.node = labels.node
                inner join of_nodes as further on of_nodes.label = further.node;
            create or replace temp table labels as select node, label from spread
            """
        )
        ((changed,),) = connection.execute("select count(*) from spread where before <> label").fetchall()
        if not changed:
            break
    connection.execute(
        """
        create or replace temp table nodes as
            select nodes.* replace (coalesce(labels.label, nodes.label) as label)
            from nodes left join labels on nodes.label = labels.node;
        drop table spread; drop table shared; drop table labels
        """
    )


def _check_sizes(sizes: Sequence[tuple[int, int]], most_rows: int | None) -> None:
    over = [(ids, rows) for ids, rows in sizes if most_rows is not None and rows > most_rows]
    if over:
        ids, rows = over[0]
        raise LargeComponentError(
            f"a group of {ids:,} ids that may be one person's has {rows:,} rows, and the memory of a shard is for "
            f"{most_rows:,}: docs/how-to/decide-identity.md says how to find what its ids share, and how to accept it "
            f"(largest_group = {ids} in lookback.toml, or more shard_memory)"
        )


def _choose_shards(connection: duckdb.DuckDBPyConnection, ranges: int, large: Sequence[int]) -> None:
    """Create ``moving``: what is told of those whose shard is not the ``home`` of their bucket, with both."""
    of_bucket = [find_shard(bucket, ranges) for bucket in range(BUCKETS)]
    connection.execute(
        """
        create or replace temp table moving as
            with own as (select unnest(?::bigint[]) as label, unnest(?::integer[]) as shard),
            placed as (
                select components.label, coalesce(own.shard, (?::integer[])[components.bucket + 1]) as shard
                from components left join own using (label)
            )
            select told.source, told.state, told.issuer, told.name, told.birth_date, told.bucket,
                (?::integer[])[told.bucket + 1] as home, placed.shard
            from told
            inner join (select distinct key, label from nodes) as nodes using (key)
            inner join placed using (label)
            where home <> placed.shard
        """,
        [list(large), [ranges + place for place in range(len(large))], of_bucket, of_bucket],
    )


def _write_moved(
    connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str], folder: Path
) -> tuple[int, list[str]]:
    """Write, by table, which rows leave the shard of their bucket and the rows of each shard that they go to. Return
    how many, and the hash of each list."""
    moved, hashes = 0, []
    for table, query in queries.items():
        same = " and ".join(
            f"{column if column.startswith('cast') else f'rows.{column}'} is not distinct from moving.{name}"
            for name, column in (*_list_columns(table).items(), ("bucket", "person_bucket"))
        )
        source = quote(f"{table.schema}.{table.table}")
        connection.execute(
            f"create or replace temp table leaving as select rows.*, moving.home, moving.shard from ({query}) as rows "
            f"inner join moving on {same} where moving.source = {source}"
        )
        ((rows,),) = connection.execute("select count(*) from leaving").fetchall()
        if rows:
            of_table = folder / f"{table.schema}.{table.table}"
            of_table.mkdir(parents=True)
            key = [("delivery_id", "VARCHAR"), ("source_line", "BIGINT"), ("home", "INTEGER"), ("shard", "INTEGER")]
            write_parquet(connection, "leaving", key, of_table / LEFT, is_sorted=True)
            connection.execute(
                f"copy (select * exclude (home) from leaving) to {quote(str(of_table / MOVED))} "
                f"(format parquet, compression snappy, partition_by (shard))"
            )
            hashes.append(f"{table.schema}.{table.table} {hash_file(of_table / LEFT)}")
            moved += int(rows)
    connection.execute("drop table leaving; drop table moving")
    return moved, hashes
