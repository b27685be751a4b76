"""What one more answer would change: the same law over marked copies of the facts, beside full runs; and what is asked.

What belongs here: decided again against the answer established in a run. What does not: how questions are worded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.warehouse.shards import decide_again
from tests.models.law.boundary_cases import list_lines
from tests.models.law.invented_histories import History
from tests.support.compiled_law import build_compiled, tie_to_arrests
from tests.support.decided_again import ask_anything, ask_of_lists, decide_all_again, find_asked, make_law
from tests.support.fed_facts import Row, feed, read
from tests.support.law_models import compile_law, decide, open_fed, read_law

AS_OF = date(2026, 11, 1)
Key = tuple[Any, ...]


def _decide_and_ask(people: int, seed: int) -> tuple[duckdb.DuckDBPyConnection, Mapping[str, str]]:
    """Decide invented people of an invented law, and ask them."""
    law = read_law("zz", AS_OF)
    history = History(law, AS_OF, seed)
    history.limits = history.limits or [365]
    history.add_people(people)
    tables = tie_to_arrests(history.tables, law["facts"], seed)
    models = compile_law("zz")
    connection = decide(models, ask_of_lists(law, list_lines(tables)), tables, AS_OF)
    ask_anything(connection, seed)
    return connection, models


@pytest.mark.parametrize("most_rows", [400_000, 60], ids=["all at once", "in batches"])
def test_what_if_is_a_full_run_with_the_answer_established(
    most_rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide_again, "MOST_ROWS", most_rows)
    connection, models = _decide_and_ask(60, 7)
    before = _read_findings(connection, "compiled")
    decide_all_again(connection, make_law(connection, models), tmp_path)
    told = read(connection, "select * from again.findings")
    assert len({row["remedy_id"] for row in told}) == 2
    questions: dict[int, list[dict[str, Any]]] = {}
    for row in read(connection, "select * from facts.possible_answers where value = 'yes' order by all"):
        questions.setdefault(row["question_number"], []).append(row)
    assert max(map(len, questions.values())) > 1
    # One answer of every person at a time: answers of different people do not meet.
    rounds: list[dict[str, list[dict[str, Any]]]] = [{}, {}]
    for subjects in questions.values():
        rounds[subjects[0]["person_id"] in rounds[0]][subjects[0]["person_id"]] = subjects
    for asked in rounds:
        for value in ("yes", "no"):
            connection.execute("begin")
            rows = [
                {"value": value, **{name: one[name] for name in ("subject", "person_id", "fact")}}
                for subjects in asked.values()
                for one in subjects
            ]
            feed(connection, {"established": rows})
            build_compiled(connection, models)
            after = _read_findings(connection, "compiled")
            connection.execute("rollback")
            numbers = {one["question_number"] for subjects in asked.values() for one in subjects}
            expected = {key: found for key, found in after.items() if found != before.get(key)}
            assert expected == {
                _key(row): _outcome(row) for row in told if row["question_number"] in numbers and row["value"] == value
            }


def test_who_was_asked_nothing_is_not_decided_again(tmp_path: Path) -> None:
    connection, models = _decide_and_ask(20, 1)
    connection.execute("delete from facts.possible_answers")
    decide_all_again(connection, make_law(connection, models), tmp_path)
    assert read(connection, "select * from again.findings") == []
    assert list(tmp_path.iterdir()) == []


def _ask(charge: Row, others: Sequence[Row] = (), **facts: list[Row]) -> set[tuple[str, str, str]]:
    """Find what is asked of a person convicted long ago: fact, kind of unit and subject."""
    units, days = [], []
    for unit in ({"unit_id": "a", "level": "felony", **charge}, *others):
        told = {"disposition": "2010-05-05", "sentence_end": "2011-05-05", **unit.pop("days", {})}
        whose = {"person_id": "p", "unit_id": unit["unit_id"]}
        days += [
            {**whose, "event": event, "day_earliest": day, "day_latest": day, "source": "history"}
            for event, day in told.items()
            if day
        ]
        units.append({**whose, "disposition": "conviction", "code_book": "tags", "section": "0", **unit})
    line = {"code_book": "tags", "match_mode": "section", "section": "perhaps grave", "row_key": "grave"}
    line |= {"offense_list": "grave_offenses", "membership": "needs_fact", "fact_needed": "on_grave_offenses"}
    who = {"person_id": "p", "source": "history"}
    told_of = {name: [{**who, **row} for row in rows] for name, rows in facts.items()}
    law = {**read_law("zz", AS_OF), "offense_lists": [line]}
    connection = open_fed(law, {"units": units, "unit_days": days, **told_of}, AS_OF)
    build_compiled(connection, compile_law("zz"))
    return {(fact, unit, subject) for fact, unit, subject, *_ in find_asked(connection, compile_law("zz"))}


GRAVE = {"section": "perhaps grave"}


def test_what_is_known_is_not_asked() -> None:
    assert _ask({}) == set()
    answered = {"subject": "a", "unit": "charge", "fact": "on_grave_offenses", "value": "no"}
    assert _ask(GRAVE, established=[answered]) == set()


def test_what_an_element_does_not_know_is_asked_of_what_it_is_about() -> None:
    unknown = {"answer": "unknown"}
    assert _ask(GRAVE) == {("on_grave_offenses", "charge", "a")}
    assert _ask({"days": {"sentence_end": None}}) == {("term_is_over", "charge", "a")}
    assert _ask({"level": None, "days": {"disposition": "2024-05-05"}}) == {("level_is_felony", "charge", "a")}
    assert _ask({}, person_facts=[{"fact": "duty", **unknown}]) == {("duty_ended", "person", "p")}
    pending = {"unit_id": "b", "unit": "charge", "fact": "charge_is_pending", **unknown}
    other = {"unit_id": "b", "level": "misdemeanor", "disposition": "dismissal"}
    assert _ask({}, [other], unit_facts=[pending]) == {("charge_is_pending", "charge", "b")}
    arrest = {"unit_id": "x", "unit": "arrest", "disposition": None, "days": {"arrest": "2010-05-05"}}
    begun = {"unit_id": "x", "unit": "arrest", "fact": "proceedings_begun", **unknown}
    assert _ask({}, [arrest], unit_facts=[begun]) == {("proceedings_begun", "arrest", "x")}


def _read_findings(connection: duckdb.DuckDBPyConnection, table: str) -> dict[Key, Key]:
    return {_key(row): _outcome(row) for row in read(connection, f"select * from {table}")}


def _key(row: dict[str, Any]) -> Key:
    return row["unit_id"], row["person_id"], row["remedy_id"]


def _outcome(row: dict[str, Any]) -> Key:
    return row["outcome"], row["path"], row["relief"]
