"""Which people are in one shard: everybody whom a model could put together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.shards import components, received
from orchestration.warehouse.shards.components import (
    BUCKETS,
    ROWS_PER_SHARD,
    LargeComponentError,
    choose_ranges,
    find_buckets,
    find_shard,
    route_people,
)
from orchestration.warehouse.shards.plan import RoutedTable

HISTORY = RoutedTable(
    "intake", "history_rows", {"state_number": "cii", "issuer_number": "subject", "name": "name", "birth_date": "born"}
)
COURTS = RoutedTable("intake", "court_rows", {"state_number": "cii", "issuer_number": "subject"})
SHARDS = 8

# (line, state id, issuer's id, name, birth date): bucket is the line's number.
ROWS = [
    (1, "A100", "9001", "ROE,JANE", "19800101"),
    (9, "0100", None, "ROE,J", None),  # the same state id, written another way
    (17, "A200", "9001", "DOE,A", "19700101"),  # the same issuer's id
    (25, "A300", None, " roe,jane ", "19800101"),  # the same name and day
    (33, "A12345678", None, "POE,B", "19600101"),
    (41, "A9912345678", None, "POE,C", "19610101"),  # the same last eight digits
    (49, "A400", None, "LEE,D", "19500101"),
    (57, "A500", "9500", "LEE,E", "19510101"),  # a decision about 400 and 9500
    (2, "A600", None, "ROE,JANE", None),  # a name alone connects nobody
    (10, None, None, "NOBODY,X", "19400101"),
    (18, None, None, "NOBODY,Y", "19410101"),  # rows without an id are people of their own
]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema intake;
            create table intake.history_rows (
                source_line bigint, cii varchar, subject varchar, name varchar, born varchar, delivery_id varchar,
                person_bucket integer
            );
            create table intake.court_rows (
                source_line bigint, cii varchar, subject varchar, delivery_id varchar, person_bucket integer
            );
            create table intake.identity_decisions as
                select 'd1' as decision_id, 'state:400' as id_key, 'issuer:9500' as other_id_key;
            insert into intake.court_rows values (1, 'A700', '9500', 'c', 60);
            """
        )
        for row in ROWS:
            connection.execute("insert into intake.history_rows values (?, ?, ?, ?, ?, 'h', ?)", [*row, row[0]])
        yield connection


def route(connection: duckdb.DuckDBPyConnection, folder: Path, ranges: int = SHARDS) -> dict[str, int]:
    """The shard of each row, by table and line."""
    queries = {table: f"select * from {table.schema}.{table.table}" for table in (HISTORY, COURTS)}
    routing = route_people(connection, ranges, queries, folder)
    found: dict[str, int] = {}
    for table, query in queries.items():
        for shard in range(routing.shards):
            of_shard = routing.build_query(shard, query, table, folder)
            for (line,) in connection.execute(f"select source_line from ({of_shard})").fetchall():
                assert f"{table.table} {line}" not in found, "a row is in one shard"
                found[f"{table.table} {line}"] = shard
    assert len(found) == len(ROWS) + 1, "and every row is in one"
    return found


def test_those_who_share_something_are_in_one_shard_and_others_in_that_of_their_bucket(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    shards = route(connection, tmp_path)
    assert len({shards[f"history_rows {line}"] for line in (1, 9, 17, 25)}) == 1
    assert len({shards[f"history_rows {line}"] for line in (33, 41)}) == 1
    assert len({shards["history_rows 49"], shards["history_rows 57"], shards["court_rows 1"]}) == 1
    assert {line: shards[f"history_rows {line}"] for line in (2, 10, 18)} == {2: 0, 10: 1, 18: 2}


def test_the_order_of_rows_changes_no_shard(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    before = route(connection, tmp_path / "before")
    connection.execute("create or replace table intake.history_rows as from intake.history_rows order by cii desc")
    assert route(connection, tmp_path / "after") == before


def test_numbers_that_stand_for_several_texts_lose_no_row_and_part_nobody(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text has the same number: first those of whole rows, which are then told apart by their keys."""
    expected = route(connection, tmp_path / "apart")
    for module in (components, received):
        monkeypatch.setattr(module, "build_row_hash", lambda _: "cast(1 as ubigint)")
    assert route(connection, tmp_path / "rows") == expected
    for module in (components, received):
        monkeypatch.setattr(module, "build_number", lambda text: f"case when {text} is not null then 1::ubigint end")
    together = route(connection, tmp_path / "all")
    assert len({together[f"history_rows {line}"] for line in (1, 9, 17, 25, 33, 41, 49, 57, 2, 10)}) == 1


def test_one_name_and_one_birth_date_of_two_rows_are_of_a_third_who_has_both(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("delete from intake.history_rows; delete from intake.court_rows")
    rows = [(0, "A100", "ROE,C", None), (8, "A100", None, "19900101"), (40, "A300", "ROE,C", "19900101")]
    connection.executemany(
        "insert into intake.history_rows values (?, ?, null, ?, ?, 'h', ?)", [[*row, row[0]] for row in rows]
    )
    query = "select * from intake.history_rows"
    assert route_people(connection, SHARDS, {HISTORY: query}, tmp_path).components == 1


def test_names_with_and_without_an_id_of_the_state_count_once(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Seven names and seven birth dates of one component are 49 pairs, under the most that are compared."""
    connection.execute("delete from intake.history_rows; delete from intake.court_rows")
    told = [(f"N{n},X", None) for n in range(6)] + [(None, f"1980010{n}") for n in range(6)]
    rows = [(cii, "9", name, born, 0) for cii in ("A100", None) for name, born in told]
    rows.append(("A300", None, "N0,X", "19800100", 40))
    connection.executemany("insert into intake.history_rows values (1, ?, ?, ?, ?, 'h', ?)", [[*row] for row in rows])
    query = "select * from intake.history_rows"
    assert route_people(connection, SHARDS, {HISTORY: query}, tmp_path).largest == 3


def test_a_folder_named_like_a_column_changes_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    expected = route(connection, tmp_path / "plain")
    for name in ("bucket=3", "source=ca", "key=1"):
        assert route(connection, tmp_path / name) == expected


def test_parts_connect_the_same_people(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = route(connection, tmp_path / "whole")
    monkeypatch.setattr(components, "NODES_AT_ONCE", 2)
    assert route(connection, tmp_path / "parts") == expected


def test_a_large_component_is_a_shard_of_its_own(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "LARGE", 3)
    shards = route(connection, tmp_path)
    assert {shards[f"history_rows {line}"] for line in (1, 9, 17, 25)} == {SHARDS}
    assert max(shards[f"history_rows {line}"] for line in (33, 41, 49, 57)) < SHARDS


def test_a_component_beyond_the_memory_of_a_shard_stops_the_run_unless_it_is_accepted(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "LARGE", 3)
    queries = {table: f"select * from {table.schema}.{table.table}" for table in (HISTORY, COURTS)}
    with pytest.raises(LargeComponentError, match=r"group of 4 ids .* has 4 rows, .* is for 3: .*decide-identity\.md"):
        route_people(connection, SHARDS, queries, tmp_path / "stopped", most_rows=3)
    accepted = route_people(connection, SHARDS, queries, tmp_path / "accepted", most_rows=3, accepted=4)
    assert accepted.describe() == (
        "3 groups of ids that may be one person's, the largest of 4; 1 of more than 3, a shard each: 4"
    )


def test_ids_without_digits_are_ids_where_they_are_texts_and_none_where_they_are_numbers(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute(
        """
        create table intake.people_rows as
            select * exclude (cii, subject), column0 as cii, column1 as subject, column2 as name, column3 as born,
                row_number() over () as source_line, 't' as delivery_id
            from (values
                (null, 'ABEL X', 'POE,A', null, 0), (null, 'abel  x', null, null, 8), (null, 'ABEL Y', null, null, 16),
                (null, 'CAIN', 'ROE,C', null, 24), (null, 'CAIN', 'ROE,D', '1990-01-01', 32),
                (null, 'SETH', 'ROE,C', '1990-01-01', 40)
            ) as r (column0, column1, column2, column3, person_bucket)
        """.replace("* exclude (cii, subject)", "person_bucket")
    )
    parts = {"state": "cii", "issuer": "subject"}

    def route_by(kind: str, folder: str) -> list[int]:
        identity = {f"{part}_{kind}": column for part, column in parts.items()}
        table = RoutedTable("intake", "people_rows", {**identity, "name": "name", "birth_date": "born"})
        query = "select * from intake.people_rows"
        routing = route_people(connection, SHARDS, {table: query}, tmp_path / folder)
        of_line = {
            line: shard
            for shard in range(SHARDS)
            for (line,) in connection.execute(
                f"select source_line from ({routing.build_query(shard, query, table, tmp_path / folder)})"
            ).fetchall()
        }
        return [of_line[line] for line in sorted(of_line)]

    first, again, other, named, dated, namesake = route_by("id", "texts")
    assert first == again != other
    assert named == dated == namesake, (
        "who is named by one row and dated by another has the name and the date of a third"
    )
    assert route_by("number", "numbers")[:3] == [0, 1, 2]


def test_names_and_birth_dates_a_slip_apart_are_together_where_no_number_of_the_state_names_them(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    described = [
        ("MAPLE,ANNA", "1980-01-05"), ("MAPPLE,ANNA B", "1980-01-05"),  # a letter doubled
        ("OAK,ROSE", "1981-02-05"), ("OAK-ROWAN,ROSE", "1981-02-05"),  # a double name
        ("SAGE,IDA", "1982-03-05"), ("SAGE,ADI", "1982-03-05"), ("SAGE,IDAA", "1982-03-05"),  # ADI is another name
        ("PINE,OLGA", "1983-04-05"), ("PINE,OLGA", "1983-04-27"),  # another day
        ("VINE,UMA", "1984-05-06"), ("VINE,UMA", "1984-06-05"),  # day and month exchanged
        ("FIR,FAY", "1985-06-07"), ("FIR,FAY", "1986-06-07"),  # a digit of the year
        ("GUM,GIL", "1950-01-01"), ("GUM,GIL", "1961-01-01"), ("GUM,GIL", "1950-02-02"),  # two digits; two parts
    ]  # fmt: skip
    rows = ", ".join(f"({line}, '{name}', '{born}')" for line, (name, born) in enumerate(described))
    connection.execute(
        f"create table intake.people_rows as select line as source_line, 't' as delivery_id, "
        f"line * 8 % 64 as person_bucket, 'P' || line as person_id, null::varchar as sid, name, born "
        f"from (values {rows}) as r (line, name, born)"
    )
    identity = {"issuer_id": "person_id", "state_id": "sid", "name": "name", "birth_date": "born"}
    table, query = RoutedTable("intake", "people_rows", identity), "select * from intake.people_rows"

    def count_groups(folder: str) -> int:
        return route_people(connection, SHARDS, {table: query}, tmp_path / folder).components

    assert count_groups("without") == 6
    connection.execute("update intake.people_rows set sid = 'S' || source_line")
    assert count_groups("with") == 0


def test_more_shards_than_buckets_take_a_part_of_a_bucket_each(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute(
        "insert into intake.history_rows "
        "select 100 + i, 'A9' || i, null, null, null, 'h', i % 64 from range(640) as r (i)"
    )
    queries = {table: f"select * from {table.schema}.{table.table}" for table in (HISTORY, COURTS)}
    routing = route_people(connection, 200, queries, tmp_path)
    of_line = {}
    for shard in range(routing.shards):
        query = routing.build_query(shard, queries[HISTORY], HISTORY, tmp_path)
        of_line |= {line: shard for (line,) in connection.execute(f"select source_line from ({query})").fetchall()}
    assert sorted(of_line) == [*(row[0] for row in sorted(ROWS)), *range(100, 740)]
    assert len({of_line[line] for line in (1, 9, 17, 25)}) == len({of_line[line] for line in (33, 41)}) == 1
    assert len(set(of_line.values())) > 150


@pytest.mark.parametrize("ranges", [1, 2, 7, 64, 100, 1024])
def test_every_bucket_is_in_one_shard(ranges: int) -> None:
    for bucket in range(64 * -(-ranges // 64)):
        first, last = find_buckets(find_shard(bucket, ranges), ranges)
        assert first <= bucket <= last


@pytest.mark.parametrize(
    ("rows", "ranges"),
    [
        (0, 1),
        (400_000, 1),
        (500_000, 2),
        (900_000, 4),
        (10_000_000, 26),
        (25_600_000, 64),
        (26_000_000, 64),
        (106_146_697, 256),
    ],
)
def test_shards_of_a_large_state_are_of_one_size(rows: int, ranges: int) -> None:
    assert choose_ranges(rows, at_once=2) == ranges
    sizes = [last - first + 1 for first, last in (find_buckets(shard, ranges) for shard in range(ranges))]
    assert max(sizes) * rows / sum(sizes) < 2 * ROWS_PER_SHARD
    assert ranges <= BUCKETS or len(set(sizes)) == 1
