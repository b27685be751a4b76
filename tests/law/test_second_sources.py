"""What was not read in the words of a statute leads to review, and never to a no."""

from __future__ import annotations

import pytest

from orchestration.law.register import list_packs
from orchestration.law.tables import read_csv_table, read_packs
from orchestration.law.verification_tags import find_weakest
from orchestration.settings import PROJECT_ROOT
from tests.support.state_packs import STATES

MODELS = PROJECT_ROOT / "models"
SECOND = {"C", "S", "M"}
SHIPPED = sorted({*list_packs(MODELS)} & {*STATES})


@pytest.mark.parametrize("state", SHIPPED)
def test_a_line_of_a_list_that_was_not_read_asks_for_a_fact(state: str) -> None:
    lines = read_csv_table(MODELS, state, "offense_lists")
    assert lines
    wrong = [line for line in lines if find_weakest(line["verified"]) in SECOND and line["membership"] != "needs_fact"]
    assert not wrong


@pytest.mark.parametrize("state", SHIPPED)
def test_a_fact_that_a_line_asks_for_has_a_question(state: str) -> None:
    asked = {line["fact_needed"] for line in read_csv_table(MODELS, state, "offense_lists") if line["fact_needed"]}
    assert asked <= {fact for file in read_packs(MODELS, state) for fact in file.pack.facts}


@pytest.mark.parametrize("state", SHIPPED)
def test_an_element_from_a_second_source_alone_bars_nobody(state: str) -> None:
    for file in read_packs(MODELS, state):
        for name, part in file.pack.elements.items():
            barring = {getattr(part, "when_hit", None), getattr(part, "when_no", None)} & {"not_met"}
            assert not (barring and part.verified[0] in SECOND), name
