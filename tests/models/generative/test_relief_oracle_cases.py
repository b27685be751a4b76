"""The oracle answers the acceptance cases of Penal Code 1203.425 and 851.93 as lawyers wrote them down.

What belongs here: the cases, transcribed by hand from the rule book, and what each must come to. What does not: SQL. A
year alone is any day of that year. Where the rule book says that parole ended, the Supervised Release File tells it; a
prison term it gives no length of is two years.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import Any

import pytest
from repository import ROOT

from tests.models.generative.oracle.facts import Event
from tests.models.generative.oracle.relief_arrest import arrest_findings
from tests.models.generative.oracle.relief_conviction import conviction_findings
from tests.models.generative.oracle.relief_facts import Record, Supervision, ToldCharge
from tests.models.generative.relief_lives import arrest, charge, event, law, lists_of, record, supervised

IN_2025, IN_2024 = "2025-01-15", "2024-10-15"
LISTS = lists_of(
    ("serious_felony", "PC", "211", "", "member"),
    ("serious_felony", "PC", "459", "", "needs_fact"),
    ("serious_felony", "PC", "245", "(a)(1)", "needs_fact"),
    ("violent_felony", "PC", "211", "", "member"),
    ("term_below_eight_years", "PC", "459", "", "member"),
)
PARTS = {
    "484(A) PC": ("PC", "484", "(a)"),
    "242 PC": ("PC", "242", ""),
    "459 PC": ("PC", "459", ""),
    "211 PC": ("PC", "211", ""),
    "496(A) PC": ("PC", "496", "(a)"),
    "11350(A) HS": ("HS", "11350", "(a)"),
    "11530 HS": ("HS", "11530", ""),
    "245(A)(1) PC": ("PC", "245", "(a)(1)"),
    "245(A)(4) PC": ("PC", "245", "(a)(4)"),
    "22450(A) VC": ("VC", "22450", "(a)"),
    "23152(B) VC": ("VC", "23152", "(b)"),
    "148(A)(1) PC": ("PC", "148", "(a)(1)"),
    "11377(A) HS": ("HS", "11377", "(a)"),
}
LEVELS = {"F": "felony", "M": "misdemeanor", "I": "infraction"}


@dataclass(frozen=True)
class Case:
    """One case: the conviction or arrest it asks about, what else the record has, and what must come out."""

    case_id: str
    code_section: str
    level: str
    day: str | None
    sentence: str
    outcome: str
    reason: str
    eligible_on: str | None = None
    as_of: str = IN_2025
    others: tuple[tuple[ToldCharge, str], ...] = ()
    events: tuple[Event, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    is_file_at_hand: bool = True


def of(code_section: str, **columns: Any) -> dict[str, Any]:
    return dict(zip(("code_book", "section", "subdivision_path"), PARTS[code_section], strict=True)) | columns


def theft(outcome: str, reason: str, eligible_on: str | None = None, **more: Any) -> dict[str, Any]:
    """The eligible misdemeanor of 2015 beside which something stands."""
    plain = {"code_section": "484(A) PC", "level": "M", "day": "2015-01-01", "sentence": "fine"}
    return plain | {"outcome": outcome, "reason": reason, "eligible_on": eligible_on} | more


ON_PROBATION = (charge("other", "2022-01-10", "felony", **of("496(A) PC", county_name="FRESNO")), "probation 5Y")
ARRESTED_1994 = (charge("other", "1994-01-01", "felony", "blank", charge_stage="arrest"), "")
NEW_FELONY = (charge("other", "2016-06-29", "felony", **of("496(A) PC")), "jail 30D")
NEW_MISDEMEANOR = (charge("other", "2014", "misdemeanor"), "fine")
RECEIVING = {"code_section": "496(A) PC", "level": "F", "sentence": "prison 2Y", "as_of": IN_2024}
CONVICTIONS = (
    Case("CA-053", "484(A) PC", "M", "2023-01-15", "jail 10D", "not_yet", "calendar_year_since_judgment_not_yet",
         "2024-01-16", "2024-01-15"),
    Case("CA-055", "484(A) PC", "M", "2024-02-29", "fine", "not_yet", "calendar_year_since_judgment_not_yet",
         "2025-03-01", "2025-02-28"),
    Case("CA-056", "242 PC", "M", "2023-01-15", "jail 364D", "eligible", "misdemeanor", "2024-01-16", "2024-02-01"),
    Case("CA-058", "484(A) PC", "M", "2020-01-10", "probation 36M, jail 30D", "eligible", "misdemeanor", "2024-10-01",
         events=(event("probation_revoked", "2021-06-01", "own"),)),
    Case("CA-059", "459 PC", "F", "2018-01-10", "probation 36M", "review", "not_a_serious_felony_unknown",
         events=(event("probation_revoked_and_reinstated", "2019-06-01", "own"),)),
    Case("CA-061", "211 PC", "F", "2015-01-10", "probation 36M, jail 180D", "eligible", "probation", "2022-07-01"),
    Case("CA-062", day="2005-01-01", outcome="eligible", reason="felony", eligible_on="2024-10-01",
         supervision=(supervised("2007-01-01", "2019-12-31"),), **RECEIVING),
    Case("CA-064", "11350(A) HS", "F", "1999-03-01", "prison 16M", "eligible", "felony", "2024-10-01", IN_2024,
         supervision=(supervised("2000-07-01", "2003"),)),
    Case("CA-065", "11530 HS", "F", "1972-12-31", "probation 36M", "ineligible",
         "judgment_on_or_after_floor_not_met"),
    Case("CA-067", day="2008-01-01", outcome="review", reason="no_new_felony_in_the_four_years_unknown",
         others=(NEW_FELONY,), supervision=(supervised("2010-01-01", "2012-06-30"),), **RECEIVING),
    Case("CA-068", day="2008-01-01", outcome="eligible", reason="felony", eligible_on="2024-10-01",
         others=(NEW_MISDEMEANOR,), supervision=(supervised("2010-01-01", "2012-06-30"),), **RECEIVING),
    Case("CA-070", "245(A)(1) PC", "F", "2010-01-01", "prison 2Y", "review", "not_a_serious_felony_unknown", None,
         IN_2024, supervision=(supervised("2012-01-01", "2014"),)),
    Case("CA-071", "245(A)(4) PC", "F", "2014-01-01", "prison 2Y", "eligible", "felony", "2024-10-01", IN_2024,
         supervision=(supervised("2016-01-01", "2017"),)),
    Case("CA-073", **theft("eligible", "misdemeanor", "2022-07-01", events=(
        event("registration", "2015-02-01", code_book="PC", section="290"), event("registration_terminated", "2023"),
    ))),
    Case("CA-074", **theft("not_yet", "not_serving_a_sentence_not_yet", "2027-01-11", others=(ON_PROBATION,))),
    Case("CA-076", **theft("review", "no_pending_charges_unknown", others=(ARRESTED_1994,))),
    Case("CA-077", "484(A) PC", "M", "2001-01-01", "probation", "undeterminable", "probation_term_completed_unknown"),
    Case("CA-079", "484(A) PC", "M", None, "fine", "undeterminable", "judgment_on_or_after_floor_unknown"),
    Case("CA-080", **theft("undeterminable", "no_active_supervision_record_unknown", is_file_at_hand=False)),
    Case("CA-082", "22450(A) VC", "I", "2022-06-01", "fine", "eligible", "misdemeanor", "2023-06-02"),
    Case("CA-083", "23152(B) VC", "M", "2015-06-01", "probation 36M", "eligible", "probation", "2022-07-01"),
)  # fmt: skip


@dataclass(frozen=True)
class ArrestCase:
    """One case about an arrest: its day, the day of its disposition, and each of its counts."""

    case_id: str
    arrested: str
    disposed: str
    level: str
    counts: dict[str, str] = field(hash=False)
    outcome: str
    reason: str
    eligible_on: str | None = None
    is_of_the_arrest: bool = False


ARRESTS = (
    ArrestCase("CA-085", "2024-05-01", "2025-01-14", "M", {"484(A) PC": "dismissed"}, "eligible",
               "dismissed_misdemeanor", "2025-01-14"),
    ArrestCase("CA-086", "2015-05-01", "2016-01-14", "F", {"459 PC": "dismissed"}, "ineligible",
               "felony_filed_and_dismissed"),
    ArrestCase("CA-088", "2019-10-01", "2019-10-05", "F", {"211 PC": "prosecutor_rejected"}, "not_yet",
               "six_years_since_arrest_not_yet", "2025-10-02", is_of_the_arrest=True),
    ArrestCase("CA-089", "2018-10-01", "2019-01-05", "M", {"484(A) PC": "convicted", "148(A)(1) PC": "dismissed"},
               "review", "no_conviction_beside_the_dismissal_unknown"),
    ArrestCase("CA-091", "2003-10-01", "2005-01-05", "F", {"11377(A) HS": "diversion_completed"}, "eligible",
               "diversion_completed", "2022-07-01"),
    ArrestCase("CA-092", "2022-10-01", "2023-06-05", "F", {"211 PC": "acquitted"}, "review",
               "acquittal_needs_no_wait_unknown"),
)  # fmt: skip


@pytest.mark.parametrize("case", CONVICTIONS, ids=lambda case: case.case_id)
def test_a_conviction_comes_out_as_the_case_expects(case: Case) -> None:
    own = charge("own", case.day, LEVELS[case.level], **of(case.code_section))
    told = record(
        [own, *(other for other, _ in case.others)],
        {"own": case.sentence} | {other.charge_id: words for other, words in case.others},
        events=case.events,
        supervision=case.supervision,
    )
    found = conviction_findings(told, law(case.as_of, is_file_at_hand=case.is_file_at_hand, lists=LISTS))[0]
    assert (found.outcome, found.reason_code, found.eligible_on and str(found.eligible_on)) == (
        case.outcome,
        f"conviction_relief_{case.reason}",
        case.eligible_on,
    )


def _record_of(case: ArrestCase) -> Record:
    """An arrest with a row for each count, and what the prosecutor or the court did with each."""
    rows = []
    for number, (code_section, disposition) in enumerate(case.counts.items()):
        text = of(code_section, arrested=case.arrested, cycle_key="101")
        booked = disposition if case.is_of_the_arrest else "blank"
        level = LEVELS[case.level]
        rows.append(
            charge(f"b{number}", case.arrested, level, booked, charge_stage="arrest", source_rows=("d:1",), **text)
        )
        if not case.is_of_the_arrest:
            rows.append(charge(f"c{number}", case.disposed, level, disposition, **text))
    return record(rows, {}, arrests=(arrest("own", case.arrested, source_rows=("d:1",)),))


@pytest.mark.parametrize("case", ARRESTS, ids=lambda case: case.case_id)
def test_an_arrest_comes_out_as_the_case_expects(case: ArrestCase) -> None:
    (found,) = arrest_findings(_record_of(case), law(IN_2025, lists=LISTS))
    assert (found.outcome, found.reason_code, found.eligible_on and str(found.eligible_on)) == (
        case.outcome,
        f"arrest_relief_{case.reason}",
        case.eligible_on,
    )


def test_every_acceptance_case_is_here_and_asks_what_the_rule_book_expects() -> None:
    """``relief_acceptance_words.csv`` and ``outcome_map.csv`` are the rule book's own words and their scores."""
    scores = {row["case_word"]: row["outcome"] for row in _of_the_rule_book("outcome_map")}
    asked = {case.case_id: (case.outcome, case.eligible_on) for case in (*CONVICTIONS, *ARRESTS)}
    days = {case.case_id: getattr(case, "as_of", IN_2025) for case in (*CONVICTIONS, *ARRESTS)}
    for row in _of_the_rule_book("relief_acceptance_words"):
        outcome, eligible_on = asked.pop(row["case_id"])
        assert (outcome, days[row["case_id"]]) == (scores[row["word"].removesuffix(" (arrest)")], row["review_date"])
        assert row["first_eligible_date"] in ("", eligible_on)
    assert asked == {}


def _of_the_rule_book(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests" / "models" / "cases" / "ca" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
