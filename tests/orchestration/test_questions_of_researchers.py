"""Questions reach research rows alone, end in time, and are answered in counts after the cell rules."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from command_line import Finished
from hypothesis import given, settings
from hypothesis import strategies as st
from repository import ROOT

from orchestration.cli.app import main
from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import TOTAL, CountTable, assemble, keys_of
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.research.crossings import with_totals
from orchestration.reporting.research.database import database_of_the_run, research_folder, tables
from orchestration.reporting.research.differencing import Counts, Released, gaps
from orchestration.reporting.research.kit import DATABASE, QUESTIONS, write_kit
from orchestration.reporting.research.outbox import AHandfulApart, NoSuchAnswer, keep, let_out, log_of
from orchestration.reporting.research.question import QuestionInvalid, read_question
from orchestration.reporting.research.run_query import NotAnswered, after_the_rules, ask
from orchestration.reporting.research.sandbox import megabytes_of
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

FILES = sorted(QUESTIONS.glob("*.sql"))
PAGE = ROOT / "docs" / "how-to" / "query-the-warehouse.md"
PEOPLE = "-- groups: sex_group\n-- counts: people\nselect sex_group, count(*) as people from people group by sex_group"
NEVER = re.compile(r"name$|birth_date|case_number|person_id|charge_id|arrest_id|state_id|issuer|ssn|source_row")


@pytest.fixture(scope="module")
def database(copied_sample: Settings) -> Path:
    with open_warehouse(copied_sample) as connection:
        path, _ = database_of_the_run(connection, copied_sample)
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
    answer = after_the_rules(question, ask(database, question, threads=1))
    assert answer.shown.height > 0
    for count in question.counts:
        shown = answer.shown[count].drop_nulls()
        assert not ((shown >= 1) & (shown < 11)).any()
    for measure, count in question.measures.items():
        assert answer.full.filter(pl.col(count).is_null() & pl.col(measure).is_not_null()).height == 0


def test_research_rows_have_no_name_number_exact_birth_date_or_case_number(copied_sample: Settings) -> None:
    with open_warehouse(copied_sample) as connection:
        assert len(tables(connection)) == 5
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = 'research'"
        ).fetchall()
        (months,) = connection.execute(
            "select bool_and(day(eligible_month) = 1) from (from research.conviction_outcomes "
            "select eligible_month union all from research.arrest_outcomes select eligible_month)"
        ).fetchone()  # type: ignore[misc]
    allowed = {"county_name"}
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
    with pytest.raises(NotAnswered):
        ask(database, read_question(f"-- counts: people\n{sql}"), threads=1)


@pytest.mark.parametrize(
    "sql",
    ["drop table people", "attach 'x.duckdb'", "set memory_limit = '9GB'", "copy people to 'x.csv'",
     "select 1 as people; drop table people", "pragma database_list"],
)  # fmt: skip
def test_a_question_is_one_select(sql: str) -> None:
    with pytest.raises(QuestionInvalid):
        read_question(f"-- counts: people\n{sql}")


def test_a_question_that_takes_too_long_is_interrupted(database: Path) -> None:
    endless = "-- counts: people\nselect count(*) as people from range(1000000000000) as a, range(1000000) as b"
    with pytest.raises(NotAnswered, match="longer than"):
        ask(database, read_question(endless), threads=1, seconds=0.3)


def test_a_question_that_takes_too_much_memory_ends(database: Path) -> None:
    greedy = (
        "-- counts: people\nselect len(list(a::varchar || b::varchar)) as people "
        "from range(3000) as x(a), range(3000) as y(b)"
    )
    with pytest.raises(NotAnswered, match="memory"):
        ask(database, read_question(greedy), threads=1, memory="100MB")


@pytest.mark.parametrize(
    "sql", ["select len(repeat('a', 3000000000)) as people", "select len(range(0, 1000000000)) as people"]
)
def test_one_call_of_a_function_cannot_take_what_the_machine_has(database: Path, sql: str) -> None:
    """DuckDB looks at its limits between steps, and this is one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(NotAnswered, match=r"memory|longer than"):
        ask(database, read_question(f"-- counts: people\n{sql}"), threads=1, seconds=5, memory="200MB")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 1_300_000), "kilobytes"


@pytest.mark.parametrize("value", ["interval 1 day", "[1, 2]", "{'a': 1}", "'x'::blob", "time '10:00'"])
def test_an_answer_has_plain_values(database: Path, value: str) -> None:
    question = read_question(f"-- groups: g\n-- counts: people\nselect {value} as g, 100 as people")
    with pytest.raises(NotAnswered, match="NoPlainValue"):
        ask(database, question, threads=1)


def test_memory_is_said_in_words() -> None:
    assert (megabytes_of("2GB"), megabytes_of("500 mb")) == (2_000, 500)
    for wrong in ("2", "0GB", "much", "-1GB", "2GB or more"):
        with pytest.raises(ValueError, match="said like"):
            megabytes_of(wrong)


def test_what_is_no_sql_is_refused() -> None:
    for sql in ("select 1 as people) union all (select 2", "select " + "(" * 3_000 + "1" + ")" * 3_000 + " as people"):
        with pytest.raises(QuestionInvalid, match="no SQL"):
            read_question(f"-- counts: people\n{sql}")


def test_an_error_quotes_no_row(database: Path) -> None:
    wrong = "-- counts: people\nselect cast(race_group as integer) as people from people"
    with pytest.raises(NotAnswered) as raised:
        ask(database, read_question(wrong), threads=1)
    assert re.fullmatch(r"the question is wrong \(\w+\)", str(raised.value))


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
    with pytest.raises(QuestionInvalid):
        question = read_question(f"{heading}\n{sql}")
        after_the_rules(question, ask(database, question, threads=1))


def test_rows_of_single_people_are_left_out(database: Path) -> None:
    text = (
        "-- groups: person_number\n-- counts: people\nselect person_number, count(*) as people from people group by all"
    )
    question = read_question(text)
    answer = after_the_rules(question, ask(database, question, threads=1))
    assert answer.full.height > 1_000
    assert answer.shown.height == 0


def test_a_small_count_takes_company_with_it() -> None:
    question = read_question("-- groups: county_name, race_group\n-- counts: people\nselect 1")
    frame = pl.DataFrame(
        {"county_name": ["A", "A", "B", "B", "C", "C"], "race_group": list("BWBWBW"), "people": [4, 60, 40, 90, 30, 33]}
    )
    assert after_the_rules(question, frame).withheld == 4


def test_an_answer_waits_and_is_let_out_in_somebodys_name(
    command: Callable[..., Finished], tmp_path: Path, copied_sample: Settings
) -> None:
    file = tmp_path / "people.sql"
    file.write_text(PEOPLE)
    finished = command("run", file)
    assert finished.code == 0
    (answer_id,) = re.findall(r"answer (\w{12}):", finished.out)
    folder = research_folder(copied_sample)
    assert (folder / "outbox" / answer_id / "question.sql").read_text() == PEOPLE
    assert command("release", "nothing", "--by", "A. Tester").code == 2
    assert not (folder / "released" / answer_id).exists()
    assert command("release", answer_id, "--by", "A. Tester").code == 0
    assert (folder / "released" / answer_id / "answer.csv").is_file()
    log = [row for row in log_of(folder) if row["answer"] == answer_id]
    assert [(row["what"], row["by"]) for row in log] == [("asked", ""), ("released", "A. Tester")]
    assert command("run", tmp_path / "people.sql").code == 0, "the same question is the same answer"
    assert len([row for row in log_of(folder) if row["answer"] == answer_id]) == 2


def test_two_answers_that_differ_by_a_few_people_are_not_both_let_out(tmp_path: Path) -> None:
    ids = []
    for counts, which in (([100, 200], "all"), ([96, 200], "but a few")):
        question = read_question(f"{PEOPLE} -- {which}")
        frame = pl.DataFrame({"sex_group": ["F", "M"], "people": counts})
        ids.append(keep(tmp_path, question, after_the_rules(question, frame), "run"))
    let_out(tmp_path, ids[0], "A. Tester", Released())
    with pytest.raises(AHandfulApart, match="1 count of people"):
        let_out(tmp_path, ids[1], "A. Tester", Released())
    assert not (tmp_path / "released" / ids[1]).exists()
    let_out(tmp_path, ids[1], "A. Tester", Released(), although="both count other things")
    assert log_of(tmp_path)[-1]["although"] == "both count other things"
    with pytest.raises(NoSuchAnswer):
        let_out(tmp_path, "../outbox", "A. Tester", Released())


def test_sums_over_what_only_one_answer_is_broken_down_by_are_compared_too() -> None:
    by_sex = Counts("a", pl.DataFrame({"sex_group": ["F", "M"], "people": [100, 200]}), ("sex_group",), ("people",))
    whole = Counts("b", pl.DataFrame({"people": [305]}), (), ("people",))
    (gap,) = gaps(by_sex, [whole])
    assert (gap.groups, gap.rows) == ((), 1)
    hidden = Counts("a", pl.DataFrame({"sex_group": ["F", "M"], "people": [None, 200]}), ("sex_group",), ("people",))
    assert gaps(hidden, [whole]) == [], "who cannot add up cannot subtract"


def test_another_name_hides_no_difference() -> None:
    """Whoever asks twice writes the names: of counts, and of groups."""
    groups = {"race_group": ["A", "B", "H", "W"]}
    first = Counts("first", pl.DataFrame({**groups, "people": [90, 300, 400, 500]}), ("race_group",), ("people",))
    almost = pl.DataFrame({"r": groups["race_group"], "persons": [90, 297, 400, 500]})
    (gap, whole) = gaps(Counts("second", almost, ("r",), ("persons",)), [first])
    assert (gap.groups, gap.count, gap.rows, whole.groups) == ((), "persons", 1, ("r",))
    other = pl.DataFrame({"r": groups["race_group"], "arrests": [95, 700, 20, 44]})
    assert gaps(Counts("third", other, ("r",), ("arrests",)), [first]) == [], (
        "what counts something else is near by chance"
    )
    assert gaps(Counts("fourth", other.rename({"arrests": "people"}), ("r",), ("people",)), [first])
    hidden = Counts("release 1", first.frame.filter(pl.col("race_group") == "A"), ("race_group",), ("people",))
    (told,) = gaps(Counts("second", almost, ("r",), ("persons",)), [], [hidden])
    assert told.is_withheld_there and told.rows == 1


def test_an_answer_that_says_what_a_release_withholds_is_not_let_out_without_a_word(tmp_path: Path) -> None:
    """By race the release shows 90 of 115 and withholds 15 with the 10 that are few: who adds up has both."""
    question = read_question(CROSSING)
    frame = pl.DataFrame(
        {"race_group": ["A", "A", "B", "B"], "sex_group": ["F", "M", "F", "M"], "people": [45, 45, 15, 0]}
    )
    answer_id = keep(tmp_path, question, after_the_rules(question, frame), "run")
    shown = Counts("release 1", pl.DataFrame({"race_group": ["A"], "people": [90]}), ("race_group",), ("people",))
    hidden = pl.DataFrame({"race_group": ["B", "C"], "people": [15, 10]})
    released = Released([shown], [Counts("release 1", hidden, ("race_group",), ("people",))])
    with pytest.raises(AHandfulApart, match="1 count of people by race_group is what is withheld in release 1"):
        let_out(tmp_path, answer_id, "A. Tester", released)
    other = replace(
        released, withheld=[Counts("release 1", hidden.with_columns(people=16), ("race_group",), ("people",))]
    )
    assert let_out(tmp_path, answer_id, "A. Tester", other).is_dir(), "another count is told nowhere"


CROSSING = "-- groups: race_group, sex_group\n-- counts: people\nselect 1"


@pytest.mark.parametrize("name", ["eligible_by_race_and_age", "left_with_no_felony_by_county_and_race"])
def test_a_crossing_of_two_groups_cannot_be_worked_back_by_whoever_knows_its_totals(database: Path, name: str) -> None:
    (file,) = (file for file in FILES if file.stem == name)
    question = read_question(file.read_text(encoding="utf-8"))
    true = ask(database, question, threads=1)
    answer = after_the_rules(question, true)
    groups = list(question.groups)
    assert len(groups) == 2 and answer.shown.height > 3
    for count in question.counts:
        is_withheld = answer.full.select(*groups, pl.col(count).is_null().alias("is_withheld"))
        assert is_withheld["is_withheld"].sum() > 3
        assert not worked_out(true, groups, count, is_withheld), "nobody who knows the totals can work one out"


def test_the_attack_works_out_a_count_that_is_withheld_without_company() -> None:
    """Withheld by its size alone, a count of three is what a total has beyond the others."""
    groups, counts = ["place", "race_group"], [3, 20, 30, 40]
    true = pl.DataFrame({"place": ["A", "A", "B", "B"], "race_group": ["X", "Y", "X", "Y"], "people": counts})
    small = true.select(*groups, pl.col("people").is_between(1, 10).alias("is_withheld"))
    assert worked_out(true, groups, "people", small), "small ones alone are not enough"
    with_company = true.select(*groups, pl.lit(True).alias("is_withheld"))
    assert not worked_out(true, groups, "people", with_company)


FEW_OR_MANY = st.none() | st.integers(1, 10) | st.integers(11, 30)


@given(st.lists(FEW_OR_MANY, min_size=12, max_size=12))
@settings(max_examples=150, derandomize=True)
def test_no_crossing_can_be_worked_back_by_whoever_knows_its_totals(counts: list[int | None]) -> None:
    question = read_question("-- groups: county_name, race_group\n-- counts: people\nselect 1")
    pairs = [(county, race) for county in "ABC" for race in "WXYZ"]
    rows = [(*pair, count) for pair, count in zip(pairs, counts, strict=True) if count is not None]
    frame = pl.DataFrame(
        rows, schema={"county_name": pl.String, "race_group": pl.String, "people": pl.Int64}, orient="row"
    )
    try:
        answer = after_the_rules(question, frame)
    except NotAnswered:
        return
    assert rows or answer.shown.height == 0
    if not rows:
        return
    groups = list(question.groups)
    is_withheld = answer.full.select(*groups, pl.col("people").is_null().alias("is_withheld"))
    assert not worked_out(frame, groups, "people", is_withheld)


def worked_out(true: pl.DataFrame, groups: list[str], count: str, is_withheld: pl.DataFrame) -> bool:
    """Whether the attack narrows a small count down that knows what is shown, and every total that a release of one
    group at a time would show. What is not shown, or does not occur, is 0 or more to it."""
    names = [pl.col(group).cast(pl.String).fill_null("(null)") for group in groups]
    texts = true.select(*names, pl.col(count).cast(pl.Int64)).join(is_withheld.with_columns(names), on=groups)
    grid = texts.select(groups[0]).unique().join(texts.select(groups[1]).unique(), how="cross")
    every = grid.join(texts, on=groups, how="left").with_columns(
        pl.col(count).fill_null(0), pl.col("is_withheld").fill_null(True)
    )
    full = with_totals(every, groups, count).join(every.select(*groups, "is_withheld"), on=groups, how="left")
    of_totals = [
        CountTable(
            full.filter(pl.col(other) == TOTAL).drop("is_withheld"), tuple(groups), {count: count}, frozenset({group})
        )
        for group, other in (groups, groups[::-1])
    ]
    released = protect(assemble(of_totals))
    keys = keys_of(full, groups, count)
    hidden = [
        released.is_key_withheld(key) if is_withheld is None else is_withheld
        for key, is_withheld in zip(keys, full["is_withheld"], strict=True)
    ]
    cells = assemble([CountTable(full.drop("is_withheld"), tuple(groups), {count: count}, frozenset(groups))])
    by_key = dict(zip(keys, hidden, strict=True))
    unknown = np.array([by_key[key] for key in cells.keys])
    known = replace(known_from(cells, unknown), lowest=np.zeros(len(unknown)))
    watched = unknown & (cells.values >= 1) & (cells.values < 11)
    is_cell = np.array([key.count("/") == len(groups) for key in cells.keys])
    return bool(too_narrow(known, watched & is_cell).any())


@pytest.mark.long
def test_the_kit_has_the_same_schema_filled_with_invented_people(copied_sample: Settings, tmp_path: Path) -> None:
    kit = write_kit(tmp_path / "kit", "ca", people=400, seed=7)
    for file in (kit / "questions").glob("*.sql"):
        question = read_question(file.read_text(encoding="utf-8"))
        assert ask(kit / DATABASE, question, threads=1).height > 0
    assert "synthetic" in (kit / "README.md").read_text()
    assert "## " not in (kit / "data_dictionary.md").read_text().split("\n")[0]
    with pytest.raises(FileExistsError):
        write_kit(kit, "ca", people=1, seed=1)
