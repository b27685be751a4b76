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
from tempfile import TemporaryDirectory

import duckdb

from orchestration.warehouse.shards.parquet import quote, write_parquet
from orchestration.warehouse.shards.plan import RoutedTable
from orchestration.warehouse.shards.received import (
    COLUMNS,
    KEYS,
    build_bucket,
    build_keys,
    build_number,
    build_row_hash,
    build_tokens,
    create_nodes,
    list_columns,
)
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
NODES_AT_ONCE = 2_000_000
"""What is grouped of everybody is grouped in parts of about so many, so that only a part is in memory."""
OF_MOVING = "moving_"
"""Prefix of columns beside those of a table."""


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
            + (f" and {_build_bucket_of(table, parts)} between {first} and {last}" if parts > 1 else "")
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


def _build_bucket_of(table: RoutedTable, parts: int) -> str:
    columns = list_columns(table)
    return build_bucket(columns["issuer"], columns["state"], parts)


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
    """Choose the number of shards for so many rows, of which ``at_once`` can be built at a time: a multiple of it, so
    that none waits for the last. Where they are more than buckets, each is as large a part of a bucket as any other."""
    busy = min(at_once, rows // FEWEST_ROWS)
    ranges = max(1, busy, min(MOST_SHARDS, -(-rows // ROWS_PER_SHARD)))
    if ranges > at_once:
        ranges = min(MOST_SHARDS, at_once * ceil(ranges / at_once))
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
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as nodes:
        create_nodes(connection, queries, count_parts(ranges), Path(nodes))
        ((number,),) = connection.execute("select count(*) from nodes").fetchall()
        passes = ceil(max(1, number) / NODES_AT_ONCE)
        _connect_people(connection, passes)
        _find_components(connection, passes)
        found = connection.execute(
            f"select label, ids, rows from components where ids > {LARGE} order by ids desc, label"
        ).fetchall()
        _check_sizes([(int(ids), int(rows)) for _, ids, rows in found if int(ids) > accepted], most_rows)
        _choose_shards(connection, ranges, [int(label) for label, _, _ in found])
    moved, hashes = _write_moved(connection, queries, folder, count_parts(ranges))
    ((components, largest),) = connection.execute(
        "select count(*), coalesce(max(ids), 1) from components where ids > 1"
    ).fetchall()
    large = tuple(int(ids) for _, ids, _ in found)
    for table in ("labels", "components", "placed", "moving"):
        connection.execute(f"drop table {table}")
    connection.execute("drop view nodes")
    digest = hashlib.sha256(repr((ranges, large, hashes)).encode()).hexdigest()
    return Routing(ranges, moved, int(components), int(largest), large, digest)


def _connect_people(connection: duckdb.DuckDBPyConnection, passes: int) -> None:
    """Create ``labels``: of each key that shares something with another the least key of its component.

    Rows without an id are people of their own; those of one name and birth date go together.
    """
    connection.execute("create or replace temp table labels (key ubigint, label ubigint)")
    connection.execute("create or replace temp table shared (node ubigint, token ubigint)")
    ids = "unnest([state_token, last_eight_token, issuer_token])"
    _find_shared(connection, f"select key as node, {ids} as token from nodes where key is not null", passes)
    named = build_tokens("intake.identity_decisions", "decision_id", ["id_key", "other_id_key"])
    of_decision, of_text = build_number("'d' || named.decision_id"), build_number("token")
    connection.execute(
        f"""
        insert into shared
            select distinct tokens.node, {of_decision}
            from (select decision_id, {of_text} as token from ({named}) as texts) as named
            inner join (select key as node, {ids} as token from nodes where key is not null) as tokens using (token)
        """
    )
    _connect(connection)
    connection.execute("create or replace temp table described (node ubigint, token ubigint)")
    connection.execute(
        "create or replace temp table without_number (label ubigint, name_key varchar, birth_key varchar)"
    )
    name_and_birth = build_number("name_key || chr(31) || birth_key")
    for part in range(passes):
        connection.execute(f"create or replace temp table part as {_build_described(part, passes)}")
        connection.execute(f"insert into described select label, {name_and_birth} from part")
        connection.execute(
            "insert into without_number select label, name_key, birth_key from part where not has_state_id"
        )
    connection.execute("drop table part")
    _find_shared(connection, "select node, token from described", passes)
    connection.execute(
        "insert into shared select label, token from "
        f"(select node as label, {build_number('token')} as token from ({build_slips('without_number')}) as slips)"
    )
    _connect(connection)
    connection.execute("drop table described; drop table without_number; drop table shared")


def _find_shared(connection: duckdb.DuckDBPyConnection, pairs: str, passes: int) -> None:
    """Put into ``shared`` the ``pairs`` (query of node and token) whose token several nodes have, a part at a time."""
    connection.execute("delete from shared")
    for part in range(passes):
        connection.execute(
            f"""
            insert into shared
                with pairs as (select distinct node, token from ({pairs}) as found where token % {passes} = {part})
                select node, token from pairs
                where token in (select token from pairs group by token having count(*) > 1)
            """
        )


def _build_described(part: int, passes: int) -> str:
    """Build the query of labels with their names and birth dates: a person can be named by one row and dated by
    another."""
    return f"""
        with of_part as (
            select coalesce(labels.label, nodes.key) as label, nodes.name_key, nodes.birth_key, nodes.has_state_id
            from nodes left join labels using (key)
            where coalesce(labels.label, nodes.key) % {passes} = {part}
        ),

        described as (
            select label, name_key, birth_key from of_part where name_key is not null and birth_key is not null
            union
            select label, name_key, unnest(births) as birth_key from (
                select label, unnest(names) as name_key, births from (
                    select
                        label,
                        list(distinct name_key) filter (where name_key is not null) as names,
                        list(distinct birth_key) filter (where birth_key is not null) as births
                    from of_part group by label having count(*) > 1
                ) as listed where len(names) * len(births) between 1 and {MOST_PAIRS}
            ) as named
        )

        select
            described.*,
            label in (select label from of_part where has_state_id) as has_state_id
        from described
    """


def _connect(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the nodes that share a token, directly or through others, the least of them as label.

    Labels spread over tokens, and on to where the label they found got to itself, until none changes.
    """
    connection.execute("create or replace temp table spreading as select distinct node, node as label from shared")
    while True:
        connection.execute(
            """
            create or replace temp table spread as
                with of_tokens as (
                    select token, min(label) as label from shared inner join spreading using (node) group by token
                ),
                of_nodes as (
                    select node, min(label) as label from shared inner join of_tokens using (token) group by node
                )
                select of_nodes.node, spreading.label as before, least(of_nodes.label, further.label) as label
                from of_nodes
                inner join spreading on of_nodes.node = spreading.node
                inner join of_nodes as further on of_nodes.label = further.node;
            create or replace temp table spreading as select node, label from spread
            """
        )
        ((changed,),) = connection.execute("select count(*) from spread where before <> label").fetchall()
        if not changed:
            break
    connection.execute(
        """
        create or replace temp table labels as
            select labels.key, coalesce(spreading.label, labels.label) as label
            from labels left join spreading on labels.label = spreading.node
            union all
            select node as key, label from spreading where node not in (select key from labels);
        drop table spread; drop table spreading
        """
    )


def _find_components(connection: duckdb.DuckDBPyConnection, passes: int) -> None:
    """Create ``components``: those of several ids, or of rows in several buckets, a part at a time."""
    connection.execute(
        "create or replace temp table components (label ubigint, ids bigint, rows bigint, bucket integer)"
    )
    for part in range(passes):
        connection.execute(
            f"""
            insert into components
                select label, count(distinct key), cast(sum(rows) as bigint), arg_min(bucket, (key, bucket))
                from (
                    select coalesce(labels.label, nodes.key) as label, nodes.key, nodes.bucket, nodes.rows
                    from nodes left join labels using (key)
                    where nodes.key is not null and coalesce(labels.label, nodes.key) % {passes} = {part}
                ) as labelled
                group by label having count(distinct key) > 1 or min(bucket) < max(bucket)
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
    """Create ``placed`` (the shard of each key of a component) and ``moving``: what was received of those whose shard
    is not the ``home`` of their bucket, with both."""
    of_bucket = [find_shard(bucket, ranges) for bucket in range(BUCKETS * count_parts(ranges))]
    own = [ranges + place for place in range(len(large))]
    connection.execute(
        f"""
        create or replace temp table placed as
            with own as (select unnest({list(large)}::ubigint[]) as label, unnest({own}::integer[]) as shard)
            select distinct nodes.key, coalesce(own.shard, ({of_bucket})[components.bucket + 1]) as shard
            from nodes
            left join labels using (key)
            inner join components on coalesce(labels.label, nodes.key) = components.label
            left join own on components.label = own.label;
        create or replace temp table moving as
            select distinct nodes.source, nodes.row_hash, nodes.key, nodes.bucket,
                ({of_bucket})[nodes.bucket + 1] as home, placed.shard
            from nodes inner join placed using (key)
            where ({of_bucket})[nodes.bucket + 1] <> placed.shard
        """
    )


def _write_moved(
    connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str], folder: Path, parts: int
) -> tuple[int, list[str]]:
    """Write, by table, which rows leave the shard of their bucket and the rows of each shard that they go to. Return
    how many, and the hash of each list."""
    moved, hashes = 0, []
    for table, query in queries.items():
        columns, keys = list_columns(table), build_keys(table, OF_MOVING)
        beside = (*COLUMNS, *KEYS, "key", "row_hash", "bucket")
        texts = ", ".join(f"{column} as {OF_MOVING}{name}" for name, column in columns.items())
        # (The key is compared too, of the few rows found: other texts may have the same number.)
        connection.execute(
            f"""
            create or replace temp table leaving as
                select * exclude ({", ".join(f"{OF_MOVING}{name}" for name in beside)}) from (
                    select *, {", ".join(f"{keys[name]} as {OF_MOVING}{name}" for name in KEYS)} from (
                        select rows.*, moving.home, moving.shard, moving.key as {OF_MOVING}key
                        from (
                            select *, {texts}, {build_row_hash([*columns.values()])} as {OF_MOVING}row_hash,
                                {_build_bucket_of(table, parts)} as {OF_MOVING}bucket
                            from ({query}) as rows
                        ) as rows
                        inner join moving on rows.{OF_MOVING}row_hash = moving.row_hash
                            and rows.{OF_MOVING}bucket = moving.bucket
                        where moving.source = {quote(f"{table.schema}.{table.table}")}
                    ) as found
                ) as with_keys
                where {OF_MOVING}key = {build_number(keys["key"])}
            """
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
