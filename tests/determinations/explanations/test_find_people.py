"""People found by name and birth date: however the name is written, and with nobody left out who may be meant."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from command_line import in_this_process

from orchestration.determinations.explanations.access_log import log_search
from orchestration.determinations.explanations.find_people import find_people
from orchestration.settings import load_settings
from orchestration.warehouse.run_errors import WrongQuestionError

PEOPLE = {
    "a1": (["SYNTHPEÑA-RUIZ,MARÍA J"], "1983-08-16", "1983-08-16"),
    "a2": (["SYNTHPENA RUIZ,MARIA"], "1983-01-01", "1983-12-31"),
    "a3": (["SYNTHPENARUIZ,MARIA ANA"], None, None),
    "a4": (["SYNTHPENARUIZ,MARIO"], "1990-01-01", "1990-01-01"),
    "b1": (["SYNTHOAK,FERN", "O'SYNTHOAK,FERN"], "1970-02-03", "1970-02-03"),
    "c1": (["SYNTHVAN DER ELM,ASH"], "1970-02-03", "1970-02-03"),
    "d1": ([], "1970-02-03", "1970-02-03"),
}


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema intermediate")
    connection.execute("create table intermediate.int_charges (person_id varchar)")
    connection.execute("insert into intermediate.int_charges values ('a1'), ('a1'), ('b1')")
    connection.execute(
        "create table intermediate.int_people (person_id varchar, person_name varchar, person_names varchar[], "
        "birth_date_earliest date, birth_date_latest date)"
    )
    for person_id, (names, earliest, latest) in PEOPLE.items():
        values = [person_id, names[0] if names else None, names or None, earliest, latest]
        connection.execute("insert into intermediate.int_people values (?, ?, ?, ?, ?)", values)


@pytest.fixture
def people() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        fill(connection)
        yield connection


def ids(people: duckdb.DuckDBPyConnection, name: str, born: date | None = None) -> list[str]:
    return [one.person_id for one in find_people(people, name, born)]


@pytest.mark.parametrize(
    "name",
    ["Synthpeña-Ruiz, María", "synthpena ruiz,  maria", "MARIA SYNTHPENA-RUIZ", "synthpenaruiz maria"],
)
def test_case_accents_hyphens_spaces_and_order_do_not_matter(people: duckdb.DuckDBPyConnection, name: str) -> None:
    assert ids(people, name) == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Synthpena-Ruiz", ["a1", "a2", "a3", "a4"]),
        ("Synthpena-Ruiz, M. J.", ["a1"]),
        ("Synthpena-Ruiz, Ana Maria", ["a3"]),
        ("Ash Synthvan der Elm", ["c1"]),
        ("o'synthoak", ["b1"]),
        ("Synthpena", []),
        ("Synthpena-Ruiz, Ma", []),
        ("%, %", None),
        ("x", None),
        ("", None),
        ("李", None),
    ],
)
def test_every_given_name_that_is_said_must_be_recorded(
    people: duckdb.DuckDBPyConnection, name: str, found: list[str] | None
) -> None:
    if found is None:
        with pytest.raises(WrongQuestionError, match="at least 2 letters"):
            ids(people, name)
    else:
        assert ids(people, name) == found


def test_who_has_no_exact_birth_date_is_not_left_out(people: duckdb.DuckDBPyConnection) -> None:
    assert ids(people, "Synthpena-Ruiz", date(1983, 8, 16)) == ["a1", "a2", "a3"]
    assert ids(people, "Synthpena-Ruiz", date(1983, 8, 17)) == ["a2", "a3"]
    assert ids(people, "Synthpena-Ruiz", date(1984, 1, 1)) == ["a3"]
    words = [one.describe_birth() for one in find_people(people, "Synthpena-Ruiz", date(1983, 8, 16))]
    assert words == ["born 1983-08-16", "born 1983-01-01 to 1983-12-31", "birth date not on record"]


def test_a_person_with_two_names_is_found_once_and_their_charges_are_counted(
    people: duckdb.DuckDBPyConnection,
) -> None:
    (found,) = find_people(people, "fern synthoak", None)
    assert (found.person_id, found.charges) == ("b1", 1)


def test_a_name_is_no_sql(people: duckdb.DuckDBPyConnection) -> None:
    assert ids(people, "x'); drop table intermediate.int_people; --") == []
    assert ids(people, "o'synthoak") == ["b1"]


def test_the_log_says_who_saw_whom_and_no_name_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    log = tmp_path / "access" / "searches.csv"
    log_search(log, "name", ["a1", "a2"])
    log_search(log, "name and birth date", [])
    with log.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["asked_for"], line["people"], line["person_ids"]) for line in lines] == [
        ("name", "2", "a1 a2"),
        ("name and birth date", "0", ""),
    ]
    assert all(line["account"] and line["at"] for line in lines)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_command_says_how_many_fit_and_what_to_type_next_and_shows_nothing_it_cannot_log(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        fill(connection)
    one = in_this_process("find", "--name", "fern synthoak", "--home", tmp_path)
    assert one.out.splitlines()[0] == "1 person fits this name"
    assert one.out.splitlines()[-1].endswith(" b1")
    some = in_this_process("find", "--name", "Synthpena-Ruiz", "--birth-date", "8/16/1983", "--home", tmp_path)
    assert some.out.startswith("3 people fit this name and birth date, 1 of them with no birth date on record")
    assert "ynth" not in settings.access_log.read_text(encoding="utf-8")
    for day in ("8/16/83", "2999-01-01", "yesterday", "16/8/1983"):
        assert in_this_process("find", "--name", "Synthpena-Ruiz", "--birth-date", day, "--home", tmp_path).code == 2
    settings.access_log.unlink()
    settings.access_log.mkdir()
    refused = in_this_process("find", "--name", "fern synthoak", "--home", tmp_path)
    assert (refused.code, refused.out) == (1, "")
