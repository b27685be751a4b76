"""Whoever waits for a day with a question open besides is not due today, whatever the answer is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.models.law.invented_histories import History
from tests.models.law.oracle import Oracle
from tests.support.fed_facts import Law, Row
from tests.support.law_models import read_law
from tests.support.state_packs import STATES

AS_OF = date(2026, 11, 1)
PEOPLE = 400


@pytest.mark.parametrize("state", [*STATES, "zz"])
def test_no_answer_makes_what_waits_due_today(state: str) -> None:
    law = read_law(state, AS_OF)
    history = History(law, AS_OF, seed=3)
    history.add_people(PEOPLE)
    oracle = Oracle(law, AS_OF)
    waiting = {key for key, one in oracle.decide(history.tables).items() if one["open_element"]}
    units = {unit["unit_id"]: unit["person_id"] for unit in history.tables["units"]}
    assert waiting
    due = []
    for person in sorted({units[unit] for unit, _ in waiting}):
        of_person = {
            name: [row for row in rows if row.get("person_id", person) == person]
            for name, rows in history.tables.items()
        }
        for answers in list_answers(law, of_person):
            answered = {**of_person, "established": [*answers, *of_person["established"]]}
            due += [
                (key, answers[0])
                for key, one in oracle.decide(answered).items()
                if key in waiting and one["outcome"] == "eligible"
            ]
    assert due == []


def list_answers(law: Law, of_person: dict[str, list[Row]]) -> Iterator[list[Row]]:
    """List what people may establish: each fact with each answer, of every charge and of the person at once."""
    (person,) = {unit["person_id"] for unit in of_person["units"]}
    for fact, value in sorted({(row["fact"], row["value"]) for row in law["element_answers"]}):
        subjects: list[Any] = [person, *(unit["unit_id"] for unit in of_person["units"])]
        yield [{"subject": one, "person_id": person, "fact": fact, "value": value} for one in subjects]
