"""The oracle of Penal Code 851.93 at its own boundaries: waits, levels, what became of an arrest.

What belongs here: one arrest made for one sentence. What does not: SQL, and the acceptance cases.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.facts import Event
from tests.models.generative.oracle.relief_arrest import answers_of, arrest_finding, arrest_findings
from tests.models.generative.oracle.relief_arrest_outcome import outcome_of
from tests.models.generative.oracle.relief_facts import Record, ReliefFinding, ToldCharge
from tests.models.generative.relief_lives import arrest, charge, event, law, record

TODAY, ARRESTED = "2025-01-15", "2019-10-01"
Rows = list[ToldCharge]


BURGLARY: dict[str, Any] = {"section": "459", "subdivision_path": ""}
"""Of the second degree it can be punished as a misdemeanor too."""


def booked(level: str = "misdemeanor", disposition: str = "blank", name: str = "r", **columns: Any) -> ToldCharge:
    """A count of the arrest itself."""
    text = {"charge_stage": "arrest", "cycle_key": "101", "source_rows": ("d:1",), "arrested": ARRESTED} | columns
    return charge(name, text["arrested"], level, disposition, **text)


def filed(disposition: str, level: str = "misdemeanor", name: str = "c", **columns: Any) -> ToldCharge:
    """A count before the court."""
    text = {"cycle_key": "101", "arrested": ARRESTED} | columns
    return charge(name, "2020-01-05", level, disposition, **text)


def life(*rows: ToldCharge, day: str | None = ARRESTED, events: tuple[Event, ...] = (), **columns: Any) -> Record:
    of_the_arrest = {name: columns.pop(name) for name in ("county_type", "county_name") if name in columns}
    arrests = (arrest("x", day, source_rows=("d:1",), **of_the_arrest),)
    return record(rows, {}, arrests=arrests, events=events, **columns)


def found(told: Record, as_of: str = TODAY, **decided: str) -> ReliefFinding:
    return arrest_finding(told, told.arrests[0], law(as_of, **decided))


def word(told: Record, path: str, element: str, as_of: str = TODAY, **decided: str) -> str:
    (one,) = told.arrests
    of_the_day = law(as_of, **decided)
    return answers_of(told, one, outcome_of(told, one, of_the_day.lists), of_the_day)[path][element].word


@pytest.mark.parametrize(
    ("level", "section", "as_of", "outcome", "eligible_on", "path"),
    [
        ("misdemeanor", "484", "2020-10-01", "not_yet", "2022-07-01", "misdemeanor_without_proceedings"),
        ("misdemeanor", "484", "2022-07-01", "eligible", "2022-07-01", "misdemeanor_without_proceedings"),
        ("felony", "459", "2024-09-30", "not_yet", "2024-10-01", "felony_without_proceedings"),
        ("felony", "459", "2024-10-01", "eligible", "2024-10-01", "felony_without_proceedings"),
        ("felony", "211", "2025-10-01", "not_yet", "2025-10-02", "felony_of_eight_years"),
        ("felony", "211", "2025-10-02", "eligible", "2025-10-02", "felony_of_eight_years"),
    ],
)
def test_an_arrest_that_nothing_followed_waits_one_three_or_six_years(
    level: str, section: str, as_of: str, outcome: str, eligible_on: str, path: str
) -> None:
    finding = found(life(booked(level, "prosecutor_rejected", section=section)), as_of)
    assert (finding.outcome, str(finding.eligible_on), finding.path) == (outcome, eligible_on, path)


@pytest.mark.parametrize(
    ("day", "as_of", "said"),
    [
        ("2024-01-15", "2025-01-15", "not_yet"),
        ("2024-01-15", "2025-01-16", "met"),
        ("2024-02-29", "2025-02-28", "not_yet"),
        ("2024-02-29", "2025-03-01", "met"),
        ("2024-01", "2025-01-15", "unknown"),
        ("2024-01", "2025-02-01", "met"),
        ("2023", "2025-01-15", "met"),
        (None, "2025-01-15", "unknown"),
    ],
)
def test_a_calendar_year_has_elapsed_on_the_day_after(day: str | None, as_of: str, said: str) -> None:
    told = life(booked(arrested=day), day=day)
    assert word(told, "misdemeanor_without_proceedings", "calendar_year_since_arrest", as_of) == said


@pytest.mark.parametrize(
    ("day", "said"), [("1972-12-31", "not_met"), ("1973-01-01", "met"), ("1972", "not_met"), (None, "unknown")]
)
def test_the_floor_is_the_first_day_of_1973(day: str | None, said: str) -> None:
    assert word(life(booked(arrested=day), day=day), "diversion_completed", "arrest_on_or_after_floor") == said


@pytest.mark.parametrize(
    ("rows", "outcome", "reason"),
    [
        ([booked(), filed("dismissed")], "eligible", "dismissed_misdemeanor"),
        ([booked(), filed("dismissed"), filed("dismissed", name="d")], "eligible", "dismissed_misdemeanor"),
        ([booked(disposition="dismissed")], "eligible", "dismissed_misdemeanor"),
        (
            [booked(), filed("dismissed"), filed("convicted", name="d")],
            "review",
            "no_conviction_beside_the_dismissal_unknown",
        ),
        ([booked(), filed("dismissed"), filed("blank", name="d")], "undeterminable", "charge_dismissed_unknown"),
        ([booked(), filed("acquitted"), filed("blank", name="d")], "undeterminable", "acquitted_unknown"),
        ([booked(), filed("convicted"), filed("blank", name="d")], "ineligible", "charge_dismissed_not_met"),
        ([booked("felony"), filed("blank", "felony")], "undeterminable", "acquitted_unknown"),
        ([booked("felony"), filed("prosecutor_rejected", "felony")], "eligible", "felony_without_proceedings"),
        ([booked(), filed("convicted")], "ineligible", "charge_dismissed_not_met"),
        ([booked(), filed("dismissed"), filed("acquitted", name="d")], "eligible", "misdemeanor_acquitted"),
        ([booked("felony"), filed("dismissed", "felony")], "ineligible", "felony_filed_and_dismissed"),
        ([booked("felony"), filed("dismissed", "misdemeanor")], "review", "misdemeanor_arrest_unknown"),
        (
            [booked("felony", **BURGLARY), filed("dismissed", **BURGLARY)],
            "eligible",
            "dismissed_misdemeanor",
        ),
        ([booked("felony", **BURGLARY), filed("dismissed")], "ineligible", "felony_filed_and_dismissed"),
        (
            [booked("felony", **BURGLARY), filed("dismissed", **BURGLARY), filed("dismissed", "felony", "d")],
            "ineligible",
            "felony_filed_and_dismissed",
        ),
        ([booked(), filed("dismissed", "felony")], "eligible", "dismissed_misdemeanor"),
        ([booked("felony"), filed("convicted", "felony")], "ineligible", "no_proceedings_initiated_not_met"),
        ([booked("felony"), filed("diversion_completed")], "eligible", "diversion_completed"),
        ([booked("felony"), filed("diversion")], "undeterminable", "diversion_completed_unknown"),
        ([booked(), filed("unrecognised")], "review", "record_is_clear_unknown"),
        (
            [booked(), filed("convicted", is_juvenile=True), filed("dismissed", name="d")],
            "review",
            "record_is_clear_unknown",
        ),
        ([booked(disposition="detention_only")], "eligible", "misdemeanor_without_proceedings"),
    ],
)
def test_what_became_of_an_arrest_decides(rows: Rows, outcome: str, reason: str) -> None:
    finding = found(life(*rows))
    assert (finding.outcome, finding.reason_code) == (outcome, f"arrest_relief_{reason}")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (booked(), "met"),
        (booked(disposition="prosecutor_rejected"), "met"),
        (booked(disposition="detention_only"), "met"),
        (booked(disposition="dismissed"), "met"),
        (booked(disposition="acquitted"), "not_met"),
        (booked(disposition="diversion"), "not_met"),
        (filed("blank"), "not_met"),
    ],
)
def test_only_what_a_court_does_is_a_sign_of_proceedings(row: ToldCharge, said: str) -> None:
    assert word(life(row), "felony_of_eight_years", "no_proceedings_initiated") == said


def test_what_a_person_looked_up_answers_for_proceedings_and_diversion() -> None:
    none_followed = life(booked(), filed("blank"), established_of_arrests={("x", "proceedings_initiated"): False})
    assert found(none_followed).reason_code == "arrest_relief_misdemeanor_without_proceedings"
    some_followed = life(booked(), established_of_arrests={("x", "proceedings_initiated"): True})
    assert found(some_followed).outcome == "ineligible"
    completed = life(booked("felony"), filed("diversion"), established_of_arrests={("x", "diversion_completed"): True})
    assert found(completed).reason_code == "arrest_relief_diversion_completed"


@pytest.mark.parametrize(
    ("decided", "as_of", "outcome", "eligible_on"),
    [
        ("undecided", "2025-01-15", "review", None),
        ("undecided", "2025-10-02", "eligible", "2025-10-02"),
        ("0", "2025-01-15", "eligible", "2024-10-01"),
        ("1", "2025-01-15", "not_yet", "2025-10-02"),
    ],
)
def test_whether_an_acquittal_waits_is_for_counsel(
    decided: str, as_of: str, outcome: str, eligible_on: str | None
) -> None:
    told = life(booked("felony", section="211"), filed("acquitted", "felony", section="211"))
    finding = found(told, as_of, arrest_relief_acquittal_wait=decided)
    assert (finding.outcome, finding.eligible_on and str(finding.eligible_on)) == (outcome, eligible_on)


def test_the_shorter_wait_needs_every_felony_on_the_list() -> None:
    both = life(booked("felony", section="459"), booked("felony", name="s", section="211"))
    assert found(both).outcome == "not_yet"
    perhaps_a_felony = life(booked("felony", section="459"), booked("unknown", name="s", section="211"))
    assert found(perhaps_a_felony).outcome == "not_yet"
    beside_a_misdemeanor = life(booked("felony", section="459"), booked("misdemeanor", name="s", section="211"))
    assert found(beside_a_misdemeanor).path == "felony_without_proceedings"
    unread = life(booked("felony", section="459", has_further_section=True))
    assert word(unread, "felony_without_proceedings", "term_below_eight_years") == "not_met"
    not_parsed = life(booked("felony", section="459", parse_status="ambiguous"))
    assert word(not_parsed, "felony_without_proceedings", "term_below_eight_years") == "not_met"
    assert word(not_parsed, "felony_of_eight_years", "six_years_since_arrest", "2026-01-01") == "presumed"


def test_the_highest_level_of_the_arrest_counts_and_the_court_speaks_where_the_arrest_is_silent() -> None:
    def level(*rows: ToldCharge) -> str:
        told = life(*rows)
        return outcome_of(told, told.arrests[0]).level

    assert level(booked("misdemeanor"), booked("felony", name="s")) == "felony"
    assert level(booked("unknown"), booked("felony", name="s")) == "felony"
    assert level(booked("unknown"), booked("misdemeanor", name="s")) == "unknown"
    assert level(booked("infraction"), booked("misdemeanor", name="s")) == "misdemeanor"
    assert level(booked("misdemeanor"), filed("dismissed", "felony")) == "misdemeanor"
    assert level(booked("unknown"), filed("dismissed", "felony")) == "felony"
    assert level(booked("unknown")) == "unknown"


@pytest.mark.parametrize(
    ("rows", "as_of", "outcome", "reason"),
    [
        ([booked("infraction")], TODAY, "review", "infractions_are_meant_unknown"),
        ([booked("infraction")], "2019-12-01", "not_yet", "law_in_operation_not_yet"),
        ([booked("infraction"), filed("dismissed", "infraction")], TODAY, "review", "infractions_are_meant_unknown"),
        ([booked("infraction"), filed("dismissed")], TODAY, "review", "infractions_are_meant_unknown"),
        ([booked("misdemeanor"), filed("dismissed", "infraction")], TODAY, "eligible", "dismissed_misdemeanor"),
        ([booked("infraction"), filed("blank", "infraction")], TODAY, "undeterminable", "charge_dismissed_unknown"),
        ([booked("infraction"), filed("convicted", "infraction")], TODAY, "ineligible", "charge_dismissed_not_met"),
        ([booked("infraction"), filed("diversion_completed")], TODAY, "eligible", "diversion_completed"),
    ],
)
def test_whether_the_section_means_an_infraction_is_for_counsel(
    rows: Rows, as_of: str, outcome: str, reason: str
) -> None:
    finding = found(life(*rows), as_of)
    assert (finding.outcome, finding.reason_code) == (outcome, f"arrest_relief_{reason}")


@pytest.mark.parametrize(
    ("level", "section", "reason"),
    [
        ("misdemeanor", "484", "charge_dismissed_unknown"),
        ("felony", "211", "acquitted_unknown"),
        ("infraction", "484", "charge_dismissed_unknown"),
    ],
)
@pytest.mark.parametrize("decided", ["undecided", "0", "1"])
def test_nobody_is_told_of_an_acquittal_that_is_not_on_record(
    level: str, section: str, reason: str, decided: str
) -> None:
    within_the_wait = life(
        booked(level, section=section, arrested="2024-12-01"),
        filed("blank", level, section=section, arrested="2024-12-01"),
        day="2024-12-01",
    )
    finding = found(within_the_wait, arrest_relief_acquittal_wait=decided)
    expected = ("undeterminable", f"arrest_relief_{reason}")
    if level == "felony" and decided == "1":  # (An acquittal would wait as well.)
        expected = ("not_yet", "arrest_relief_acquittal_needs_no_wait_not_yet")
    assert (finding.outcome, finding.reason_code) == expected


def test_a_level_that_cannot_matter_holds_nobody_up() -> None:
    old = found(life(booked("unknown", section="211")), "2026-01-01")
    assert (old.outcome, old.deciding_element) == ("review", "misdemeanor_arrest")  # it may be an infraction
    not_on_record = found(life(booked("unknown"), filed("blank", "unknown")))
    assert (not_on_record.outcome, not_on_record.is_level_immaterial) == ("undeterminable", True)
    diverted = found(life(booked("unknown"), filed("diversion_completed", "unknown")))
    assert (diverted.outcome, diverted.path) == ("eligible", "diversion_completed")
    matters = found(life(booked("unknown"), filed("dismissed", "unknown")))
    assert (matters.outcome, matters.deciding_element) == ("review", "misdemeanor_arrest")


def in_another_cycle(link: str) -> Event:
    """Of a conviction of the same court case."""
    return event("relief_sealed", "2021-01-01", "c", link_basis=link)


@pytest.mark.parametrize(
    ("told", "outcome", "element"),
    [
        (life(booked(disposition="relief_arrest_automatic")), "already_relieved", "not_relieved_before"),
        (life(booked(), filed("relief_sealed")), "already_relieved", "not_relieved_before"),
        (
            life(booked(), filed("convicted"), events=(event("relief_arrest_sealed", "2021-01-01", "c"),)),
            "already_relieved",
            "not_relieved_before",
        ),
        (
            life(booked(), filed("convicted"), events=(in_another_cycle("somewhere_in_case"),)),
            "ineligible",
            "charge_dismissed",
        ),
        (
            life(booked(), filed("convicted"), events=(in_another_cycle("same_count_in_case"),)),
            "ineligible",
            "charge_dismissed",
        ),
        (life(booked(county_type="unknown"), county_type="unknown"), "review", "arrest_of_this_state"),
        (life(booked(), has_identity_conflict=True), "review", "record_is_clear"),
        (life(booked(), has_unread_line=True), "review", "record_is_clear"),
        (life(booked(), held=frozenset("x")), "review", "record_is_clear"),
        (life(booked(record_status="conflicting")), "review", "record_is_clear"),
        (life(booked(has_conflicting_facts=True)), "review", "record_is_clear"),
        (life(booked(disposition="unrecognised")), "review", "record_is_clear"),
    ],
)
def test_what_the_record_leaves_open_is_said(told: Record, outcome: str, element: str) -> None:
    finding = found(told)
    assert (finding.outcome, finding.deciding_element) == (outcome, element)


def test_charges_belong_to_an_arrest_by_cycle_or_by_county_and_day() -> None:
    by_cycle = life(booked(), filed("dismissed", county_name="NAPA", arrested="2019-10-02"))
    assert found(by_cycle).path == "dismissed_misdemeanor"
    by_day = life(booked(), filed("dismissed", cycle_key="207"))
    assert found(by_day).path == "dismissed_misdemeanor"
    neither = life(booked(), filed("convicted", cycle_key="207", county_name="NAPA"))
    assert found(neither).path == "misdemeanor_without_proceedings"
    superseded = life(booked(), filed("convicted", record_status="superseded"))
    assert found(superseded).outcome == "eligible"


def test_an_arrest_of_which_only_a_juvenile_charge_came_before_a_court_is_a_juvenile_one() -> None:
    told = life(booked(), filed("convicted", is_juvenile=True))
    assert arrest_findings(told, law(TODAY)) == []


def test_since_when_a_dismissal_stands_is_its_day_and_unknown_without_one() -> None:
    assert str(found(life(booked(), filed("dismissed")), "2022-08-01").eligible_on) == "2022-07-01"
    late = filed("dismissed")
    late.event_date_earliest = late.event_date_latest = date(2024, 5, 5)
    assert str(found(life(booked(), late)).eligible_on) == "2024-05-05"
    late.event_date_earliest = late.event_date_latest = None
    assert found(life(booked(), late)).eligible_on is None


def test_a_bill_that_extends_dismissals_to_felonies_would_do_so() -> None:
    told = life(booked("felony"), filed("dismissed", "felony"))
    assert found(told, arrest_felony_dismissed_ok="true").reason_code == "arrest_relief_dismissed_felony"


def listed(day: str | None = "2020-01-05", **columns: Any) -> ToldCharge:
    """A conviction that only a court's list tells."""
    text = {"cycle_key": "court record", "arrested": None, "case_number_key": "A"} | columns
    return charge("listed", day, "misdemeanor", "convicted", **text)


@pytest.mark.parametrize(
    ("of_the_list", "of_the_court", "said"),
    [
        ({}, None, "unknown"),
        ({"day": ARRESTED}, None, "unknown"),
        ({"day": "2019-09-30"}, None, "met"),
        ({"day": "2019-09"}, None, "met"),
        ({"day": "2019-10"}, None, "unknown"),
        ({"day": None}, None, "unknown"),
        ({"county_name": "KERN"}, None, "met"),
        ({"county_name": None}, None, "unknown"),
        ({}, {"case_number_key": "B"}, "met"),
        ({}, {"case_number_key": None}, "unknown"),
        ({}, {"case_number_key": "B+A"}, "not_met"),
        ({"day": "2019-09-30"}, {"case_number_key": "A"}, "not_met"),
        ({}, {"case_number_key": "A", "arrested": "2010-01-01", "cycle_key": "102"}, "met"),
        ({}, {"case_number_key": "A", "county_name": "KERN", "cycle_key": "102", "arrested": None}, "unknown"),
    ],
)
def test_a_conviction_that_only_a_court_tells_leaves_open_what_nothing_speaks_against(
    of_the_list: dict[str, Any], of_the_court: dict[str, Any] | None, said: str
) -> None:
    of_courts = [] if of_the_court is None else [filed("dismissed", **of_the_court)]
    told = life(booked(), *of_courts, listed(**of_the_list), told_by_courts_alone=frozenset({"listed"}))
    path = "misdemeanor_without_proceedings"
    assert word(told, path, "no_conviction_from_the_arrest") == said
    assert word(told, "dismissed_misdemeanor", "no_conviction_beside_the_dismissal") == (
        "met" if said == "met" else "unknown"
    )
    if of_the_court is None:
        assert word(told, path, "no_proceedings_initiated") == said


def test_who_finds_no_proceedings_settles_that_no_conviction_came_of_the_arrest() -> None:
    told = life(
        booked(),
        listed(),
        told_by_courts_alone=frozenset({"listed"}),
        established_of_arrests={("x", "proceedings_initiated"): False},
    )
    assert found(told).outcome == "eligible"
