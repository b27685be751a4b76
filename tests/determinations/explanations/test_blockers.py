"""A finding names what keeps it from relief; of many findings the reader sees on two screens what would free each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_text import FEW, format_text
from orchestration.determinations.explanations.blockers import collect_answers, list_questions, summarize
from orchestration.determinations.explanations.model import (
    Determination,
    Explanation,
    Fact,
    PathShown,
    Source,
    Subject,
    format_determination,
)
from tests.determinations.explanations.invented import (
    ARREST,
    CHARGE,
    CONVICTION,
    SACRAMENTO,
    answered,
    determination,
    element,
    explanation,
    happening,
)

FRESNO = Source("ba9876543210", "fresno_20260301.csv", False, [12, 14])
OWN = Fact("the_count", "1 ZZ", [SACRAMENTO])
ROBBERY = Fact("conviction_that_may_bar", "211 PC-ROBBERY", [FRESNO, SACRAMENTO], "robbery")
EARLIER = Fact("conviction_that_may_bar", "459 PC-BURGLARY", [SACRAMENTO], "burglary")
OTHER = Fact("other_conviction", "484 PC-THEFT", [FRESNO], "theft")
REVOKED = Fact("event_on_the_count", "probation_revoked", [FRESNO], "revoked")
UNREAD = Fact("unread_line", "a line that could not be read and has an id of the person", [FRESNO])
DEATH = Fact("event_of_the_person", "deceased", [FRESNO], "death")
PAID = Fact("established_fact", "fine_paid: no", [])
ON_RECORD = [
    happening(
        "conviction",
        "2016-02-14",
        "211 PC-ROBBERY",
        details="felony, CONVICTED",
        county="FRESNO",
        case_numbers="16F1",
        fact_id="robbery",
    ),
    happening("charge", "2009-01-02", "459 PC-BURGLARY", details="felony, no disposition", fact_id="burglary"),
    happening("probation_revoked", "2020-05-06", "1 ZZ, PROB REVOKED", county=None, fact_id="revoked"),
    happening("deceased", "2021-01-01", "", fact_id="death"),
]
THE_ROBBERY = "211 PC-ROBBERY of 14 February 2016, FRESNO, case 16F1 (felony, CONVICTED; fresno_20260301.csv, line 12)"


def decided_by(facts: Sequence[Fact], outcome: str = "ineligible", **changes: object) -> Determination:
    question = "Has the person no robbery?"
    deciding = element("no_robbery", "not_met", question, facts=[*facts], is_deciding=True)
    plain = {"paths": [PathShown("ZZ-1", True, [deciding])], "reason": "A reason.", "conditions": []}
    return determination(**{**plain, "outcome": outcome, "sentence": "not eligible", **changes})


def charges(*determinations: Determination) -> Explanation:
    subjects, timeline = [], []
    for number, one in enumerate(determinations, start=1):
        id_ = f"{number:032x}"
        told = replace(CONVICTION, fact_id=id_, charge_ids=[id_], words=f"{number} ZZ-ROBOT")
        subjects.append(Subject(id_, None, told, [answered(one, told, *ON_RECORD)]))
        timeline.append(told)
    return explanation(subjects=subjects, timeline=timeline)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([OWN], "the conviction itself"),
        ([], "the conviction itself"),
        ([OTHER, OWN], "the conviction itself"),
        ([DEATH, OWN], "the conviction itself"),
        ([OWN, ROBBERY], THE_ROBBERY),
        ([EARLIER, ROBBERY, OTHER], f"{THE_ROBBERY} and 1 more"),
        ([ROBBERY, UNREAD], "a line that could not be read and has an id of the person (fresno_20260301.csv, line 12)"),
        ([REVOKED], 'the entry "probation revoked" of 6 May 2020 (1 ZZ, PROB REVOKED; fresno_20260301.csv, line 12)'),
        ([PAID], "fine_paid: no"),
    ],
    ids=["itself", "nothing", "looked at", "a death", "another", "the latest", "unread", "an entry", "said by people"],
)
def test_the_most_telling_fact_is_named_with_its_day_place_and_first_line(facts: list[Fact], said: str) -> None:
    assert answered(decided_by(facts), CONVICTION, *ON_RECORD).answer == f"Barred by {said}: A reason. No day ends it."


@pytest.mark.parametrize(
    ("outcome", "day", "conditions", "said"),
    [
        ("eligible", None, [], "A reason."),
        ("already_relieved", None, [], "A reason."),
        ("ineligible", None, [], "Barred by the conviction itself: A reason. No day ends it."),
        (
            "review",
            None,
            [],
            "Waits because of the conviction itself: A reason. Still to be answered: Was the robot harmless?",
        ),
        (
            "undeterminable",
            None,
            [],
            "Waits because of the conviction itself: A reason. Still to be answered: Was the robot harmless?",
        ),
        (
            "not_yet",
            None,
            ["if paid"],
            "Waits because of the conviction itself: A reason. The day is not known. "
            "Then still to be answered: Was the robot harmless?",
        ),
        ("not_yet", date(2026, 10, 22), [], "Waits until 22 October 2026 because of the conviction itself: A reason."),
        (
            "not_yet",
            date(2026, 10, 22),
            ["if paid"],
            "Waits until 22 October 2026 because of the conviction itself, if paid: A reason.",
        ),
    ],
)
def test_each_outcome_says_what_blocks_until_when_and_why(
    outcome: str, day: date | None, conditions: list[str], said: str
) -> None:
    told = decided_by([OWN], outcome, eligible_on=day, conditions=conditions)
    assert answered(told, CONVICTION).answer == said


def test_a_wait_with_a_question_open_besides_is_no_promise() -> None:
    told = decided_by([OWN], "not_yet", not_before=date(2026, 10, 22), eligible_on=None)
    assert answered(told, CONVICTION).answer == (
        "Not before 22 October 2026 because of the conviction itself: A reason. "
        "Then still to be answered: Was the robot harmless?"
    )
    assert format_determination("not_yet", None, None, [], None, date(2026, 10, 22)) == (
        "not before 2026-10-22, and then a question is open"
    )


def test_a_path_that_did_not_decide_blocks_nothing() -> None:
    told = decided_by([ROBBERY])
    (path,) = told.paths
    unsaid = replace(told, paths=[replace(path, is_deciding=False)])
    assert answered(unsaid, CONVICTION, *ON_RECORD).answer == "Barred: A reason. No day ends it."
    waiting = replace(unsaid, outcome="review", missing=["A question?"], reason="A question? Unknown.")
    assert answered(waiting, CONVICTION).answer == "Waits because of the conviction itself: A question? Unknown."


def test_answers_are_found_by_charge_or_arrest_and_remedy() -> None:
    answers = collect_answers(explanation())
    assert answers[CHARGE, "robot_relief"].startswith("Waits until 2 March 2027 because of PROBATION 2 Y (")
    assert answers[ARREST, "arrest_of_robots"] == "Two years have not passed since the robot ran."


def test_the_summary_counts_each_finding_once() -> None:
    told = charges(
        determination(outcome="eligible"),
        determination(outcome="review", missing=["Was it wood?", "Was it red?"]),
        determination(outcome="undeterminable", missing=["Was it wood?"]),
        determination(outcome="not_yet", eligible_on=date(2027, 3, 2)),
        determination(outcome="not_yet", eligible_on=date(2026, 10, 22)),
        determination(outcome="not_yet", eligible_on=None),
        determination(outcome="not_yet", eligible_on=None, not_before=date(2026, 10, 22)),
        decided_by([]),
        determination(outcome="already_relieved"),
    )
    assert summarize(told) == (
        "1 of 9 findings eligible now; 2 wait for 2 questions; 2 wait until a day, the first until 22 October 2026; "
        "1 waits for a day on which a question is open; 1 waits until a day that is not known; 1 not eligible; "
        "1 relieved already."
    )
    assert list_questions(told) == [("Was it wood?", 2), ("Was it red?", 1)]


def test_one_day_is_said_without_a_first() -> None:
    told = charges(*(determination(outcome="not_yet", eligible_on=date(2027, 3, 2)) for _ in range(2)))
    assert summarize(told) == "0 of 2 findings eligible now; 2 wait until 2 March 2027."


def test_of_an_arrest_the_conviction_is_named_before_later_charges_and_the_others_are_not_counted() -> None:
    facts = [replace(fact, role="charge_of_the_arrest") for fact in (EARLIER, ROBBERY)]
    later = replace(ON_RECORD[1], date_earliest=date(2020, 1, 1), date_latest=date(2020, 1, 1))
    answer = answered(decided_by(facts), CONVICTION, ON_RECORD[0], later).answer
    assert answer == f"Barred by {THE_ROBBERY}: A reason. No day ends it."


def test_a_record_that_no_remedy_reaches_is_said_to_be_so() -> None:
    assert summarize(explanation(subjects=[])) == "No remedy reaches anything on this record."


def test_a_review_without_a_question_waits_for_a_person() -> None:
    told = charges(determination(outcome="review", missing=[]))
    assert summarize(told) == "0 of 1 finding eligible now; 1 waits for a person to look."


def test_many_findings_are_brief_and_equal_reasons_are_told_once() -> None:
    told = charges(*(decided_by([OWN, ROBBERY], reason="Barred by a robbery.") for _ in range(40)))
    text = format_text(told)
    words = " ".join(text.split())
    assert words.count("Barred by a robbery.") == 1
    assert words.count("211 PC-ROBBERY") == 1
    assert "Has the person no robbery?" not in words
    assert "Brief: " in words
    assert "TIMELINE" not in words
    assert all(f"{number} ZZ-ROBOT" in words for number in range(1, 41)) and words.count("case 25F0001") == 40
    assert text.count("\n") <= 120
    whole = " ".join(format_text(told, whole=True).split())
    assert whole.count("Has the person no robbery?") >= 40
    assert "Brief: " not in whole


def test_charges_with_other_blockers_say_their_own_and_share_the_reason() -> None:
    told = charges(*([decided_by([fact], reason="A robbery bars it.") for fact in (ROBBERY, EARLIER)] * 3))
    words = " ".join(format_text(told).split())
    assert words.count("A robbery bars it. No day ends it.") == 1
    assert words.count("Barred by 211 PC-ROBBERY") == words.count("Barred by 459 PC-BURGLARY") == 3


def test_few_findings_are_shown_with_their_elements_and_the_timeline_last() -> None:
    told = charges(*(decided_by([ROBBERY], reason=f"Reason {number}.") for number in range(FEW)))
    words = " ".join(format_text(told).split())
    assert words.count("Has the person no robbery?") >= FEW
    assert words.index("SUMMARY") < words.index("Reason 0.") < words.index("TIMELINE")


def test_the_page_says_the_same() -> None:
    page = format_html(charges(decided_by([OWN, ROBBERY])))
    assert "0 of 1 finding eligible now; 1 not eligible." in page
    assert f"<p>Barred by {THE_ROBBERY}: A reason. No day ends it.</p>" in page
