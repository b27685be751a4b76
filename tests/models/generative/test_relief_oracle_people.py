"""The oracle of Penal Code 1203.425 on what is asked of the person: registration, supervision, pending charges.

What belongs here: one person made for one sentence. What does not: the conviction (``test_relief_oracle_convictions``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.relief_conviction import answers_of, conviction_finding
from tests.models.generative.oracle.relief_facts import Record, Registration, ReliefFinding, Supervision
from tests.models.generative.relief_lives import charge, event, first, law, record, supervised

TODAY = "2025-01-15"
CLEAN = "2015-01-01"


def found(told: Record, as_of: str = TODAY, **choices: str | bool) -> ReliefFinding:
    return conviction_finding(told, first(told), law(as_of, **choices))


def word(told: Record, path: str, element: str, as_of: str = TODAY, **choices: str | bool) -> tuple[str, str | None]:
    answer = answers_of(told, first(told), law(as_of, **choices))[path][element]
    return answer.word, answer.day and answer.day.isoformat()


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "met"),
        ([event("registration", "2000-05-05", code_book="PC", section="290")], "not_met"),
        ([event("registration", "2000-05-05", code_book="PC", section="290.011")], "not_met"),
        ([event("registration", "2000-05-05", code_book="HS", section="11590")], "met"),
        ([event("registration", "2000-05-05", code_book="PC", section="2900")], "met"),
        ([event("registration", "2000-05-05")], "unknown"),
        (
            [
                event("registration", "2000-05-05", code_book="PC", section="290"),
                event("registration_terminated", "2000-05-05"),
            ],
            "met",
        ),
        (
            [
                event("registration", "2000-05-05", code_book="PC", section="290"),
                event("registration_terminated", "2000-05-04"),
            ],
            "not_met",
        ),
        (
            [
                event("registration", "2000-05", code_book="PC", section="290"),
                event("registration_terminated", "2000-05-20"),
            ],
            "unknown",
        ),
        (
            [
                event("registration", "2000-05-05", code_book="PC", section="290"),
                event("registration_terminated", None),
            ],
            "unknown",
        ),
        (
            [
                event("registration", "2000-05-05", code_book="PC", section="290"),
                event("registration", "2000-05-05", code_book="HS", section="11590"),
                event("registration_terminated", "2000-05-06"),
            ],
            "unknown",
        ),
        ([event("registration", "2000-05-05"), event("registration_terminated", "2000-05-06")], "met"),
        (
            [
                event("registration", "2000-05-05"),
                event("registration", "2001-05-05"),
                event("registration_terminated", "2002-05-06"),
            ],
            "unknown",
        ),
    ],
)
def test_the_duty_to_register_is_asked_in_the_present_tense(events: list[Any], said: str) -> None:
    told = record([charge("a", CLEAN)], events=events)
    assert word(told, "misdemeanor", "not_required_to_register")[0] == said
    ended = record([charge("a", CLEAN)], events=events, established_of_the_person={"registration_duty_ended": True})
    assert word(ended, "misdemeanor", "not_required_to_register")[0] == "met"


@pytest.mark.parametrize(
    ("section", "told", "is_of_this_month", "said"),
    [
        ("243.4", [], True, "met"),
        ("243.4", [], False, "presumed"),
        ("243.4", [("arson", "required", False)], True, "met"),
        ("243.4", [("sex", "required", False)], False, "not_met"),
        ("243.4", [("sex", "required", True)], True, "unknown"),
        ("243.4", [("unknown", "required", False)], True, "unknown"),
        ("243.4", [("sex", "unknown", False)], True, "unknown"),
        ("288", [], True, "unknown"),
        ("288", [("sex", "ended", False)], True, "met"),
        ("288", [("sex", "ended", False)], False, "unknown"),
        ("288", [("arson", "ended", False)], True, "unknown"),
        ("484", [("sex", "required", False)], True, "not_met"),
    ],
)
def test_a_registry_of_the_month_settles_the_duty_to_register(
    section: str, told: list[tuple[str, str, bool]], is_of_this_month: bool, said: str
) -> None:
    known = record([charge("a", CLEAN, section=section)])
    known.registrations = tuple(Registration(known.person_id, *one) for one in told)
    known.is_registry_of_this_month = is_of_this_month
    assert word(known, "misdemeanor", "not_required_to_register")[0] == said


@pytest.mark.parametrize(
    ("section", "events", "said"),
    [
        ("288", [], "unknown"),
        ("288", [event("registration_terminated", "2020-01-01", code_book="PC", section="290")], "met"),
        ("288", [event("registration_terminated", "2014-12-31", code_book="PC", section="290")], "unknown"),
        ("288", [event("registration_terminated", "2020-01-01")], "unknown"),
        ("288", [event("registration", "2015-02-01"), event("registration_terminated", "2020-01-01")], "unknown"),
        ("290", [], "unknown"),
        ("243.4", [], "presumed"),
    ],
)
def test_a_registrable_conviction_without_a_registration_is_for_review(
    section: str, events: list[Any], said: str
) -> None:
    told = record([charge("a", CLEAN, section=section)], events=events)
    assert word(told, "misdemeanor", "not_required_to_register")[0] == said


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([], ("met", None)),
        ([supervised("2020-01-01", "2021-01-01")], ("met", None)),
        ([supervised("2020-01-01", "2026-01-01", "yes")], ("not_yet", "2026-01-02")),
        ([supervised("2020-01-01", None, "yes"), supervised("2020-01-01", "2026-01-01", "yes")], ("not_yet", None)),
        ([supervised("2020-01-01", None, "unknown")], ("unknown", None)),
    ],
)
def test_an_active_supervision_holds_up_until_its_end(records: list[Supervision], said: tuple[str, str | None]) -> None:
    told = record([charge("a", CLEAN)], supervision=tuple(records))
    assert word(told, "misdemeanor", "no_active_supervision_record") == said
    assert word(told, "misdemeanor", "no_active_supervision_record", is_file_at_hand=False)[0] == "unknown"
    assert found(told, is_file_at_hand=False).outcome == "undeterminable"


def test_relief_waits_four_years_from_the_day_on_which_a_supervision_of_today_is_to_end() -> None:
    def told(*supervision: Supervision) -> Record:
        return record([charge("a", "2014-01-01", "felony")], "prison 2Y", supervision=supervision)

    over = supervised("2016-01-01", "2017-06-30")
    active = told(over, supervised("2018-01-01", "2027-03-31", "yes"))
    assert word(active, "felony", "all_terms_completed") == ("not_yet", "2027-04-01")
    assert word(active, "felony", "four_years_since_completion") == ("not_yet", "2031-04-01")
    waiting = found(active)
    assert (waiting.outcome, waiting.deciding_element) == ("not_yet", "no_active_supervision_record")
    assert waiting.eligible_on == date(2031, 4, 1)
    perhaps_over = told(over, supervised("2018-01-01", "2024-12-31", "unknown"))
    assert word(perhaps_over, "felony", "all_terms_completed") == ("met", "2025-01-01")
    assert found(perhaps_over).deciding_element == "four_years_since_completion"


def open_charge(day: str | None = "2024-05-01", disposition: str = "blank", **columns: Any) -> Any:
    return charge("z", day, disposition=disposition, charge_stage="arrest", **columns)


def open_charge_beside(disposition: str) -> Any:
    """Another charge of the same step of an arrest."""
    return charge("y", "2024-05-01", disposition=disposition, charge_stage="arrest", cycle_key="z")


def before_a_court(disposition: str, name: str = "y", day: str = "2024-06-01", **columns: Any) -> Any:
    """A charge that a court's step of the cycle of the open charge tells."""
    usual = {"cycle_key": "z", "arrested": "2024-05-01", "count_number": "1"}
    return charge(name, day, disposition=disposition, **usual | columns)


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([open_charge()], "not_yet"),
        ([open_charge("2022-01-15")], "not_yet"),
        ([open_charge("2022-01-14")], "unknown"),
        ([open_charge(None)], "unknown"),
        ([open_charge("1994-01-01")], "unknown"),
        ([open_charge(disposition="diversion")], "not_yet"),
        ([open_charge(disposition="diversion_completed")], "met"),
        ([open_charge(disposition="prosecutor_rejected")], "met"),
        ([open_charge(disposition="unrecognised")], "unknown"),
        ([open_charge(disposition="released_to_other_jurisdiction")], "unknown"),
        ([open_charge(), open_charge_beside("prosecutor_rejected")], "not_yet"),
        ([open_charge(), open_charge_beside("released_to_other_jurisdiction")], "not_yet"),
        ([open_charge(county_type="elsewhere", county_name="NEVADA")], "not_yet"),
        ([open_charge(is_juvenile=True)], "met"),
        ([open_charge(record_status="superseded")], "met"),
        ([open_charge(), before_a_court("dismissed")], "met"),
        ([open_charge(), before_a_court("juvenile_adjudication", is_juvenile=True)], "met"),
        ([open_charge(), before_a_court("dismissed"), before_a_court("blank", "x", section="211")], "not_yet"),
        ([open_charge(), before_a_court("dismissed"), before_a_court("blank", "x")], "not_yet"),
        ([open_charge(), before_a_court("convicted"), before_a_court("unrecognised", "x")], "unknown"),
        ([open_charge(), before_a_court("released_to_other_jurisdiction")], "not_yet"),
        ([open_charge(), before_a_court("prosecutor_rejected")], "met"),
        ([open_charge(), before_a_court("prosecutor_rejected", section="211")], "not_yet"),
        ([before_a_court("diversion"), before_a_court("dismissed", "x", "2024-06-02")], "met"),
        ([before_a_court("diversion"), before_a_court("dismissed", "x", "2024-06-01")], "not_yet"),
        ([before_a_court("diversion"), before_a_court("dismissed", "x", "2024-06-02", count_number="2")], "not_yet"),
        ([before_a_court("diversion"), before_a_court("dismissed", "x", "2024-06-02", section="211")], "not_yet"),
        ([open_charge(), before_a_court("dismissed", cycle_key="x", arrested="2024-05-01")], "not_yet"),
        ([open_charge(has_count_order=False), before_a_court("dismissed", cycle_key="x")], "met"),
        (
            [open_charge(has_count_order=False), before_a_court("dismissed", cycle_key="x", arrested="2024-05")],
            "not_yet",
        ),
        (
            [
                open_charge(has_count_order=False),
                before_a_court("dismissed", cycle_key="x", county_name="NAPA"),
            ],
            "not_yet",
        ),
        ([open_charge(case_number_key="A"), before_a_court("dismissed", cycle_key="x", case_number_key="A")], "met"),
        (
            [
                open_charge(case_number_key="A"),
                before_a_court("dismissed", cycle_key="x", case_number_key="A", county_name="NAPA"),
            ],
            "not_yet",
        ),
        ([open_charge(), before_a_court("unrecognised")], "unknown"),
        ([open_charge(), before_a_court("diversion")], "not_yet"),
    ],
)
def test_an_open_charge_is_an_indication_and_an_old_one_a_question(others: list[Any], said: str) -> None:
    told = record([charge("a", CLEAN), *others])
    assert word(told, "misdemeanor", "no_pending_charges") == (said, None)


def test_what_a_person_looked_up_answers_for_a_pending_charge_and_a_law_may_end_old_ones() -> None:
    charges = [charge("a", CLEAN), open_charge("2022-01-14")]
    closed = record(charges, established={("z", "charge_is_pending"): False})
    assert word(closed, "misdemeanor", "no_pending_charges")[0] == "met"
    pending = record(charges, established={("z", "charge_is_pending"): True})
    assert word(pending, "misdemeanor", "no_pending_charges")[0] == "not_yet"
    told = record(charges)
    assert word(told, "misdemeanor", "no_pending_charges", pending_charge_stale_years="3")[0] == "met"


@pytest.mark.parametrize(
    ("day", "as_of", "said"),
    [
        ("2022-01", "2025-01-01", "not_yet"),
        ("2022-01", "2025-01-02", "unknown"),
        ("2022-01", "2025-01-31", "unknown"),
        ("2022-01", "2025-02-01", "met"),
        ("2022", "2025-12-31", "unknown"),
        ("2022", "2026-01-01", "met"),
        ("2024-02-29", "2027-03-01", "not_yet"),
        ("2024-02-29", "2027-03-02", "met"),
        (None, "2027-03-02", "unknown"),
    ],
)
def test_an_open_charge_is_old_where_all_the_days_it_may_be_of_are(day: str | None, as_of: str, said: str) -> None:
    told = record([charge("a", CLEAN), open_charge(day)])
    assert word(told, "misdemeanor", "no_pending_charges", as_of, pending_charge_stale_years="3")[0] == said
