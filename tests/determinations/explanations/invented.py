"""An explanation of a person nobody is, under a law nobody passed: every word, every kind of line, hostile texts.

What belongs here: values for tests of how explanations look. What does not: expectations.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from orchestration.determinations.explanations.blockers import tell_answer
from orchestration.determinations.explanations.model import (
    NOTICE,
    Determination,
    ElementShown,
    Explanation,
    Fact,
    PathShown,
    PersonShown,
    Source,
    Subject,
    TimelineEvent,
    format_determination,
)
from orchestration.warehouse.open_run import GateOfRun, RunShown

CHARGE, ARREST = "c" * 32, "a" * 32
SACRAMENTO = Source("0123456789ab", "sacramento_20260301.csv", False, [3, 5, 6, 7])
FRESNO = Source("ba9876543210", "fresno_20260301.csv", True, [12])
CONDITION = "if no crime with a robot is committed until then"


def happening(kind: str, day: str | None, words: str, **changes: object) -> TimelineEvent:
    when = date.fromisoformat(day) if day else None
    told = TimelineEvent(
        kind, when, when, "day" if day else "blank", words, "", "SACRAMENTO", None, kind, [], [SACRAMENTO]
    )
    return replace(told, **changes)  # type: ignore[arg-type]


CONVICTION = happening(
    "conviction",
    "2025-03-01",
    "1(A) ZZ-KEEPING A ROBOT WITHOUT A LEASH",
    details="felony, CONVICTED",
    case_numbers="25F0001",
    fact_id=CHARGE,
    charge_ids=[CHARGE],
)
WHOLE_ARREST = happening("arrest", "2025-02-01", "CAPDSACRAMENTO", fact_id=ARREST)
TIMELINE = [
    happening("arrest", "1990-01-01", "CAPDFRESNO", county="FRESNO", sources=[FRESNO]),
    WHOLE_ARREST,
    CONVICTION,
    happening("sentence", "2025-03-01", "PROBATION 2 Y", details="for 1(A) ZZ-KEEPING A ROBOT", charge_ids=[CHARGE]),
    happening(
        "end_of_sentence_reckoned", "2027-03-01", "one part", date_latest=date(2027, 9, 1), date_precision="span"
    ),
    happening("deceased", None, "", date_precision="malformed"),
    happening("identity_conflict", None, "two birth dates", county=None, sources=[]),
]


def element(name: str, word: str, question: str, **changes: object) -> ElementShown:
    plain = ElementShown(
        element=name,
        word=word,
        question=question,
        citation="Robot Code 1(a)",
        verified="V",
        needed="every",
        when_unknown="review",
        condition=None,
        is_deciding=False,
        is_on_record=True,
        facts=[Fact("the_count", "1(A) ZZ, felony", [SACRAMENTO]), Fact("sentence", "PROBATION 2 Y", [SACRAMENTO])],
        sources=[SACRAMENTO],
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


ELEMENTS = [
    element("conviction_on_record", "met", "Is a conviction on record?"),
    element(
        "no_other_robot",
        "presumed",
        "Has the person no other robot?",
        verified="inference",
        facts=[Fact("other_conviction", "2 ZZ", [SACRAMENTO, FRESNO])],
        sources=[FRESNO, SACRAMENTO],
    ),
    element("years_passed", "not_yet", "Have two years passed?", condition=CONDITION, is_deciding=True),
    element("robot_was_harmless", "unknown", "Was the robot harmless?", is_on_record=False, facts=[]),
    element(
        "robot_was_paid_for",
        "met",
        "Was the robot paid for?",
        facts=[Fact("established_fact", "robot_paid: yes", [])],
    ),
    element("red_robot", "unknown", "Was the robot red?", is_immaterial=True),
    element("small_robot", "not_met", "Was it a small robot?", needed="one_of"),
    element("old_robot", "met", "Was it an old robot?", needed="one_of"),
]
OTHER_PATH = PathShown("ZZ-2", False, [element("made_of_wood", "not_met", "Was the robot made of wood?")])


def determination(**changes: object) -> Determination:
    day = date(2027, 3, 2)
    plain = Determination(
        remedy_id="robot_relief",
        remedy_name="Robot Code 1: relief of robots",
        outcome="not_yet",
        sentence=format_determination("not_yet", None, day, [CONDITION]),
        relief=None,
        reason="Two years have not passed since the robot ran.",
        citation="Robot Code 1(b)",
        verified="C",
        eligible_on=day,
        conditions=[CONDITION],
        in_the_way=[],
        missing=["Was the robot harmless?"],
        waits_for=["Have two years passed?"],
        presumed=["no_other_robot"],
        hints=["may petition under Robot Code 9"],
        has_possible_better_path=True,
        paths=[PathShown("ZZ-1", True, ELEMENTS), OTHER_PATH],
        immaterial=["Was the robot red?"],
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


PERSON = PersonShown(
    person_id="0" * 16,
    name="INVENTED,PERSON",
    other_names=["INVENTED,P"],
    state_ids=["123"],
    issuer_ids=["77"],
    birth_date_earliest=date(1970, 5, 1),
    birth_date_latest=date(1970, 5, 31),
    is_deceased=True,
    has_registration=True,
    data_as_of=date(2026, 3, 1),
)
RUN = RunShown(
    run_id="f" * 16,
    as_of_date=date(2026, 6, 1),
    version="2026.11.0",
    law_version="2026.11.1+law.abc",
    allowances="missing allowed: FRESNO",
    gates=[GateOfRun("intake", "passed"), GateOfRun("rules", "passed"), GateOfRun("marts", "not asked")],
    notes=["Not every gate was passed: nothing of this run may be handed out."],
)


def answered(one: Determination, happening: TimelineEvent, *others: TimelineEvent) -> Determination:
    """Return the determination of a charge or arrest with its sentence, as the reader builds it."""
    timeline = {told.fact_id: told for told in (happening, *others)}
    return replace(one, answer=tell_answer(one, happening, timeline))


def explanation(**changes: object) -> Explanation:
    of_arrest = determination(
        remedy_id="arrest_of_robots",
        remedy_name="Robot Code 2: relief of arrests",
        outcome="eligible",
        sentence=format_determination("eligible", "relieve_arrest", None, []),
        eligible_on=None,
        conditions=[],
        missing=[],
        waits_for=[],
        presumed=[],
        hints=[],
        has_possible_better_path=False,
        paths=[PathShown(None, True, ELEMENTS[:1])],
        immaterial=[],
    )
    subjects = [
        Subject(None, ARREST, WHOLE_ARREST, [answered(of_arrest, WHOLE_ARREST)]),
        Subject(CHARGE, None, CONVICTION, [answered(determination(), CONVICTION)]),
    ]
    plain = Explanation(NOTICE, "zz", RUN, PERSON, TIMELINE, subjects, 2)
    return replace(plain, **changes)  # type: ignore[arg-type]
