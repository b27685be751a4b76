"""A finding names what keeps it from relief; of many findings the reader sees on two screens what would free each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_text import FEW, format_text
from orchestration.determinations.explanations.blockers import describe_blocker, list_questions, summarize
from orchestration.determinations.explanations.model import Determination, Explanation, Fact, PathShown, Source, Subject
from tests.determinations.explanations.invented import CONVICTION, SACRAMENTO, determination, element, explanation

FRESNO = Source("ba9876543210", "fresno_20260301.csv", False, [12, 14])
OWN = Fact("the_count", "1 ZZ", [SACRAMENTO])
ROBBERY = Fact("other_conviction", "211 PC-ROBBERY, felony, 2016-02-14", [FRESNO, SACRAMENTO])
PAID = Fact("established_fact", "fine_paid: no", [])


def barred_by(facts: Sequence[Fact], outcome: str = "ineligible", **changes: object) -> Determination:
    question = "Has the person no robbery?"
    deciding = element("no_robbery", "not_met", question, facts=[*facts], is_deciding=True)
    path = PathShown("ZZ-1", True, [deciding])
    return determination(paths=[path], outcome=outcome, sentence="not eligible", **changes)


def charges(*determinations: Determination) -> Explanation:
    subjects, timeline = [], []
    for number, one in enumerate(determinations, start=1):
        id_ = f"{number:032x}"
        happening = replace(CONVICTION, fact_id=id_, charge_ids=[id_], words=f"{number} ZZ-ROBOT")
        subjects.append(Subject(id_, None, happening, [one]))
        timeline.append(happening)
    return explanation(subjects=subjects, timeline=timeline)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([OWN], ""),
        ([], ""),
        ([OWN, ROBBERY], "211 PC-ROBBERY, felony, 2016-02-14 (fresno_20260301.csv, line 12)"),
        ([ROBBERY, PAID, OWN], "211 PC-ROBBERY, felony, 2016-02-14 (fresno_20260301.csv, line 12) and 1 more"),
        ([PAID], "fine_paid: no"),
    ],
    ids=["itself", "nothing", "another", "several", "said by people"],
)
def test_what_decided_is_named_with_its_first_line_and_never_the_charge_itself(facts: list[Fact], said: str) -> None:
    assert describe_blocker(barred_by(facts)) == said


def test_a_path_that_did_not_decide_blocks_nothing() -> None:
    (path,) = barred_by([ROBBERY]).paths
    assert describe_blocker(determination(paths=[replace(path, is_deciding=False)])) == ""


def test_the_summary_counts_each_finding_once() -> None:
    told = charges(
        determination(outcome="eligible"),
        determination(outcome="review", missing=["Was it wood?", "Was it red?"]),
        determination(outcome="undeterminable", missing=["Was it wood?"]),
        determination(outcome="not_yet", eligible_on=date(2027, 3, 2)),
        determination(outcome="not_yet", eligible_on=date(2026, 10, 22)),
        barred_by([]),
        determination(outcome="already_relieved"),
    )
    assert summarize(told) == (
        "1 of 7 findings eligible now; 2 wait for 2 questions; 2 wait for time to pass, the first until 2026-10-22; "
        "1 not eligible; 1 relieved already."
    )
    assert list_questions(told) == [("Was it wood?", 2), ("Was it red?", 1)]


def test_a_record_that_no_remedy_reaches_is_said_to_be_so() -> None:
    assert summarize(explanation(subjects=[])) == "No remedy reaches anything on this record."


def test_a_review_without_a_question_waits_for_a_person() -> None:
    told = charges(determination(outcome="review", missing=[]))
    assert summarize(told) == "0 of 1 finding eligible now; 1 waits for a person to look."


def test_many_findings_are_brief_and_equal_reasons_are_told_once() -> None:
    told = charges(*(barred_by([OWN, ROBBERY], reason="Barred by a robbery.") for _ in range(40)))
    text = format_text(told)
    words = " ".join(text.split())
    assert words.count("Barred by a robbery.") == 1
    assert words.count("211 PC-ROBBERY") == 1
    assert "Has the person no robbery?" not in words
    assert "Brief: " in words
    assert "TIMELINE" not in words
    assert all(f"{number} ZZ-ROBOT" in words and f"charge {number:032x}" in words for number in range(1, 41))
    assert text.count("\n") <= 120
    whole = " ".join(format_text(told, whole=True).split())
    assert whole.count("Has the person no robbery?") >= 40
    assert "Brief: " not in whole


def test_few_findings_are_shown_with_their_elements_and_the_timeline_last() -> None:
    told = charges(*(barred_by([ROBBERY], reason=f"Reason {number}.") for number in range(FEW)))
    words = " ".join(format_text(told).split())
    assert words.count("Has the person no robbery?") >= FEW
    assert words.index("SUMMARY") < words.index("Reason 0.") < words.index("TIMELINE")


def test_the_page_says_the_same() -> None:
    page = format_html(charges(barred_by([OWN, ROBBERY])))
    assert "0 of 1 finding eligible now; 1 not eligible." in page
    assert "<dt>by</dt><dd>211 PC-ROBBERY, felony, 2016-02-14 (fresno_20260301.csv, line 12)</dd>" in page
