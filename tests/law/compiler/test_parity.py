"""Compiled packs and the engine decide the same people: every column of a finding is equal, and every status.

What belongs here: the comparison on invented histories, boundary cases and cases of twelve states, and which answers
of elements occur. What does not: law, and how the SQL reads.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
import yaml

from orchestration.law.compiler.files import CONTRACTS, list_compiled_states
from orchestration.law.pack_files.compilation import compile_packs
from orchestration.settings import PROJECT_ROOT
from tests.models.law.test_states import BY_THE_RULE_OF_THE_HOUSE, CASES, make_facts
from tests.support.compiled_law import (
    build_compiled,
    compare,
    compile_packs_of,
    count_answers,
    decide,
    decide_boundaries,
    decide_invented,
)
from tests.support.compiled_statuses import assert_alike
from tests.support.engine_models import Row, feed, open_engine, read
from tests.support.state_packs import STATES, find_packs

AS_OF = date(2026, 11, 1)
PEOPLE, SEED = 250, 1
LATER = date(2027, 11, 1)
"""A day on which law is in force that is not yet on the day of most tests."""
SHIPPED = sorted({*list_compiled_states(PROJECT_ROOT / "models")} & {*STATES})
NEVER = Path(__file__).with_name("answers_that_never_occur.csv")


@pytest.mark.parametrize("state", STATES)
def test_every_finding_and_status_is_that_of_the_engine(state: str) -> None:
    connection = decide_invented(state, AS_OF, PEOPLE, SEED)
    assert_alike(connection)
    assert len(read(connection, "select distinct outcome from compiled")) >= 4


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("state", STATES)
def test_every_column_is_that_of_the_engine_among_12000_people(state: str, seed: int) -> None:
    assert_alike(decide_invented.__wrapped__(state, AS_OF, 12_000, seed))


@pytest.mark.long
@pytest.mark.parametrize("as_of", [AS_OF, LATER], ids=str)
@pytest.mark.parametrize("state", STATES)
def test_every_column_is_that_of_the_engine_at_every_boundary(state: str, as_of: date) -> None:
    assert_alike(decide_boundaries(state, as_of))


def test_every_element_is_met_not_met_and_unknown_somewhere() -> None:
    """List those that are not, which the comparison says nothing of."""
    never = []
    for state in STATES:
        connection = decide_invented(state, AS_OF, PEOPLE, SEED)
        for name, text in compile_packs_of(state).items():
            if f"{name}_elements" not in compile_packs_of(state):
                continue
            for element, answers in count_answers(connection, name, text).items():
                missing = [word for word, answer in _WORDS.items() if answer not in answers]
                never += [{"model": name, "element": element, "answer": word} for word in missing]
    with NEVER.open(encoding="utf-8", newline="") as file:
        assert never == list(csv.DictReader(file)), "\n".join(",".join(one.values()) for one in never)


_WORDS = {"true": True, "false": False, "unknown": None}


@pytest.mark.parametrize(("state", "as_of"), sorted(CASES), ids=str)
def test_every_case_comes_out_as_its_statute_says(state: str, as_of: date) -> None:
    facts: dict[str, list[Row]] = defaultdict(list)
    for case in CASES[state, as_of]:
        for table, row in make_facts(
            case["case_id"], json.loads(case["person_json"]), json.loads(case["charges_json"])
        ):
            facts[table].append(row)
    line = {"code_book": "tags", "match_mode": "section", "membership": "member"}
    tags = sorted({unit["section"] for unit in facts["units"] if unit["code_book"] == "tags"})
    lines = [{**line, "offense_list": tag, "section": section} for section in tags for tag in section.split("+")]
    connection = open_engine({**compile_packs(find_packs(state), state, as_of), "offense_lists": lines}, as_of)
    feed(connection, facts)
    build_compiled(connection, compile_packs_of(state))
    findings = read(connection, "select unit_id, outcome, eligible_on from compiled")
    found = {row["unit_id"]: row for row in sorted(findings, key=lambda row: row["outcome"] in ("eligible", "not_yet"))}
    wrong = []
    for case in CASES[state, as_of]:
        row = found.get(f"{case['case_id']}|{case['target_charge']}", {"outcome": "ineligible", "eligible_on": None})
        day = case["expected_eligible_on"]
        expected = case["expected_status"], date.fromisoformat(day) if day else None
        expected = BY_THE_RULE_OF_THE_HOUSE.get(case["case_id"], expected)
        if row["outcome"] != expected[0] or (expected[1] and row["eligible_on"] != expected[1]):
            wrong.append((case["case_id"], case["facts"], expected, row))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("grade", "outcome"), [("M1", "ineligible"), (None, "review"), ("M3", "eligible")], ids=["M1", "unknown", "M3"]
)
def test_the_example_of_the_page_comes_out_as_the_page_says(grade: str | None, outcome: str) -> None:
    """docs/explanation/how-law-is-decided.md, A finding."""
    who = {"person_id": "p", "case_id": "k", "level": "misdemeanor", "disposition": "conviction"}
    who |= {"code_book": "code", "section": "1"}
    facts: dict[str, list[Row]] = {
        "people": [{"person_id": "p"}],
        "units": [
            {**who, "unit_id": "a", "grade": "M2", "components": ["fine"]},
            {**who, "unit_id": "b", "grade": grade, "components": ["fine"]},
        ],
        "unit_days": [
            {"unit_id": unit, "person_id": "p", "event": "disposition", "day_earliest": day, "day_latest": day}
            for unit, day in (("a", date(2010, 6, 1)), ("b", date(2010, 6, 1)))
        ],
    }
    connection = decide(compile_packs_of("pa"), compile_packs(find_packs("pa"), "pa", AS_OF), facts, AS_OF, 1)
    assert compare(connection).differences == {}
    (found,) = read(connection, "select * from compiled where unit_id = 'a'")
    assert found["outcome"] == outcome
    if outcome == "ineligible":
        assert found["path"] == "misdemeanor"
        assert found["deciding_element"] == "nothing_graver_in_the_case"
        assert found["reason_code"] == "limited_access_nothing_graver_in_the_case_not_met"
        assert found["rests_on"] == [{"element": "nothing_graver_in_the_case", "unit_id": "b"}]


@pytest.mark.parametrize("state", SHIPPED)
def test_the_contracts_are_the_columns_of_the_models(state: str) -> None:
    connection = decide_invented(state, AS_OF, PEOPLE, SEED)
    contracts = yaml.safe_load((PROJECT_ROOT / "models" / "rules" / state / CONTRACTS).read_text(encoding="utf-8"))
    for model in contracts["models"]:
        described = read(connection, f"describe {model['name']}")
        there = {row["column_name"]: row["column_type"].lower() for row in described}
        assert there == {column["name"]: column["data_type"] for column in model["columns"]}, model["name"]
        assert all(column["description"] for column in model["columns"])
