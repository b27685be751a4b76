"""A researcher can call any number a count; the people behind it decide what is shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.reporting.research.outbox import UnreadQuestionError, keep, release_answer
from orchestration.reporting.research.parse_query import QueryNotUnderstoodError, parse_question
from orchestration.reporting.research.question import Question, read_question
from orchestration.reporting.research.run_query import Answer, round_answer

LARGE = "where county <> 'ALPINE' group by county"
BY_COUNTY = "-- groups: county\n-- counts: people\n"


@pytest.fixture(scope="module")
def people() -> Iterator[duckdb.DuckDBPyConnection]:
    """200 people of Kern, 60 of Yolo and 3 of Alpine; everybody has two convictions, person 7 has fifty."""
    with duckdb.connect() as connection:
        connection.execute("create schema research")
        connection.execute(
            "create table research.people as select row_number() over () as person_number, county, year_of_birth from "
            "(select 'KERN' as county, 1960 + range % 40 as year_of_birth from range(200) union all "
            "select 'YOLO', 1950 + range % 40 from range(60) union all select 'ALPINE', 1971 from range(3))"
        )
        connection.execute(
            "create table research.convictions as select person_number, 'felony' as level from research.people, "
            "range(2) union all select 7, 'infraction' from range(48)"
        )
        connection.execute("set schema = 'research'")
        yield connection


def answered(connection: duckdb.DuckDBPyConnection, text: str) -> Answer:
    question = read_question(text)
    understood = parse_question(question)
    return round_answer(question, connection.sql(understood.sql).pl(), understood)


def shown(answer: Answer, column: str = "people") -> dict[str, object]:
    told = dict(zip(answer.shown["county"].to_list(), answer.shown[column].to_list(), strict=True))
    return {county: told.get(county) for county in ("ALPINE", "KERN", "YOLO")}


def test_a_count_of_people_is_what_it_was(people: duckdb.DuckDBPyConnection) -> None:
    answer = answered(
        people, BY_COUNTY + "select county, count(*) as people from people group by county order by people"
    )
    assert shown(answer) == {"ALPINE": None, "KERN": 200, "YOLO": 60}
    assert answer.shown.columns == ["county", "people"], "the people behind it stay inside"


@pytest.mark.parametrize(
    "joined",
    [
        "people, (select person_number from people group by person_number) as others",
        "people cross join convictions",
    ],
)
def test_a_few_people_multiplied_are_a_few(people: duckdb.DuckDBPyConnection, joined: str) -> None:
    answer = answered(people, BY_COUNTY + f"select county, count(*) as people from {joined} group by county")
    assert shown(answer)["ALPINE"] is None, "3 people make a number of hundreds"


def test_many_convictions_of_one_person_are_one_person(people: duckdb.DuckDBPyConnection) -> None:
    answer = answered(
        people,
        "-- groups: level\n-- counts: convictions\n"
        "select level, count(*) as convictions from convictions group by level",
    )
    told = dict(zip(answer.shown["level"].to_list(), answer.shown["convictions"].to_list(), strict=True))
    assert told == {"felony": 525}, "48 infractions are of one person"


def test_a_measure_stands_where_many_are_behind_it(people: duckdb.DuckDBPyConnection) -> None:
    asked = (
        f"{BY_COUNTY}-- measures: year of people\nselect county, count(*) as people, {{}} as year from people {LARGE}"
    )
    assert shown(answered(people, asked.format("median(year_of_birth)")), "year")["KERN"] == 1980
    assert shown(answered(people, asked.format("round(avg(year_of_birth), 3)")), "year")["YOLO"] == 1966
    of_one = answered(people, asked.format("avg(year_of_birth) filter (where person_number = 9)"))
    assert shown(of_one)["KERN"] == 200 and shown(of_one, "year")["KERN"] is None


@pytest.mark.parametrize(
    "select",
    [
        "select county, 11 * count(*) as people from people group by county",
        "select county, max(year_of_birth) as people from people group by county",
        "select county, sum(year_of_birth) as people from people group by county",
        "select (select max(county) from people where person_number = 9) as county, count(*) as people from people",
        "select max(county) as county, count(*) as people from people",
        "select county, count(*) as people from (select * from people) as p group by county",
        "select county, count(*) as people from (select person_number, max(county) as county from people, convictions "
        "group by 1) as p group by county",
        "with p as (from people) select county, count(*) as people from p group by county",
        "select county, count(*) as people from people group by county having max(person_number) = 9",
        "select county, count(*) as people from people where person_number in (select 9) group by county",
        "select county, count(*) as people from people group by county union all select 'KERN', 12",
        "select county, count(*) as people from range(11), people group by county",
        "select county, count(*) as people from people group by county order by max(person_number = 9)",
        "select county, count(*) over () as people from people group by county",
        "select county, count(*) as people from people group by rollup (county)",
        "select county, count(case when person_number = 9 then 1 end) as people from people group by county",
    ],
)
def test_what_cannot_be_read_off_is_said_to_be_so(select: str) -> None:
    with pytest.raises(QueryNotUnderstoodError):
        parse_question(read_question(BY_COUNTY + select))


@pytest.mark.parametrize(
    "measure",
    [
        "max(year_of_birth)",
        "string_agg(county)",
        "count(*)",
        "avg(year_of_birth + 0)",
        "1000 * avg(year_of_birth)",
        "count(*) / people",
    ],
)
def test_a_measure_that_may_tell_of_one_person_is_not_understood(measure: str) -> None:
    with pytest.raises(QueryNotUnderstoodError):
        parse_question(
            read_question(
                f"{BY_COUNTY}-- measures: m of people\nselect county, count(*) as people, {measure} as m from people "
                "group by county"
            )
        )


def test_an_answer_that_is_not_understood_leaves_with_a_reason_alone(tmp_path: Path) -> None:
    question = read_question(f"{BY_COUNTY}-- measures: m of people\nselect 'KERN' as county, 201 as people, 7 as m")
    answer = round_answer(question, pl.DataFrame({"county": ["KERN"], "people": [201], "m": [7]}))
    assert answer.shown.row(0) == ("KERN", 200, None), "who is behind a measure is not known"
    answer_id = keep(tmp_path, question, answer, "run", "none of its tables has people")
    with pytest.raises(UnreadQuestionError, match="none of its tables"):
        release_answer(tmp_path, answer_id, "A. Tester", nobody_is_close)
    assert release_answer(tmp_path, answer_id, "A. Tester", nobody_is_close, "200 is a count of people").is_dir()


def nobody_is_close(one: Question, other: Question) -> bool:
    return False
