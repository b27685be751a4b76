"""Two answers to one run whose people differ by a few are not both let out, whatever the numbers say."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.reporting.research.differencing import compare_people
from orchestration.reporting.research.outbox import (
    DifferencingRiskError,
    UnknownAnswerError,
    keep,
    read_log,
    release_answer,
)
from orchestration.reporting.research.question import QuestionFileError, read_question
from orchestration.reporting.research.run_query import round_answer

BY_COUNTY = (
    "-- groups: county\n-- counts: people\nselect county, count(*) as people from people where {} group by county"
)
WHOLE = "-- counts: people\nselect count(*) as people from people where {}"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("research") / "run.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema research")
        connection.execute(
            "create table research.people as select range as person_number, if(range < 200, 'KERN', 'YOLO') as county "
            "from range(300)"
        )
    return path


@pytest.mark.parametrize(
    ("form", "one", "other", "is_close"),
    [
        (BY_COUNTY, "true", "person_number <> 9", True),
        (BY_COUNTY, "person_number <> 9", "true", True),
        (BY_COUNTY, "true", "true", False),
        (BY_COUNTY, "true", "person_number % 2 = 0", False),
        (BY_COUNTY, "person_number <> 9", "person_number <> 8", True),
        (WHOLE, "true", "person_number >= 12", True),
        (WHOLE, "true", "person_number >= 13", False),
    ],
)
def test_a_few_people_apart(database: Path, form: str, one: str, other: str, is_close: bool) -> None:
    asked, before = (read_question(form.format(condition)) for condition in (one, other))
    assert compare_people(database, threads=1)(asked, before) is is_close


def test_a_name_beside_its_code_is_compared_by_the_code(database: Path) -> None:
    select = "select county as code_book, {} count(*) as people from people where {} group by county"
    named = f"-- groups: code_book, code_book_name\n-- counts: people\n{select}".format(
        "county as code_book_name,", "true"
    )
    coded = f"-- groups: code_book\n-- counts: people\n{select}".format("", "person_number <> 9")
    assert compare_people(database, threads=1)(read_question(named), read_question(coded))
    with pytest.raises(QuestionFileError, match="code_book"):
        read_question(named.replace("code_book, ", "", 1))


def test_other_groups_and_what_cannot_be_read_are_left_to_the_log(database: Path) -> None:
    compare = compare_people(database, threads=1)
    by_county, whole = read_question(BY_COUNTY.format("true")), read_question(WHOLE.format("person_number <> 9"))
    assert not compare(by_county, whole)
    assert not compare(read_question("-- counts: people\nselect 11 * count(*) as people from people"), whole)
    assert not compare_people(database.with_name("gone.duckdb"), threads=1)(whole, read_question(WHOLE.format("true")))


def test_the_second_answer_needs_a_reason_and_the_log_has_it(database: Path, tmp_path: Path) -> None:
    ids = []
    for condition in ("true", "person_number <> 9"):
        question = read_question(BY_COUNTY.format(condition))
        frame = pl.DataFrame({"county": ["KERN", "YOLO"], "people": [200, 100]})
        ids.append(keep(tmp_path, question, round_answer(question, frame), "run"))
    compare = compare_people(database, threads=1)
    release_answer(tmp_path, ids[0], "A. Tester", compare)
    with pytest.raises(DifferencingRiskError, match=ids[0]):
        release_answer(tmp_path, ids[1], "A. Tester", compare)
    assert not (tmp_path / "released" / ids[1]).exists()
    release_answer(tmp_path, ids[1], "A. Tester", compare, although="he is dead and consented")
    assert (read_log(tmp_path)[-1]["although"], read_log(tmp_path)[-1]["close_to"]) == (
        "he is dead and consented",
        ids[0],
    )
    with pytest.raises(UnknownAnswerError):
        release_answer(tmp_path, "../outbox", "A. Tester", compare)
