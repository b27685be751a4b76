"""The oracle answers the acceptance cases of Health and Safety Code 11361.8 and 11361.9 as lawyers wrote them down.

What belongs here: the cases, transcribed by hand from the rule book, and what each must come to. What does not: SQL.
No case has an offense date that the file would tell: the arrest stands for it. A year alone is any day of that year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.facts import (
    Charge,
    Event,
    Finding,
    OffenseListRow,
    Parameters,
    Person,
    Policy,
    convictions_of,
)
from tests.models.generative.oracle.prop64 import findings
from tests.models.generative.relief_lives import table

TODAY = date(2025, 1, 15)
DISMISS, MISDEMEANOR, INFRACTION = "dismiss_and_seal", "redesignate_misdemeanor", "redesignate_infraction"
ALL_FOUR = Policy(dismiss_sections=frozenset({"11357", "11358", "11359", "11360"}))
Parts = tuple[str, str, str]
CULTIVATION, SALE, TRANSPORT = ("HS", "11358", ""), ("HS", "11359", ""), ("HS", "11360", "(a)")
MURDER, RAPE = ("PC", "187", "(a)"), ("PC", "261", "(a)(2)")


@dataclass(frozen=True)
class Case:
    """One case: the count it asks about, what else the record has, and what must come out."""

    case_id: str
    born: str
    arrested: str | None
    convicted: str | None
    parts: Parts
    level: str
    outcome: str
    relief: str | None
    reason_code: str
    sentence_ends: str | None = None
    earlier_or_later: tuple[tuple[Parts, int, str], ...] = ()  # other felony convictions: parts, year, case number
    beside: tuple[tuple[Parts, str], ...] = ()  # other charges of the case: parts, disposition
    comment: Parts | None = None
    events: tuple[str, ...] = ()
    established: Mapping[str, bool] = field(default_factory=dict)
    county: str = "YOLO"
    as_of: date = TODAY


CASES = (
    Case("CA-001", "1970-05-01", "2000-06-01", "2000-07-01", ("HS", "11357", "(b)"), "misdemeanor",
         "eligible", DISMISS, "prop64_57b_1", "2000-07-01"),
    Case("CA-002", "1980-05-01", "2000-06-01", "2000-07-01", ("HS", "11357", "(b)"), "misdemeanor",
         "eligible", INFRACTION, "prop64_57b_2", "2000-07-01"),
    Case("CA-005", "1985-06-01", "2006-06-01", "2006-07-01", ("HS", "11357", "(b)"), "misdemeanor",
         "eligible", DISMISS, "prop64_57b_1", "2006-07-01"),
    Case("CA-007", "1984-02-29", "2005-02-28", "2005-04-01", ("HS", "11357", "(b)"), "misdemeanor",
         "review", None, "prop64_age_unknown", "2005-04-01"),
    Case("CA-008", "1985-06-01", "2006-05-22", "2006-06-11", ("HS", "11357", "(a)"), "felony",
         "review", None, "prop64_age_unknown", "2009-06-11"),
    Case("CA-010", "1980-01-01", "2005-01-01", "2005-02-01", ("HS", "11357", "(a)"), "felony",
         "eligible", MISDEMEANOR, "prop64_57a_4", "2008-02-01", established={"concentrate_at_most_8_grams": False}),
    Case("CA-011", "1970-01-01", "2000-01-01", "2000-02-01", ("HS", "11357", "(c)"), "misdemeanor",
         "ineligible", "no_change", "prop64_57c_1", "2000-02-11"),
    Case("CA-013", "1975-01-01", "2005-01-01", "2005-03-01", CULTIVATION, "felony",
         "eligible", MISDEMEANOR, "prop64_58_3", "2008-03-01"),
    Case("CA-014", "1970-01-01", "2005-01-01", "2005-03-01", CULTIVATION, "felony",
         "ineligible", "no_change", "prop64_58_4", "2006-07-01", ((RAPE, 1995, "A1"),),
         established={"at_most_six_plants": False}),
    Case("LB-450", "1970-01-01", "2005-01-01", "2005-03-01", CULTIVATION, "felony",
         "review", None, "prop64_plants_not_established", "2006-07-01", ((RAPE, 1995, "A1"),)),
    Case("CA-016", "1970-01-01", "2001-01-01", "2001-06-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1", None, ((MURDER, 2010, "A1"),)),
    Case("CA-017", "1970-01-01", "2001-05-01", "2001-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1", None, ((MURDER, 2003, "A1"),)),
    Case("CA-019", "1970-01-01", "2001-05-01", "2001-09-01", SALE, "felony",
         "ineligible", "no_change", "prop64_59_2", None, ((MURDER, 1992, "A1"),)),
    Case("CA-020", "1970-01-01", "2001-05-01", "2001-09-01", TRANSPORT, "felony",
         "review", None, "prop64_registration_on_record", None, events=("registration",)),
    Case("CA-022", "1970-01-01", "2008-05-01", "2008-09-01", SALE, "felony",
         "review", None, "prop64_two_priors_undecided", "2010-01-01", ((SALE, 2000, "A1"), (SALE, 2004, "A2"))),
    Case("CA-023", "1970-01-01", "2008-05-01", "2008-09-01", SALE, "felony",
         "review", None, "prop64_two_priors_undecided", None, ((SALE, 2004, "A1"), (SALE, 2004, "A1"))),
    Case("CA-025", "1970-01-01", "2008-05-01", "2008-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1", None, ((CULTIVATION, 2000, "A1"), (TRANSPORT, 2004, "A2"))),
    Case("CA-026", "1974-01-01", "2014-05-01", "2014-09-01", TRANSPORT, "felony",
         "eligible", MISDEMEANOR, "prop64_60a_1", "2017-09-01"),
    Case("CA-028", "1974-01-01", "2004-05-01", "2004-09-01", ("HS", "11361", "(a)"), "felony",
         "ineligible", None, "prop64_61"),
    Case("CA-029", "1974-01-01", "2014-05-01", "2014-09-01", ("HS", "11357.5", "(a)"), "misdemeanor",
         "ineligible", None, "prop64_575", "2014-09-01"),
    Case("CA-031", "1974-01-01", "2004-05-01", "2004-09-01", ("PC", "182", "(a)(1)"), "felony",
         "review", None, "prop64_182", comment=CULTIVATION),
    Case("CA-032", "1974-01-01", "2013-09-01", "2014-03-01", ("PC", "32", ""), "felony",
         "review", None, "prop64_32", beside=((CULTIVATION, "dismissed"), (SALE, "dismissed"))),
    Case("CA-034", "1974-01-01", "2001-03-11", "2001-05-01", ("HS", "11357", ""), "misdemeanor",
         "review", None, "prop64_57x", "2001-05-01"),
    Case("CA-035", "1974-01-01", "2001-03-11", "2001-05-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1"),
    Case("CA-037", "1974-01-01", "2016-11-01", "2016-11-09", SALE, "felony",
         "review", None, "prop64_offense_date_unknown"),
    Case("CA-038", "1974-01-01", "2004-05-01", "2004-09-01", CULTIVATION, "felony",
         "eligible", MISDEMEANOR, "prop64_58_3"),
    Case("CA-040", "1974-01-01", "2004-05-01", None, CULTIVATION, "felony",
         "undeterminable", None, "prop64_no_conviction_on_record"),
    Case("CA-041", "1974-01-01", "2004-05-01", "2004-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1", events=("relief_dismissed_1203_4",)),
    Case("CA-043", "1974-01-01", "2004-05-01", "2004-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1"),
    Case("CA-044", "1974-01-01", "2004-05-01", "2004-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1", county="FRESNO"),
    Case("CA-046", "1940-01-01", "1980-05-01", "1980-09-01", CULTIVATION, "felony",
         "eligible", MISDEMEANOR, "prop64_58_3", events=("deceased",)),
    Case("CA-047", "1990-01-01", "2016-05-01", "2016-10-01", SALE, "felony",
         "review", None, "prop64_serving_sentence", "2021-10-01", as_of=date(2019, 7, 1)),
    Case("CA-049", "1953-01-01", "1971-07-01", "1971-09-01", ("HS", "11530", ""), "misdemeanor",
         "review", None, "prop64_115"),
    Case("CA-050", "1974-01-01", "2004-05-01", "2004-09-01", SALE, "felony",
         "eligible", MISDEMEANOR, "prop64_59_1"),
    Case("CA-052", "1974-01-01", "2004-05-01", "2004-09-01", SALE, "felony",
         "review", None, "prop64_prosecutor_challenge", established={"prosecutor_challenge": True}),
)  # fmt: skip
POLICY_CASE = Case(
    "CA-004", "1993-05-01", "2013-06-01", "2013-07-01", ("HS", "11357", "(b)"), "infraction",
    "ineligible", "no_change", "prop64_57b_3", "2013-07-01",
)  # fmt: skip


def charge_of(case: Case, number: int, parts: Parts, level: str, disposition: str = "convicted") -> Charge:
    charge = Charge(f"{case.case_id} {number}", case.case_id, *parts, level=level, disposition_type=disposition)
    charge.county_name, charge.case_number_key = case.county, "A123456"
    if case.arrested:
        charge.arrest_date_earliest = charge.arrest_date_latest = date.fromisoformat(case.arrested)
    if case.convicted:
        charge.event_date_earliest = charge.event_date_latest = date.fromisoformat(case.convicted)
    return charge


def person_of(case: Case) -> Person:
    main = charge_of(case, 0, case.parts, case.level, "convicted" if case.convicted else "blank")
    if case.comment:
        main.comment_code_book, main.comment_section, main.comment_subdivision_path = case.comment
    charges = [main]
    for parts, disposition in case.beside:
        charges.append(charge_of(case, len(charges), parts, "felony", disposition))
    for parts, year, case_number in case.earlier_or_later:
        other = charge_of(case, len(charges), parts, "felony")
        other.case_number_key = case_number
        other.arrest_date_earliest = other.event_date_earliest = date(year, 1, 1)
        other.arrest_date_latest = other.event_date_latest = date(year, 12, 31)
        charges.append(other)
    events = [event_of(case, event_type) for event_type in case.events]
    end = date.fromisoformat(case.sentence_ends) if case.sentence_ends else None
    born = date.fromisoformat(case.born)
    return Person(
        person_id=case.case_id,
        birth_date_earliest=born,
        birth_date_latest=born,
        charges=tuple(charges),
        convictions=convictions_of(charges, events, {main.charge_id: (end, end)}),
        events=tuple(events),
        established={(main.charge_id, fact): answer for fact, answer in case.established.items()},
        is_deceased="deceased" in case.events,
    )


def event_of(case: Case, event_type: str) -> Event:
    if event_type == "registration":
        return Event(case.case_id, event_type, None, "no_charge", date(1998, 1, 1), date(1998, 12, 31), "PC", "290", "")
    if event_type.startswith("relief_"):
        return Event(case.case_id, event_type, f"{case.case_id} 0", "same_count")
    return Event(case.case_id, event_type)


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return Parameters.from_values({row["parameter"]: row["value"] for row in table("ca_parameters")})


@pytest.fixture(scope="module")
def lists() -> OffenseLists:
    rows = [row for row in table("ca_offense_lists") if row["offense_list"].startswith("prop64_")]
    return OffenseLists(OffenseListRow.from_values(row) for row in rows)


def found_for(
    case: Case, remedy_id: str, parameters: Parameters, lists: OffenseLists, policies: Mapping[str, Policy]
) -> list[Finding]:
    """The findings of the count the case asks about."""
    found = findings(person_of(case), case.as_of, parameters, lists, policies)
    return [finding for finding in found if finding.charge_id.endswith(" 0") and finding.remedy_id == remedy_id]


@pytest.mark.parametrize("case", [*CASES, POLICY_CASE], ids=lambda case: case.case_id)
def test_the_statute_gives_what_the_case_expects(case: Case, parameters: Parameters, lists: OffenseLists) -> None:
    found = found_for(case, "prop64_statutory", parameters, lists, {})
    assert [(one.outcome, one.relief, one.reason_code) for one in found] == [
        (case.outcome, case.relief, case.reason_code)
    ]


TOLD_BY_A_COURT = Case(
    "told by a court", "1970-05-01", None, "2006-09-01", ("HS", "11357", "(b)"), "misdemeanor", "review", None, ""
)
ARRESTED_AFTER = Case("arrested after", "1974-01-01", "2017-06-01", "2017-09-01", SALE, "felony", "review", None, "")
TEN, BEFORE = "offense_in_the_ten_years_before_conviction", "offense_before_proposition_64"
AT_18, AT_21 = "at_least_18_at_the_offense", "at_least_21_at_the_offense"


@pytest.mark.parametrize(
    ("case", "changes", "established", "outcome", "reason"),
    [
        (TOLD_BY_A_COURT, {}, {}, "review", "prop64_offense_date_unknown"),
        (TOLD_BY_A_COURT, {}, {AT_21: True}, "eligible", "prop64_57b_1"),
        (TOLD_BY_A_COURT, {}, {TEN: True}, "eligible", "prop64_57b_1"),
        (TOLD_BY_A_COURT, {}, {TEN: False}, "review", "prop64_offense_date_unknown"),
        (TOLD_BY_A_COURT, {}, {AT_18: True, AT_21: False}, "eligible", "prop64_57b_2"),
        (TOLD_BY_A_COURT, {"born": "1940-05-01"}, {AT_21: True}, "review", "prop64_offense_date_unknown"),
        (TOLD_BY_A_COURT, {"born": "1976-01-01"}, {}, "review", "prop64_age_unknown"),
        (TOLD_BY_A_COURT, {"born": "1989-09-02", "parts": SALE, "level": "felony"}, {}, "eligible", "prop64_59_4"),
        (TOLD_BY_A_COURT, {"born": "1988-09-01", "parts": SALE, "level": "felony"}, {}, "review", "prop64_age_unknown"),
        (TOLD_BY_A_COURT, {"parts": SALE, "level": "felony"}, {AT_18: True}, "eligible", "prop64_59_1"),
        (TOLD_BY_A_COURT, {"convicted": "2016-11-09", "parts": SALE, "level": "felony"}, {AT_18: True}, "review",
         "prop64_offense_date_unknown"),
        (ARRESTED_AFTER, {}, {}, "review", "prop64_offense_perhaps_before"),
        (ARRESTED_AFTER, {"arrested": "2016-11-09", "convicted": "2016-11-09"}, {}, "review",
         "prop64_offense_perhaps_before"),
        (ARRESTED_AFTER, {"arrested": "2016-11-08", "convicted": "2016-11-08"}, {}, "eligible", "prop64_59_1"),
        (ARRESTED_AFTER, {}, {BEFORE: False}, "ineligible", "prop64_post"),
        (ARRESTED_AFTER, {}, {BEFORE: True}, "review", "prop64_offense_date_unknown"),
        (ARRESTED_AFTER, {}, {BEFORE: True, AT_18: True}, "eligible", "prop64_59_1"),
        (ARRESTED_AFTER, {"parts": ("HS", "11359", "(b)"), "level": "misdemeanor"}, {}, "ineligible", "prop64_post"),
        (ARRESTED_AFTER, {"parts": ("HS", "11359", "(z)")}, {}, "review", "prop64_offense_perhaps_before"),
        (ARRESTED_AFTER, {"parts": ("HS", "11360", "(a)(2)")}, {}, "ineligible", "prop64_post"),
        (ARRESTED_AFTER, {"parts": TRANSPORT}, {}, "review", "prop64_offense_perhaps_before"),
        (ARRESTED_AFTER, {"parts": ("HS", "11361", "(a)")}, {}, "ineligible", "prop64_61"),
    ],
)  # fmt: skip
def test_the_day_of_the_offense_is_on_record_found_by_people_or_open(
    case: Case,
    changes: Mapping[str, Any],
    established: Mapping[str, bool],
    outcome: str,
    reason: str,
    parameters: Parameters,
    lists: OffenseLists,
) -> None:
    asked = replace(case, established=established, sentence_ends=changes.get("convicted", case.convicted), **changes)
    (found,) = found_for(asked, "prop64_statutory", parameters, lists, {})
    assert (found.outcome, found.reason_code) == (outcome, reason)


@pytest.mark.parametrize(
    ("convicted", "reason"),
    [
        ("2001-04-30", "prop64_59_2"),
        ("2001-05-01", "prop64_59_1"),
        ("2001-05-02", "prop64_59_1"),
        ("2001-08-31", "prop64_59_1"),
    ],
)
def test_a_strike_of_the_day_of_the_arrest_or_later_is_no_prior(
    convicted: str, reason: str, parameters: Parameters, lists: OffenseLists
) -> None:
    (case,) = (case for case in CASES if case.case_id == "CA-017")
    person = person_of(case)
    day = date.fromisoformat(convicted)
    strike = next(conviction for conviction in person.convictions if conviction.section == "187")
    strike.conviction_date_earliest = strike.conviction_date_latest = day
    found = findings(person, case.as_of, parameters, lists, {})
    assert [
        one.reason_code for one in found if one.charge_id.endswith(" 0") and one.remedy_id == "prop64_statutory"
    ] == [reason]


def test_a_policy_that_dismisses_everything_dismisses_what_the_statute_leaves_as_it_is(
    parameters: Parameters, lists: OffenseLists
) -> None:
    found = found_for(POLICY_CASE, "prop64_policy", parameters, lists, {"YOLO": ALL_FOUR})
    assert [(one.outcome, one.relief, one.policy_remedy) for one in found] == [("eligible", "dismiss", "dismiss")]


def test_two_earlier_cases_bar_and_two_counts_of_one_case_stay_open_once_former_priors_count(
    parameters: Parameters, lists: OffenseLists
) -> None:
    counting = replace(parameters, former_law_priors_count=True)
    by_case = replace(counting, two_priors_unit="case")
    literal = replace(parameters, former_law_priors_count=False)
    said = {
        (case.case_id, name): found_for(case, "prop64_statutory", chosen, lists, {})[0].reason_code
        for case in CASES
        if case.case_id in ("CA-022", "CA-023")
        for name, chosen in (("counting", counting), ("by case", by_case), ("literal", literal))
    }
    assert said == {
        ("CA-022", "counting"): "prop64_59_2",
        ("CA-022", "by case"): "prop64_59_2",
        ("CA-022", "literal"): "prop64_59_1",
        ("CA-023", "counting"): "prop64_two_priors_undecided",
        ("CA-023", "by case"): "prop64_59_1",
        ("CA-023", "literal"): "prop64_59_1",
    }


def test_a_death_on_record_and_an_unestablished_plant_count_leave_a_better_path_open(
    parameters: Parameters, lists: OffenseLists
) -> None:
    (cultivation,) = (case for case in CASES if case.case_id == "CA-046")
    (found,) = found_for(cultivation, "prop64_statutory", parameters, lists, {})
    assert found.is_presumed
    assert found.has_possible_better_path
