"""What no longer counts, or is undecided, because a person accepted what a gate found in a delivery."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.reporting.metrics.accepted import describe_accepted, format_accepted, read_accepted


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    """FRESNO words convictions otherwise: 30 of 13 people; KERN's file is as ever."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema intake;
        create schema intermediate;
        create table intake.deliveries as from (values ('aaa', 'a1', 'FRESNO'), ('bbb', 'b1', 'KERN'))
            as rows (sha256, delivery_id, county_name);
        create table intake.accepted_gates (gate varchar, sha256 varchar);
        create table intake.conviction_counts as from (values ('FRESNO', 0, 353), ('KERN', 90, 80))
            as rows (county_name, conviction_count, previous_conviction_count);
        create table intermediate.int_charges as
            select
                'P' || number % 13 as person_id, 'unrecognised' as disposition_type, false as is_conviction,
                'parsed' as parse_status, 'felony' as level, 'day' as event_date_precision,
                ['a1:' || number] as source_rows
            from range(30) as rows (number)
            union all
            values ('K', 'convicted', true, 'no_section_found', 'unknown', 'day', ['a1:99']),
                ('K', 'unrecognised', false, 'parsed', 'felony', 'day', ['b1:1']);
        """
    )
    return connection


def accept(connection: duckdb.DuckDBPyConnection, *gates: str) -> list[str]:
    connection.executemany("insert into intake.accepted_gates values (?, 'aaa')", [[gate] for gate in gates])
    return format_accepted(read_accepted(connection))


def test_nothing_is_said_where_nothing_was_accepted(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert read_accepted(warehouse) == []


def test_a_sentence_says_how_many_convictions_no_longer_count_and_are_undecided(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert accept(warehouse, "convictions_not_fewer", "county_dispositions_worded") == [
        "As accepted for FRESNO: 353 convictions of the delivery before no longer count, and 30 of its charges are "
        "undecided."
    ]
    assert describe_accepted(read_accepted(warehouse)) == [
        {"county": "FRESNO", "lacks_convictions": True, "undecided": 30}
    ]


def test_charges_undecided_under_several_gates_count_once_and_those_of_few_people_are_withheld(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("delete from intake.conviction_counts")
    assert accept(warehouse, "charges_worded", "levels_worded") == [
        "As accepted for FRESNO: there is no delivery before to compare it with, and 1 of its charges is undecided."
    ]
    assert describe_accepted(read_accepted(warehouse)) == [
        {"county": "FRESNO", "lacks_convictions": False, "undecided": None}
    ]
