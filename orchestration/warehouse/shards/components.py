"""Who must be in one shard: the identity pass over everybody's ids.

People are connected who share an id, the last eight digits of the state's id, or name and day of birth, or whose ids a
decision names. What is compared is wider than what a model compares (letters and zeros are left out), so no two rows
that a model would join are in different shards. A shard is a range of person buckets; rows of a component that spans
several are moved to one of them. A component of more than ``LARGE`` ids is a shard of its own.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.parquet import quote
from orchestration.warehouse.shards.plan import IDENTITY_PARTS, RoutedTable

BUCKETS = 64
LARGE = 1000
ROWS_PER_SHARD = 1_250_000
"""About 100,000 people. Planning the SQL costs 2.5 s of CPU a shard, and a shard of so many rows takes 1.5 GB."""
FEWEST_ROWS = 250_000
"""A shard of fewer rows is not worth its planning, though a processor be idle."""
MOVED = "moved.parquet"


@dataclass(frozen=True)
class Routing:
    """Which rows go to which shard. ``moved``: keys of rows that go to another shard than their bucket's.

    ``components``: of several ids. ``largest``: ids in the largest. ``own_shards``: shards of one component each.
    """

    ranges: int
    own_shards: int
    moved: int
    components: int
    largest: int
    content_hash: str

    @property
    def shards(self) -> int:
        """The number of shards."""
        return self.ranges + self.own_shards

    def build_query(self, shard: int, query: str, table: RoutedTable, folder: Path) -> str:
        """Build the query of a shard's rows from the ``query`` of everybody's."""
        if self.shards == 1:
            return query
        first, last = find_buckets(shard, self.ranges)
        of_range = f"select * from ({query}) as rows where person_bucket between {first} and {last}"
        if not self.moved:
            return of_range
        keys = f"select key from read_parquet({quote(str(folder / MOVED))}) where home = {shard}"
        left = f"{of_range} and {build_key(table)} not in ({keys})"
        pattern = folder / f"{table.schema}.{table.table}" / f"shard={shard}" / "*.parquet"
        if not any(pattern.parent.glob(pattern.name)):
            return left
        moved_here = f"select * from read_parquet({quote(str(pattern))}, hive_partitioning = false)"
        return f"{left} union all by name {moved_here}"


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


def build_key(table: RoutedTable) -> str:
    """Build the expression of a row's ids as received. A row without any is of a person of its own."""
    ids = [table.identity[part] for part in ("state_id", "issuer_id") if part in table.identity]
    texts = ", ".join(f"coalesce({column}, '')" for column in ids)
    return (
        f"case when regexp_matches(concat({texts}), '[1-9]') then concat_ws(chr(31), {texts}) "
        f"else concat_ws(':', 'row', delivery_id, source_line) end"
    )


def route_people(
    connection: duckdb.DuckDBPyConnection, ranges: int, queries: Mapping[RoutedTable, str], folder: Path
) -> Routing:
    """Find the components of everybody's ids and write the rows that change their shard below ``folder``."""
    if ranges == 1:
        return Routing(1, 0, 0, 0, 0, "1")
    _create_tokens(connection, queries)
    members = _find_components(
        row[0]
        for row in connection.execute(
            "select list(distinct node) from tokens group by token having count(distinct node) > 1"
        ).fetchall()
    )
    numbers = [number for component in members for number in component]
    nodes = {
        int(node): (str(key), int(bucket))
        for node, key, bucket in connection.execute(
            "select node, key, bucket from nodes where node in (select unnest(?))", [numbers]
        ).fetchall()
    }
    moved, own = _choose_shards([[nodes[node] for node in component] for component in members], ranges)
    _write_moved(connection, queries, moved, folder)
    connection.execute("drop table tokens; drop table nodes")
    digest = hashlib.sha256(repr((ranges, own, sorted(moved))).encode())
    largest = max(map(len, members), default=1)
    return Routing(ranges, own, len(moved), len(members), largest, digest.hexdigest())


def _create_tokens(connection: duckdb.DuckDBPyConnection, queries: Mapping[RoutedTable, str]) -> None:
    """Create ``nodes`` (a row per combination of ids) and ``tokens`` (what combinations can share)."""
    told = {
        table: ", ".join(f"{table.identity.get(part, 'null')} as {part}" for part in IDENTITY_PARTS)
        for table in queries
    }
    parts = " union all ".join(
        f"select {build_key(table)} as key, person_bucket as bucket, {told[table]} from ({query}) as rows"
        for table, query in queries.items()
    )
    connection.execute(
        f"""
        create or replace temp table told as select distinct * from ({parts}) as everybody;
        create or replace temp table nodes as
            select row_number() over () as node, key, any_value(bucket) as bucket from told group by key;
        create or replace temp table tokens as
            with all_tokens as (
                select
                    nodes.node,
                    unnest([
                        's' || {_build_digits("told.state_id")},
                        'e' || {_build_digits("right(trim(told.state_id), 8)")},
                        'i' || {_build_digits("told.issuer_id")},
                        'n' || nullif(upper(trim(told.name)), '') || chr(31) || nullif(trim(told.birth_date), '')
                    ]) as token
                from told inner join nodes using (key)
            )
            select distinct node, token from all_tokens where token is not null;
        drop table told;
        insert into tokens
            with named as (
                select decision_id, unnest([id_key, other_id_key]) as id_key from intake.identity_decisions
            ),
            keys as (
                select decision_id, left(id_key, 1) || {_build_digits("id_key")} as token from named
            )
            select distinct tokens.node, 'd' || keys.decision_id from keys inner join tokens using (token);
        """
    )


def _build_digits(text: str) -> str:
    return f"nullif(ltrim(regexp_replace({text}, '[^0-9]', '', 'g'), '0'), '')"


def _find_components(groups: Iterable[Sequence[int]]) -> list[list[int]]:
    """Find the components of numbers that are together in groups."""
    parents: dict[int, int] = {}

    def find(number: int) -> int:
        parents.setdefault(number, number)
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for first, *others in groups:
        for other in others:
            one, another = find(first), find(other)
            parents[max(one, another)] = min(one, another)
    components: dict[int, list[int]] = defaultdict(list)
    for number in parents:
        components[find(number)].append(number)
    return list(components.values())


def _choose_shards(
    components: Sequence[Sequence[tuple[str, int]]], ranges: int
) -> tuple[list[tuple[str, int, int]], int]:
    """Choose the shard of each component of (key, bucket), whatever their order: the keys that change theirs, as (key,
    home, shard), and the number of components with a shard of their own."""
    of_bucket = [find_shard(bucket, ranges) for bucket in range(BUCKETS)]
    large = sorted(min(key for key, _ in one) for one in components if len(one) > LARGE)
    moved = []
    for component in components:
        first = min(component, key=lambda member: hashlib.md5(member[0].encode(), usedforsecurity=False).digest())
        shard = of_bucket[first[1]]
        if len(component) > LARGE:
            shard = ranges + large.index(min(key for key, _ in component))
        moved += [(key, of_bucket[bucket], shard) for key, bucket in component if of_bucket[bucket] != shard]
    return moved, len(large)


def _write_moved(
    connection: duckdb.DuckDBPyConnection,
    queries: Mapping[RoutedTable, str],
    moved: Sequence[tuple[str, int, int]],
    folder: Path,
) -> None:
    if not moved:
        return
    folder.mkdir(parents=True, exist_ok=True)
    columns = [list(column) for column in zip(*moved, strict=True)]
    connection.execute(
        "create or replace temp table moved as select unnest(?::varchar[]) as key, unnest(?::integer[]) as home, "
        "unnest(?::integer[]) as shard",
        columns,
    )
    connection.execute(f"copy moved to {quote(str(folder / MOVED))} (format parquet)")
    for table, query in queries.items():
        target = folder / f"{table.schema}.{table.table}"
        connection.execute(
            f"copy (select rows.*, moved.shard from ({query}) as rows "
            f"inner join moved on {build_key(table)} = moved.key) "
            f"to {quote(str(target))} (format parquet, compression snappy, partition_by (shard))"
        )
    connection.execute("drop table moved")
