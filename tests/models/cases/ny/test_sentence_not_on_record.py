"""New York, counsel having decided that the longest lawful term counts where no sentence is on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from orchestration.law.questions.decisions import CounselDecision, add_decision, hash_question, list_questions
from orchestration.law.tables import read_packs
from orchestration.settings import load_settings
from tests.support.standard_files import build_findings, read_outcomes

pytestmark = pytest.mark.usefixtures("parsed_pennsylvania")
AS_OF = date(2026, 11, 1)
QUESTION = "sentence_not_on_record"
COUNT = {"statute": "PL 155.25", "level": "M", "grade": "A", "disposition_date": "2019-11-01"}

FELONY = {"statute": "PL 155.30(1)", "level": "F", "grade": "E", "disposition_date": "2005-11-01"}

# name: the counts of the case, an event, what the first comes to; seven years are a year for the sentence and six of
# probation, the longest of a misdemeanor
CASES: Mapping[str, tuple[list[Mapping[str, str]], Mapping[str, str] | None, str]] = {
    "seven years ago": ([COUNT], None, "eligible"),
    "seven years ago but for a day": ([{**COUNT, "disposition_date": "2019-11-02"}], None, "review"),
    "of a class that nobody knows": ([{**COUNT, "grade": "Q"}], None, "eligible"),
    "of no day": ([{**COUNT, "disposition_date": ""}], None, "review"),
    "a felony": ([{**COUNT, **FELONY}], None, "review"),
    "beside a felony of the case": ([COUNT, {**COUNT, "level": "F", "grade": "E"}], None, "review"),
    "beside another misdemeanor of the case": ([COUNT, COUNT], None, "eligible"),
    "beside six others of the case": ([COUNT] * 7, None, "review"),
    "revoked": ([COUNT], {"event": "revoked", "event_date": "2020-03-01", "count_number": "1"}, "review"),
    "revoked, of no count": ([COUNT, COUNT], {"event": "revoked", "event_date": "2020-03-01"}, "review"),
    "a warrant": ([COUNT], {"event": "warrant", "event_date": "2020-03-01", "count_number": "1"}, "review"),
    "released, nobody knows when": ([COUNT], {"event": "release", "event_date": "", "count_number": "1"}, "review"),
}


def build(folder: Path, *, is_decided: bool) -> dict[tuple[str, str], str]:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, (counts, event, _) in enumerate(CASES.values(), start=1):
        of_case = {"person_id": f"P{number}", "case_number": f"N-{number}"}
        name = f"CASE,{chr(64 + number)}{number}"
        rows["people"].append({"person_id": f"P{number}", "name": name, "birth_date": f"{1940 + number}-06-01"})
        for place, count in enumerate(counts, start=1):
            told = {"place": "Kings", "disposition": "Convicted", "offense_date": "2019-01-01", "count_number": place}
            rows["charges"].append({**of_case, **told, **count})
        if event:
            rows["events"].append({**of_case, **event})
    settings = load_settings(home=folder / "home", state="ny")
    if is_decided:
        question = list_questions(read_packs(settings.models, "ny"))[QUESTION]
        of_question = (QUESTION, hash_question(question), "longest_term")
        add_decision(
            settings.counsel_decisions, CounselDecision(*of_question, "Ruth Ortega", "", "2026-05-01", "", "so", "ruth")
        )
    return read_outcomes(build_findings(folder, "ny", rows, AS_OF), "ny")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    return build(tmp_path_factory.mktemp("decided"), is_decided=True)


@pytest.mark.parametrize("name", CASES)
def test_what_was_served_is_at_most_what_the_law_allows(decided: dict[tuple[str, str], str], name: str) -> None:
    assert decided[f"N-{list(CASES).index(name) + 1}", "1"] == CASES[name][2]


def test_undecided_every_one_waits_for_a_person(tmp_path: Path) -> None:
    assert {outcome for (_, count), outcome in build(tmp_path, is_decided=False).items() if count == "1"} == {"review"}
