"""What invented people say of compiled law: which answers of elements occur, and which columns the models have.

What belongs here: these lists, and the example of a page. What does not: what is right (``models/law``).
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.law.compiler.files import CONTRACTS, list_compiled_states
from orchestration.settings import PROJECT_ROOT
from tests.models.law.invented_histories import History
from tests.support.compiled_law import compile_packs_of, count_answers
from tests.support.fed_facts import Row, read
from tests.support.law_models import decide, decide_state, read_findings, read_law
from tests.support.state_packs import STATES

AS_OF = date(2026, 11, 1)
PEOPLE, SEED = 250, 1
NEVER = Path(__file__).with_name("answers_that_never_occur.csv")
_WORDS = {"true": True, "false": False, "unknown": None}


@cache
def _decide_invented(state: str) -> duckdb.DuckDBPyConnection:
    history = History(read_law(state, AS_OF), AS_OF, SEED)
    history.add_people(PEOPLE)
    return decide(compile_packs_of(state), read_law(state, AS_OF), history.tables, AS_OF)


def test_every_element_is_met_not_met_and_unknown_somewhere() -> None:
    """List those that are not, of which comparisons say nothing."""
    never = []
    for state in STATES:
        models = compile_packs_of(state)
        remedies = {f"rule_{state}__{path['remedy_id']}" for path in read_law(state, AS_OF)["paths"]}
        for name in (name for name in models if name in remedies):
            for element, answers in count_answers(_decide_invented(state), name, models[name]).items():
                missing = [word for word, answer in _WORDS.items() if answer not in answers]
                never += [{"model": name, "element": element, "answer": word} for word in missing]
    with NEVER.open(encoding="utf-8", newline="") as file:
        assert never == list(csv.DictReader(file)), "\n".join(",".join(one.values()) for one in never)


@pytest.mark.parametrize(
    ("grade", "outcome"), [("M1", "ineligible"), (None, "review"), ("M3", "eligible")], ids=["M1", "unknown", "M3"]
)
def test_the_example_of_the_page_comes_out_as_the_page_says(grade: str | None, outcome: str) -> None:
    """docs/explanation/how-law-is-decided.md, A finding."""
    who = {"person_id": "p", "case_id": "k", "level": "misdemeanor", "disposition": "conviction"}
    who |= {"code_book": "code", "section": "1"}
    day = {"person_id": "p", "event": "disposition", "day_earliest": date(2010, 6, 1), "day_latest": date(2010, 6, 1)}
    units = [
        {**who, "unit_id": unit, "grade": one, "components": ["fine"]} for unit, one in (("a", "M2"), ("b", grade))
    ]
    facts: dict[str, list[Row]] = {"people": [{"person_id": "p"}], "units": units}
    facts["unit_days"] = [{**day, "unit_id": unit, "source": "history"} for unit in "ab"]
    found = read_findings(decide_state("pa", facts, AS_OF))["a", "limited_access"]
    assert found["outcome"] == outcome
    if outcome == "ineligible":
        assert found["path"] == "misdemeanor"
        assert found["deciding_element"] == "nothing_graver_in_the_case"
        assert found["reason_code"] == "limited_access_nothing_graver_in_the_case_not_met"


@pytest.mark.parametrize("state", sorted({*list_compiled_states(PROJECT_ROOT / "models")} & {*STATES}))
def test_the_contracts_are_the_columns_of_the_models(state: str) -> None:
    contracts = yaml.safe_load((PROJECT_ROOT / "models" / "rules" / state / CONTRACTS).read_text(encoding="utf-8"))
    for model in contracts["models"]:
        described = read(_decide_invented(state), f"describe {model['name']}")
        there = {row["column_name"]: row["column_type"].lower() for row in described}
        assert there == {column["name"]: column["data_type"] for column in model["columns"]}, model["name"]
        assert all(column["description"] for column in model["columns"])
