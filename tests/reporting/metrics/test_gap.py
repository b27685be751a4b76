"""Stages by group and the second-chance gap, of people one can count on fingers."""

from __future__ import annotations

from datetime import date

import pytest
from levels_by_hand import ByHand, by_hand

RELIEF = "relieve_conviction"


def read_counts(told: ByHand, *beginnings: str) -> dict[str, tuple[int, int, int]]:
    return {
        row["figure_id"].removeprefix(beginning): (row["count"], row["denominator"], row["not_known"])
        for row in told.count().iter_rows(named=True)
        for beginning in beginnings
        if row["figure_id"].startswith(beginning)
    }


def told_by_race(**outcomes: str) -> ByHand:
    """People named after their race and a number: B1="eligible"."""
    told = by_hand()
    for name, outcome in outcomes.items():
        told.person(name, name[0])
        told.conviction(name, name, ("conviction_relief", outcome, RELIEF if outcome == "eligible" else None))
    return told


def test_each_stage_is_counted_among_the_one_before() -> None:
    told = told_by_race(W1="eligible", W2="eligible", W3="eligible", W4="ineligible", B1="eligible", B2="ineligible")
    told.line("W1", "conviction_relief", RELIEF, "sent_to_the_department")
    told.line("B1", "conviction_relief", RELIEF, "recorded_by_the_department", given_on="2026-02-01")
    found = read_counts(told, "disparity/all/race/")
    assert {id_: counts[:2] for id_, counts in found.items() if id_[2:] in STAGES} == {
        "b/eligible/in_scope": (1, 2), "b/filed/eligible": (1, 1), "b/granted/filed": (1, 1),
        "w/eligible/in_scope": (3, 4), "w/filed/eligible": (1, 3), "w/granted/filed": (0, 1),
    }  # fmt: skip


STAGES = ("eligible/in_scope", "filed/eligible", "granted/filed")


def test_review_and_missing_facts_have_a_race_too() -> None:
    found = read_counts(
        told_by_race(W1="eligible", W2="review", B1="undeterminable", B2="review"), "disparity/all/race/"
    )
    assert found["b/undeterminable/in_scope"][:2] == (1, 2)
    assert found["w/undeterminable/in_scope"][:2] == (0, 2)
    assert found["w/in_review/in_scope"][:2] == (1, 2)


def test_several_races_on_record_are_counted_beside_each_and_never_guessed() -> None:
    told = told_by_race(B1="eligible", B2="ineligible", W1="eligible")
    for name, outcome in (("X1", "eligible"), ("X2", "ineligible")):
        told.person(name, "several recorded", codes=("B", "H"))
        told.conviction(name, name, ("conviction_relief", outcome, RELIEF if outcome == "eligible" else None))
    found = read_counts(told, "disparity/all/race/", "disparity/all/race-possibly/")
    whole = read_counts(told, "disparity/all/")
    assert found["several-recorded/eligible/in_scope"][:2] == (1, 2)
    assert whole["race/b/eligible/in_scope"][:2] == (1, 2)
    assert whole["race-possibly/b/eligible/in_scope"][:2] == whole["race-possibly/h/eligible/in_scope"][:2] == (1, 2)
    assert whole["all/all/eligible/in_scope"][:2] == (3, 5)


@pytest.fixture
def gap_of_five() -> ByHand:
    """Eligible since 2020: given in a year (Ana), after four (Ben). Since 2022: never (Cem). Dia now. Eli: unknown."""
    told = by_hand()
    days = {
        "Ana": date(2020, 6, 1),
        "Ben": date(2020, 7, 1),
        "Cem": date(2022, 7, 1),
        "Dia": date(2026, 1, 1),
        "Eli": None,
    }
    for name, day in days.items():
        told.person(name)
        told.conviction(name, name, ("conviction_relief", "eligible", RELIEF), eligible_on=day)
    told.line("Ana", "conviction_relief", RELIEF, "recorded_by_the_department", given_on="2021-06-01")
    told.line("Ben", "conviction_relief", RELIEF, "recorded_by_the_department", given_on="2024-07-01")
    return told


def test_relief_in_time_is_asked_only_of_those_of_whom_so_many_years_have_passed(gap_of_five: ByHand) -> None:
    found = read_counts(gap_of_five, "gap/people/all/all/all/")
    assert [found[f"{years}/given_in_time"] for years in (1, 3, 5)] == [(1, 3, 0), (1, 3, 0), (2, 2, 0)]
    assert [found[f"{years}/too_early_to_tell"] for years in (1, 3, 5)] == [(1, 5, 1), (1, 5, 1), (2, 5, 1)]
    assert found["1/current_gap"] == (3, 5, 0)


def test_the_anniversary_itself_is_in_time_and_the_day_after_is_not() -> None:
    told = by_hand()
    ordinary, leap = date(2020, 6, 1), date(2020, 2, 29)  # a year from a 29 February ends on 1 March
    for name, since, given in (
        ("On", ordinary, "2021-06-01"),
        ("After", ordinary, "2021-06-02"),
        ("On, leap", leap, "2021-03-01"),
        ("After, leap", leap, "2021-03-02"),
    ):
        told.person(name)
        told.conviction(name, name, ("conviction_relief", "eligible", RELIEF), eligible_on=since)
        told.line(name, "conviction_relief", RELIEF, "recorded_by_the_department", given_on=given)
    assert read_counts(told, "gap/people/all/all/all/1/")["given_in_time"] == (2, 4, 0)
