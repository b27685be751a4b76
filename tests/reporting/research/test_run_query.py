"""Questions reach research rows alone, end in time, and are answered in counts after the rule for counts."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from command_line import Finished
from repository import ROOT

from orchestration.cli.app import main
from orchestration.reporting.research.database import find_research_folder, list_tables, write_database
from orchestration.reporting.research.kit import DATABASE, QUESTIONS, write_kit
from orchestration.reporting.research.outbox import read_log
from orchestration.reporting.research.question import NAMES, QuestionFileError, read_question
from orchestration.reporting.research.run_query import NotAnsweredError, ask, round_answer
from orchestration.reporting.research.sandbox import parse_memory
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

FILES = sorted(QUESTIONS.glob("*.sql"))
PAGE = ROOT / "docs" / "how-to" / "query-the-warehouse.md"
PEOPLE = "-- groups: sex_group\n-- counts: people\nselect sex_group, count(*) as people from people group by sex_group"
NEVER = re.compile(r"name$|birth_date|case_number|person_id|charge_id|arrest_id|state_id|issuer|ssn|source_row")


@pytest.fixture(scope="module")
def database(copied_sample: Settings) -> Path:
    with open_warehouse(copied_sample) as connection:
        path, _ = write_database(connection, copied_sample)
    return path


@pytest.fixture
def command(copied_sample: Settings, capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    def run(*arguments: str | Path) -> Finished:
        with pytest.raises(SystemExit) as left:
            main(["research", *map(str, arguments), "--home", str(copied_sample.root)])
        said = capsys.readouterr()
        return Finished(int(left.value.code or 0), said.out, said.err)

    return run


def test_the_page_shows_the_questions_as_they_are() -> None:
    shown = re.findall(r"`(\w+\.sql)`\n\n```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert dict(shown) == {file.name: file.read_text(encoding="utf-8") for file in FILES}
    assert len(shown) == 14


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_question_of_the_page_is_answered(database: Path, file: Path) -> None:
    question = read_question(file.read_text(encoding="utf-8"))
    answer = round_answer(question, ask(database, question, threads=1))
    assert answer.shown.height > 0
    for count in question.counts:
        shown = answer.shown[count].drop_nulls()
        assert not ((shown >= 1) & (shown < 11)).any()
    for measure, count in question.measures.items():
        assert answer.shown.filter(pl.col(count).is_null() & pl.col(measure).is_not_null()).height == 0


def test_research_rows_have_no_name_number_exact_birth_date_or_case_number(copied_sample: Settings) -> None:
    with open_warehouse(copied_sample) as connection:
        assert len(list_tables(connection)) == 5
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = 'research'"
        ).fetchall()
        (months,) = connection.execute(
            "select bool_and(day(eligible_month) = 1) from (from research.conviction_outcomes "
            "select eligible_month union all from research.arrest_outcomes select eligible_month)"
        ).fetchone()  # type: ignore[misc]
    allowed = {"county_name", *NAMES}
    assert [name for name, _ in columns if NEVER.search(name) and name not in allowed] == []
    assert {name for name, kind in columns if kind.startswith(("DATE", "TIME"))} == {"eligible_month"}
    assert months


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as people from intermediate.int_people",
        "select count(*) as people from marts.research_person_ids",
        "select count(*) as people from read_csv('/etc/passwd')",
        "select count(*) as people from '/etc/passwd'",
        "select count(*) as people from glob('/*')",
    ],
)
def test_nothing_but_the_research_schema_can_be_reached(database: Path, sql: str) -> None:
    with pytest.raises(NotAnsweredError):
        ask(database, read_question(f"-- counts: people\n{sql}"), threads=1)


@pytest.mark.parametrize(
    "sql",
    ["drop table people", "attach 'x.duckdb'", "set memory_limit = '9GB'", "copy people to 'x.csv'",
     "select 1 as people; drop table people", "pragma database_list"],
)  # fmt: skip
def test_a_question_is_one_select(sql: str) -> None:
    with pytest.raises(QuestionFileError):
        read_question(f"-- counts: people\n{sql}")


def test_a_question_that_takes_too_long_is_interrupted(database: Path) -> None:
    endless = "-- counts: people\nselect count(*) as people from range(1000000000000) as a, range(1000000) as b"
    with pytest.raises(NotAnsweredError, match="longer than"):
        ask(database, read_question(endless), threads=1, seconds=0.3)


def test_a_question_that_takes_too_much_memory_ends(database: Path) -> None:
    greedy = (
        "-- counts: people\nselect len(list(a::varchar || b::varchar)) as people "
        "from range(3000) as x(a), range(3000) as y(b)"
    )
    with pytest.raises(NotAnsweredError, match="memory"):
        ask(database, read_question(greedy), threads=1, memory="100MB")


@pytest.mark.parametrize(
    "sql", ["select len(repeat('a', 3000000000)) as people", "select len(range(0, 1000000000)) as people"]
)
def test_one_call_of_a_function_cannot_take_what_the_machine_has(database: Path, sql: str) -> None:
    """DuckDB looks at its limits between steps, and this is one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(NotAnsweredError, match=r"memory|longer than"):
        ask(database, read_question(f"-- counts: people\n{sql}"), threads=1, seconds=5, memory="200MB")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 1_300_000), "kilobytes"


@pytest.mark.parametrize("value", ["interval 1 day", "[1, 2]", "{'a': 1}", "'x'::blob", "time '10:00'"])
def test_an_answer_has_plain_values(database: Path, value: str) -> None:
    question = read_question(f"-- groups: g\n-- counts: people\nselect {value} as g, 100 as people")
    with pytest.raises(NotAnsweredError, match="NoPlainValue"):
        ask(database, question, threads=1)


def test_memory_is_said_in_words() -> None:
    assert (parse_memory("2GB"), parse_memory("500 mb")) == (2_000, 500)
    for wrong in ("2", "0GB", "much", "-1GB", "2GB or more"):
        with pytest.raises(ValueError, match="expected a memory limit"):
            parse_memory(wrong)


def test_what_is_no_sql_is_refused() -> None:
    for sql in ("select 1 as people) union all (select 2", "select " + "(" * 3_000 + "1" + ")" * 3_000 + " as people"):
        with pytest.raises(QuestionFileError, match="no valid SQL"):
            read_question(f"-- counts: people\n{sql}")


def test_an_error_quotes_no_row(database: Path) -> None:
    wrong = "-- counts: people\nselect cast(race_group as integer) as people from people"
    with pytest.raises(NotAnsweredError) as raised:
        ask(database, read_question(wrong), threads=1)
    assert re.fullmatch(r"the question is invalid \(\w+\)", str(raised.value))


@pytest.mark.parametrize(
    ("heading", "sql"),
    [
        ("-- counts: people", "select race_group, count(*) as people from people group by all"),
        ("-- counts: people", "select 1.5 as people"),
        ("-- counts: people", "select -3 as people"),
        ("-- groups: race_group\n-- counts: people", "select 'B' as race_group, 20 as people from range(2)"),
        ("-- groups: race_group", "select race_group from people"),
        ("-- counts: people\n-- measures: age", "select 20 as people, 30 as age"),
    ],
)
def test_what_nobody_said_of_a_column_is_refused(database: Path, heading: str, sql: str) -> None:
    with pytest.raises(QuestionFileError):
        question = read_question(f"{heading}\n{sql}")
        round_answer(question, ask(database, question, threads=1))


def test_rows_of_single_people_are_left_out(database: Path) -> None:
    text = (
        "-- groups: person_number\n-- counts: people\nselect person_number, count(*) as people from people group by all"
    )
    question = read_question(text)
    answer = round_answer(question, ask(database, question, threads=1))
    assert answer.withheld > 1_000
    assert answer.shown.height == 0


def test_an_answer_waits_and_is_let_out_in_somebodys_name(
    command: Callable[..., Finished], tmp_path: Path, copied_sample: Settings
) -> None:
    file = tmp_path / "people.sql"
    file.write_text(PEOPLE)
    finished = command("run", file)
    assert finished.code == 0
    (answer_id,) = re.findall(r"answer (\w{12}):", finished.out)
    folder = find_research_folder(copied_sample)
    assert (folder / "outbox" / answer_id / "question.sql").read_text() == PEOPLE
    assert command("release", "nothing", "--by", "A. Tester").code == 2
    assert not (folder / "released" / answer_id).exists()
    assert command("release", answer_id, "--by", "A. Tester").code == 0
    assert (folder / "released" / answer_id / "answer.csv").is_file()
    log = [row for row in read_log(folder) if row["answer"] == answer_id]
    assert [(row["what"], row["by"]) for row in log] == [("asked", ""), ("released", "A. Tester")]
    assert command("run", tmp_path / "people.sql").code == 0, "the same question is the same answer"
    assert len([row for row in read_log(folder) if row["answer"] == answer_id]) == 2


@pytest.mark.long  # it makes a sample, and runs it
def test_the_kit_has_the_same_schema_filled_with_invented_people(copied_sample: Settings, tmp_path: Path) -> None:
    kit = write_kit(tmp_path / "kit", "ca", people=400, seed=7)
    for file in (kit / "questions").glob("*.sql"):
        question = read_question(file.read_text(encoding="utf-8"))
        assert ask(kit / DATABASE, question, threads=1).height > 0
    assert "synthetic" in (kit / "README.md").read_text()
    assert "## " not in (kit / "data_dictionary.md").read_text().split("\n")[0]
    with pytest.raises(FileExistsError):
        write_kit(kit, "ca", people=1, seed=1)
