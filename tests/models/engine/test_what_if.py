"""What one more answer would make of determinations is what a run makes of them once the answer is established.

What belongs here: worlds of one more answer against full runs. What does not: how questions are worded.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.support.engine_models import build, feed, open_engine, read
from tests.support.invented_histories import invent_facts, list_lines

LAWS = Path(__file__).resolve().parents[1] / "law" / "laws"
DAY = date(2026, 11, 1)
DECIDED = [
    *("engine_unit_lists", "engine_units", "engine_kind_answers", "engine_matches"),
    *("engine_earlier_rows", "engine_earlier_paths", "engine_earlier_findings"),
    *("engine_later_matches", "engine_later_rows", "engine_later_paths"),
    *("engine_later_findings", "engine_findings"),
]
# (Facts of two charges of a person are one question: a line of the facts file can be about several.)
_ASKED = """
    select
        dense_rank() over (order by fact, person_id, case when subject_unit <> 'charge' then subject_id end)
            as question_number,
        *
    from engine_asked
"""
Finding = tuple[Any, ...]


@pytest.fixture(scope="module")
def decided() -> duckdb.DuckDBPyConnection:
    tables = compile_packs(LAWS, "zz", DAY)
    tables = {**tables, "offense_lists": list_lines(tables)}
    connection = open_engine(tables, DAY)
    feed(connection, invent_facts(tables, 60, 7, DAY))
    build(connection)
    feed(connection, {"question_subjects": read(connection, _ASKED)})
    build(connection, ["engine_what_if_earlier", "engine_what_if"])
    return connection


def test_what_if_is_a_full_run_with_the_answer_established(decided: duckdb.DuckDBPyConnection) -> None:
    before = _read_findings(decided, "engine_findings")
    questions = read(
        decided,
        """
            select question_number, fact, any_value(person_id) as person_id, list(subject_id) as subjects
            from facts.question_subjects
            group by all
            order by question_number
        """,
    )
    assert max(len(question["subjects"]) for question in questions) > 1
    expected = read(decided, "select * from engine_what_if")
    assert len({question["fact"] for question in questions}) == 6
    assert len({row["remedy_id"] for row in expected}) == 2
    # One answer of every person at a time: answers of different people do not meet.
    rounds: dict[int, list[dict[str, Any]]] = {}
    seen: dict[str, int] = {}
    for question in questions:
        number = seen[question["person_id"]] = seen.get(question["person_id"], -1) + 1
        rounds.setdefault(number, []).append(question)
    for asked in rounds.values():
        for value in ("yes", "no"):
            decided.execute("begin")
            rows = [
                {"subject": subject, "person_id": one["person_id"], "fact": one["fact"], "value": value}
                for one in asked
                for subject in one["subjects"]
            ]
            feed(decided, {"established": rows})
            build(decided, DECIDED)
            after = _read_findings(decided, "engine_findings")
            decided.execute("rollback")
            numbers = {one["question_number"] for one in asked}
            told = {
                _key(row): _outcome(row)
                for row in expected
                if row["question_number"] in numbers and row["value"] == value
            }
            people = {one["person_id"] for one in asked}
            changed = {key: found for key, found in after.items() if key[1] in people and found != before[key]}
            assert told == changed


def _read_findings(connection: duckdb.DuckDBPyConnection, table: str) -> dict[Finding, Finding]:
    return {_key(row): _outcome(row) for row in read(connection, f"select * from {table}")}


def _key(row: dict[str, Any]) -> Finding:
    return row["unit_id"], row["person_id"], row["remedy_id"]


def _outcome(row: dict[str, Any]) -> Finding:
    return row["outcome"], row["path"], row["relief"]
