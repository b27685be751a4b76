"""A blind sample: who is drawn, what the reader sees, and the rate that comes back."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from scipy.stats import binomtest

from orchestration.files.tables import read_table
from orchestration.filing.monitoring.audit import (
    KEY,
    QUESTIONS,
    RECORD,
    Reading,
    SampledDetermination,
    allocate,
    compute_disagreements,
    compute_wilson_interval,
    draw_sample,
    read_readings,
    write_sample,
)
from tests.support.filed_lines import write_csv

OUTCOMES = ("eligible", "ineligible", "review")
RACES = ("B", "W", "W", "W", "H", None)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """600 convictions and 60 arrests of invented people."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema intermediate; create schema law")
        connection.execute(
            "create table marts.determinations (charge_id varchar, person_id varchar, remedy_id varchar, "
            "basis varchar, outcome varchar, county_name varchar, as_of_date date, case_numbers varchar, "
            "conviction_date_earliest date, charge_text varchar, level varchar)"
        )
        connection.execute(
            "create table marts.arrest_determinations (arrest_id varchar, person_id varchar, remedy_id varchar, "
            "basis varchar, outcome varchar, county_name varchar, as_of_date date, arrest_date_earliest date, "
            "charge_texts varchar[], level varchar)"
        )
        connection.execute("create table intermediate.int_people (person_id varchar, race_code varchar)")
        connection.execute("create table law.remedies (remedy_id varchar, remedy_name varchar, citation varchar)")
        connection.execute("insert into law.remedies values ('r1', 'Relief', 'PC 1'), ('r2', 'Other', 'PC 2')")
        connection.execute(
            "create table marts.timelines (person_id varchar, kind varchar, place integer, fact_id varchar, "
            "charge_ids varchar[], date_earliest date, date_precision varchar, words varchar, details varchar, "
            "county_name varchar, case_numbers varchar)"
        )
        rows = range(660)
        people = [[f"p{number}", RACES[number % 6]] for number in rows]
        connection.executemany("insert into intermediate.int_people values (?, ?)", people)
        told: list[list[object]] = []
        for number in rows:
            outcome, day = OUTCOMES[number % 3], "2001-02-03"
            if number < 600:
                connection.execute(
                    "insert into marts.determinations values (?, ?, 'r1', ?, ?, 'YOLO', '2026-06-01', '00F1', ?, "
                    "'11358 HS', 'felony')",
                    [f"c{number}", f"p{number}", "policy" if number % 10 == 9 else "statute", outcome, day],
                )
                told.append([f"p{number}", "conviction", 1, f"c{number}", [f"c{number}"], day, "month", "=11358", ""])
            else:
                connection.execute(
                    "insert into marts.arrest_determinations values (?, ?, 'r2', 'statute', ?, 'YOLO', '2026-06-01', "
                    "?, ['459 PC'], 'felony')",
                    [f"a{number}", f"p{number}", outcome, day],
                )
                told.append([f"p{number}", "arrest", 1, f"a{number}", [], day, "day", "459 PC", ""])
            told.append([f"p{number}", "end_of_sentence_reckoned", 2, "e", [], day, "day", "no term", ""])
            told.append([f"p{number}", "identity_conflict", 3, "i", [], None, "unknown", "two ids", "goes to review"])
        connection.executemany("insert into marts.timelines values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'YOLO', '00F1')", told)
        yield connection


def test_the_same_seed_draws_the_same_whatever_the_order_of_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    drawn = draw_sample(warehouse, 100, 7)
    warehouse.execute(
        "create or replace table marts.determinations as select * from marts.determinations order by random()"
    )
    assert draw_sample(warehouse, 100, 7) == drawn
    assert {one.unit_id for one in draw_sample(warehouse, 100, 8)} != {one.unit_id for one in drawn}
    assert [one.number for one in drawn] == list(range(1, 101))
    assert len({(one.unit_id, one.remedy_id) for one in drawn}) == 100


def test_strata_get_their_share_and_outcomes_lie_evenly(warehouse: duckdb.DuckDBPyConnection) -> None:
    drawn = draw_sample(warehouse, 100, 7)
    assert Counter(one.remedy_id for one in drawn) == {"r1": 50, "r2": 50}
    races = Counter(one.race for one in drawn if one.remedy_id == "r1")
    assert races["W"] == pytest.approx(25, abs=1)
    assert set(races) == {"B", "W", "H", "not told"}
    outcomes = Counter(one.outcome for one in drawn)
    assert all(outcomes[outcome] == pytest.approx(100 / 3, abs=6) for outcome in OUTCOMES)
    assert not {f"c{number}" for number in range(9, 600, 10)} & {one.unit_id for one in drawn}, "no policy is read"


def test_where_there_are_fewer_all_are_drawn(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert len(draw_sample(warehouse, 10_000, 1)) == 600
    assert len(draw_sample(warehouse, 1, 1)) == 1


def test_allocation_is_exact_and_leaves_no_group_out_if_it_can() -> None:
    chance = random.Random(3)
    for _ in range(200):
        sizes = {(f"r{number % 3}", f"{number}"): chance.randint(1, 400) for number in range(chance.randint(1, 20))}
        number = chance.randint(1, 500)
        shares = allocate(sizes, number)
        assert sum(shares.values()) == min(number, sum(sizes.values()))
        assert all(0 <= share <= sizes[key] for key, share in shares.items())
        if number >= 6 * len(sizes):
            assert min(shares.values()) >= 1


def test_the_reader_sees_the_record_and_the_law_and_nothing_of_ours(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    drawn = draw_sample(warehouse, 60, 7)
    questions, records = write_sample(warehouse, "ca", drawn, tmp_path / "reader", tmp_path / "key.csv")
    asked = read_table(questions, list(QUESTIONS))
    told = read_table(records, list(RECORD))
    assert [row.values["number"] for row in asked.rows] == [str(number) for number in range(1, 61)]
    for path in (questions, records):
        content = path.read_bytes()
        assert not any(
            word in content
            for word in (b"ineligible", b"review", b"reckoned", b"race", drawn[0].unit_id.encode() + b"<")
        )
        assert path.stat().st_mode & 0o077 == 0
    shown = {row.values["number"] for row in told.rows if row.values["is_asked_about"] == "yes"}
    assert shown == {str(one.number) for one in drawn}
    assert {row.values["day"] for row in told.rows if row.values["kind"] == "conviction"} == {"2001-02"}
    assert [one["outcome"] for one in csv.DictReader((tmp_path / "key.csv").open())] == [one.outcome for one in drawn]
    with pytest.raises(FileExistsError):
        write_sample(warehouse, "ca", drawn, tmp_path / "reader", tmp_path / "key2.csv")


def key_of(tmp_path: Path, *drawn: SampledDetermination) -> Path:
    rows = [{name: str(vars(one)["county_name" if name == "county" else name]) for name in KEY} for one in drawn]
    return write_csv(tmp_path / "key.csv", rows, KEY)


def drawn_one(number: int, outcome: str, race: str = "W", size: int = 100) -> SampledDetermination:
    return SampledDetermination(number, "charge", f"c{number}", f"p{number}", "r1", race, outcome, "YOLO", size)


def test_readings_come_back_each_once_and_what_cannot_count_is_told(tmp_path: Path) -> None:
    key = key_of(tmp_path, *(drawn_one(number, "eligible") for number in range(1, 7)))
    words = ["Eligible", "not eligible", "", "perhaps", "eligible", "cannot_tell"]
    rows = [{"number": str(number), "reading": word, "read_by": "Rae Reader"} for number, word in enumerate(words, 1)]
    rows[4]["read_by"] = " "
    rows += [{"number": "1", "reading": "eligible", "read_by": "R"}, {"number": "99", "reading": "", "read_by": ""}]
    file = write_csv(tmp_path / "read.csv", rows, ("reading", "read_by", "number"))
    readings, unread, wrong = read_readings(file, key)
    assert [(one.ours, one.theirs) for one in readings] == [
        ("eligible", "eligible"),
        ("eligible", "not_eligible"),
        ("eligible", "cannot_tell"),
    ]
    assert unread == 3
    assert wrong == {
        "line 5": "reading must be one of eligible, not_yet, not_eligible, already_relieved, cannot_tell",
        "line 6": "read_by is empty",
        "line 8": "the number occurs twice",
        "line 9": "the key has no such number",
    }


@pytest.mark.parametrize(("differ", "of"), [(0, 10), (1, 10), (5, 10), (10, 10), (3, 300), (0, 1)])
def test_the_interval_is_wilsons(differ: int, of: int) -> None:
    expected = binomtest(differ, of).proportion_ci(0.95, method="wilson")
    assert compute_wilson_interval(differ / of, of) == pytest.approx((expected.low, expected.high))


def test_strata_count_by_their_size_and_each_direction_is_told() -> None:
    readings = [Reading("r1", "W", 900, "eligible", "eligible")] * 9 + [Reading("r1", "W", 900, "eligible", "not_yet")]
    readings += [Reading("r1", "B", 100, "not_eligible", "eligible")] * 5 + [
        Reading("r1", "B", 100, "cannot_tell", "cannot_tell")
    ] * 5
    found = {one.group: one for one in compute_disagreements(readings)}
    assert found["race W"].rate == pytest.approx(0.1)
    assert found["race B"].rate == pytest.approx(0.5)
    every = found["all"]
    assert every.rate == pytest.approx(0.9 * 0.1 + 0.1 * 0.5)
    assert (every.read, every.disagree, every.for_relief, every.against_relief) == (20, 6, 5, 1)
    assert every.low < every.rate < every.high
    assert (every.low, every.high) == pytest.approx(compute_wilson_interval(0.14, 1000**2 / (10 * 90**2 + 10 * 10**2)))
    assert compute_disagreements([]) == []
