"""Which person an id means."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.determinations.explanations.resolve_person import resolve_person
from orchestration.warehouse.run_errors import WrongQuestionError


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema staging; create schema intermediate")
        connection.execute(
            "create table staging.stg_ca__people as select * from (values "
            "(1, '100', '7'), (2, '200', '300'), (3, '300', '9'), (4, '400', '400')) "
            "as people (person_key, state_id, issuer_person_id)"
        )
        connection.execute(
            "create table intermediate.int_person_links as select person_key, 'p' || person_key as person_id, "
            "0 as person_bucket from staging.stg_ca__people"
        )
        yield connection


@pytest.mark.parametrize(
    ("typed", "person_id"),
    [("A0000100", "p1"), ("a100", "p1"), ("100", "p1"), ("7", "p1"), ("400", "p4"), ("state:300", "p3")],
)
def test_a_bare_id_is_enough_if_one_person_has_it(
    connection: duckdb.DuckDBPyConnection, typed: str, person_id: str
) -> None:
    assert resolve_person(connection, "ca", typed, None).person_id == person_id


def test_a_bare_id_of_two_people_is_not_guessed_at(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WrongQuestionError, match="type state:300 or issuer:300"):
        resolve_person(connection, "ca", "300", None)
