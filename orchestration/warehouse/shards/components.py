"""Who must be in one shard: the identity pass over everybody's ids.

Rows are connected that share an id, the last eight digits of the state's id, or name and day of birth, whose name or
day of birth is a slip apart where the state gives them no id, or whose ids a decision names. What is compared is no
narrower than what a model compares, so no two rows that a model would join are in different shards. A shard is a
range of person buckets; rows of a component that spans several are moved to one of them. A component of more than
``LARGE`` ids is a shard of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.parquet import quote, write_parquet
from orchestration.warehouse.shards.plan import RoutedTable
from orchestration.warehouse.shards.received import build_tokens, create_received, list_columns
from orchestration.warehouse.shards.shard import hash_file
from orchestration.warehouse.shards.slips import build_slips

BUCKETS = 64
MOST_SHARDS = 1024
LARGE = 1000
ROWS_PER_SHARD = 400_000
"""About 37,000 people. Planning the SQL costs 2.5 s of CPU a shard. The rules of twice as many need over 1.5 GB."""
MOST_EXCESS = 0.2
"""A shard that is a part of a bucket may have a fifth more than ``ROWS_PER_SHARD`` (660,000 took 1.6 GB: measured)."""
BYTES_PER_ROW = 3_600
"""Memory that a shard takes for each row, most of it in the rules (measured: 410,000 rows in 1.2 to 1.5 GB)."""
FEWEST_ROWS = 250_000
"""A shard of fewer rows is not worth its planning, though a processor be idle."""
MOST_PAIRS = 100
"""Names and birth dates of one component are compared in all pairs up to so many, else as they are told together."""
LEFT, MOVED = "left.parquet", "moved"


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
        of_table = folder / f"{table.schema}.{table.table}"
        pattern = of_table / MOVED / f"shard={shard}" / "*.parquet"
        moved_here = f"select * from read_parquet({quote(str(pattern))}, hive_partitioning = false)"
        has_moved = any(pattern.parent.glob(pattern.name))
        first, last = find_buckets(shard, self.ranges)
        parts = count_parts(self.ranges)
        of_range = (
            f"select * from ({query}) as rows where person_bucket between {first // parts} and {last // parts}"
            + (f" and {build_bucket(table, parts)} between {first} and {last}" if parts > 1 else "")
        )
        if not of_table.is_dir():
            return of_range
        keys = f"select delivery_id, source_line from read_parquet({quote(str(of_table / LEFT))}) where home = {shard}"
        left = f"select * from ({of_range}) as rows anti join ({keys}) as gone using (delivery_id, source_line)"
        return f"{left} union all by name {moved_here}" if has_moved else left

    def describe(self) -> str:
        """Describe the components: how many, and the sizes of the largest."""
        line = f"{self.components:,} groups of ids that may be one person's, the largest of {self.largest:,}"
        if not self.large:
            return line
        sizes = ", ".join(f"{size:,}" for size in self.large[:5]) + (", ..." if len(self.large) > 5 else "")
        return f"{line}; {len(self.large)} of more than {LARGE:,}, a shard each: {sizes}"


def count_parts(ranges: int) -> int:
    """Count the parts of each bucket of intake: more shards than buckets take a part each."""
    return -(-ranges // BUCKETS)


def build_bucket(table: RoutedTable, parts: int) -> str:
    """Build the expression of a row's bucket, where each bucket of intake is of so many parts."""
    columns = list_columns(table)
    return _build_bucket(columns["issuer"], columns["state"], parts)


def _build_bucket(issuer: str, state: str, parts: int) -> str:
    if parts == 1:
        return "person_bucket"
    return f"(person_bucket * {parts} + cast(md5_number_lower(coalesce({issuer}, {state}, '')) % {parts} as integer))"


def find_buckets(shard: int, ranges: int) -> tuple[int, int]:
    """Find the first and the last bucket of a shard; an empty range for a shard of one component."""
    buckets = BUCKETS * count_parts(ranges)
    if shard >= ranges:
        return (buckets, buckets)
    return (shard * buckets // ranges, (shard + 1) * buckets // ranges - 1)


def find_shard(bucket: int, ranges: int) -> int:
    """Find the shard of a bucket."""
    return next(shard for shard in range(ranges) if bucket <= find_buckets(shard, ranges)[1])


def choose_ranges(rows: int, at_once: int) -> int:
    """Choose the number of shards for so many rows, of which ``at_once`` can be built at a time. Where they are more
    than buckets, each is as large a part of a bucket as any other."""
    busy = min(at_once, rows // FEWEST_ROWS)
    ranges = max(1, busy, min(MOST_SHARDS, -(-rows // ROWS_PER_SHARD)))
    return ranges if ranges <= BUCKETS else BUCKETS * ceil(ranges / BUCKETS - MOST_EXCESS)


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
    create_received(connection, queries)
    _connect_people(connection, count_parts(ranges))
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
    moved, hashes = _write_moved(connection, queries, folder, count_parts(ranges))
    ((components, largest),) = connection.execute(
        "select count(*), coalesce(max(ids), 1) from components where ids > 1"
    ).fetchall()
    large = tuple(int(ids) for _, ids, _ in found)
    for table in ("nodes", "tokens", "components", "received", "placed", "moving"):
        connection.execute(f"drop table {table}")
    digest = hashlib.sha256(repr((ranges, large, hashes)).encode()).hexdigest()
    return Routing(ranges, moved, int(components), int(largest), large, digest)


def _connect_people(connection: duckdb.DuckDBPyConnection, parts: int) -> None:
    """Create ``nodes`` (each combination of ids, name and birth date, with the label of its component) and ``tokens``
    (what nodes can share).

    Rows without an id are people of their own; those of one name and birth date go together.
    """
    connection.execute(
        f"""
        create or replace temp table nodes as
            select *, node as label from (
                select row_number() over () as node, key, {_build_bucket("issuer", "state", parts)} as bucket,
                    state_key, issuer_key, last_eight, name_key, birth_key, cast(sum(rows) as bigint) as rows
                from received where key is not null group by all
            ) as numbered;
        create or replace temp table tokens as
            select node, token from (
                select node, unnest(['s' || state_key, 'e' || last_eight, 'i' || issuer_key]) as token from nodes
            ) as all_tokens where token is not null;
        insert into tokens
            select distinct tokens.node, 'd' || named.decision_id
            from ({build_tokens("intake.identity_decisions", "decision_id", ["id_key", "other_id_key"])}) as named
            inner join tokens using (token);
        """
    )
    _connect(connection, "select node, token from tokens")
    connection.execute(f"create or replace temp table described as {_build_described()}")
    connection.execute(
        f"create or replace temp table slips as {build_slips('(select * from described where not has_state_id)')}"
    )
    _connect(
        connection,
        "select label as node, 'n' || name_key || chr(31) || birth_key as token from described "
        "union all select node, token from slips",
    )
    connection.execute("drop table described; drop table slips")


def _build_described() -> str:
    """Build the query of (label, name, birth date): a person can be named by one row and dated by another."""
    return f"""
        with described as (
            select label, name_key, birth_key from nodes where name_key is not null and birth_key is not null
            union
            select label, name_key, unnest(births) as birth_key from (
                select label, unnest(names) as name_key, births from (
                    select label, list(distinct name_key) as names, list(distinct birth_key) as births
                    from nodes group by label having count(*) > 1
                ) as listed where len(names) * len(births) between 2 and {MOST_PAIRS}
            ) as named
        )
        select
            described.*,
            label in (select label from nodes where state_key is not null) as has_state_id
        from described
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
    """Create ``placed`` (the shard of each key) and ``moving``: what is received of those whose shard is not the
    ``home`` of their bucket, with both."""
    parts = count_parts(ranges)
    of_bucket = [find_shard(bucket, ranges) for bucket in range(BUCKETS * parts)]
    own = [ranges + place for place in range(len(large))]
    connection.execute(
        f"""
        create or replace temp table placed as
            with own as (select unnest({list(large)}::bigint[]) as label, unnest({own}::integer[]) as shard)
            select distinct
                nodes.key,
                coalesce(
                    own.shard, ({of_bucket})[components.bucket + 1], ({of_bucket})[nodes.bucket + 1]
                ) as shard
            from nodes
            left join components using (label)
            left join own using (label);
        create or replace temp table moving as
            with homes as (
                select *, {_build_bucket("issuer", "state", parts)} as bucket, ({of_bucket})[bucket + 1] as home
                from received
            )
            select homes.source, homes.state, homes.issuer, homes.name, homes.birth_date, homes.bucket, homes.home,
                placed.shard
            from homes inner join placed using (key)
            where homes.home <> placed.shard
        """
    )


def _write_moved(
    connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str], folder: Path, parts: int
) -> tuple[int, list[str]]:
    """Write, by table, which rows leave the shard of their bucket and the rows of each shard that they go to. Return
    how many, and the hash of each list."""
    moved, hashes = 0, []
    for table, query in queries.items():
        same = " and ".join(
            f"{column if column.startswith('cast') else f'rows.{column}'} is not distinct from moving.{name}"
            for name, column in list_columns(table).items()
        )
        source = quote(f"{table.schema}.{table.table}")
        connection.execute(
            f"create or replace temp table leaving as select rows.*, moving.home, moving.shard from ({query}) as rows "
            f"inner join moving on {same} and {build_bucket(table, parts)} = moving.bucket "
            f"where moving.source = {source}"
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
    connection.execute("drop table leaving")
    return moved, hashes
