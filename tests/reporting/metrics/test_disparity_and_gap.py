"""Disparity by stage and the second-chance gap, of people one can count on fingers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from levels_by_hand import ByHand, by_hand
from orchestration.reporting.metrics.counts import asked, prepare
from orchestration.reporting.metrics.disparity import disparity
from orchestration.reporting.metrics.gap import gap
from orchestration.reporting.metrics.intervals import difference, possible_shares, rate_ratio, share

RELIEF = "relieve_conviction"


def rows_of(told: ByHand, query: str) -> pl.DataFrame:
    prepare(told.connection, "ca", told.ledger())
    return asked(told.connection, query, "ca")


def at(told: ByHand, group: str, stage: str, among: str, law: str = "ALL", trait: str = "race") -> Mapping[str, Any]:
    what = {"law": law, "trait": trait, "group_code": group, "stage": stage, "among": among}
    return disparity(rows_of(told, "stages_by_group")).row(
        by_predicate=pl.all_horizontal(pl.col(name) == word for name, word in what.items()), named=True
    )


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
    found = {
        (group, stage): (row["count"], row["denominator"])
        for group in "BW"
        for stage, among in (("eligible", "in_scope"), ("filed", "eligible"), ("granted", "filed"))
        for row in [at(told, group, stage, among)]
    }
    assert found == {
        ("B", "eligible"): (1, 2), ("B", "filed"): (1, 1), ("B", "granted"): (1, 1),
        ("W", "eligible"): (3, 4), ("W", "filed"): (1, 3), ("W", "granted"): (0, 1),
    }  # fmt: skip
    row = at(told, "B", "eligible", "in_scope")
    assert (row["reference_group"], row["reference_share"]) == ("W", 0.75)
    assert (row["rate_ratio"], row["difference"]) == (0.6667, -0.25)
    assert (row["share_of_stage"], row["share_of_denominator"]) == (0.25, 0.3333)
    assert row["difference_low"] < -0.25 < 0 < row["difference_high"]  # six people prove nothing


def test_review_and_missing_facts_have_a_race_too() -> None:
    told = told_by_race(W1="eligible", W2="review", B1="undeterminable", B2="review")
    assert at(told, "B", "undeterminable", "in_scope")["share"] == 0.5
    assert at(told, "W", "undeterminable", "in_scope")["share"] == 0.0
    assert at(told, "W", "in_review", "in_scope")["share"] == 0.5


def test_several_races_on_record_are_a_band_and_never_a_guess() -> None:
    told = told_by_race(B1="eligible", B2="ineligible", W1="eligible")
    for name, outcome in (("X1", "eligible"), ("X2", "ineligible")):
        told.person(name, "several recorded", codes=("B", "W"))
        told.conviction(name, name, ("conviction_relief", outcome, RELIEF if outcome == "eligible" else None))
    row = at(told, "B", "eligible", "in_scope")
    assert (row["count"], row["denominator"], row["people_with_several_races"]) == (1, 2, 2)
    # X2 alone counted as B: 1 of 3; X1 alone: 2 of 3.
    assert (row["possible_share_low"], row["possible_share_high"]) == (0.3333, 0.6667)
    several = at(told, "several recorded", "eligible", "in_scope")
    assert (several["count"], several["denominator"], several["reference_group"]) == (1, 2, "B")


def test_a_race_that_nobody_has_alone_still_has_a_band() -> None:
    told = told_by_race(W1="eligible")
    told.person("X1", "several recorded", codes=("W", "H"))
    told.conviction("X1", "x1", ("conviction_relief", "eligible", RELIEF))
    row = at(told, "H", "eligible", "in_scope")
    assert (row["count"], row["denominator"], row["share"]) == (0, 0, None)
    assert (row["possible_share_low"], row["possible_share_high"]) == (None, 1.0)


def test_what_cannot_be_said_is_empty_and_never_nought() -> None:
    assert share(0, 0) == (None, None, None)
    assert rate_ratio(1, 2, 0, 5) == (None, None, None)
    assert rate_ratio(1, 2, 0, 0) == (None, None, None)
    assert difference(1, 2, 0, 0) == (None, None, None)
    assert possible_shares(0, 0, 0, 0) == (None, None)


def test_intervals_are_those_of_the_textbooks() -> None:
    # Wilson (81 of 263) and Newcombe's table II (a): 56 of 70 against 48 of 80, method 10.
    assert share(81, 263) == (0.308, 0.2553, 0.3662)
    assert difference(56, 70, 48, 80) == (0.2, 0.0524, 0.3339)
    ratio, low, high = rate_ratio(27, 122, 44, 487)
    assert (ratio, low, high) == (2.4495, 1.5837, 3.7887)


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


def test_uptake_asks_only_those_of_whom_so_many_years_have_passed(gap_of_five: ByHand) -> None:
    rows = gap(rows_of(gap_of_five, "gap_units")).filter(
        pl.col("unit") == "people", pl.col("law") == "ALL", pl.col("trait") == "all"
    )
    names = ("years", "given_in_time", "could_have_been_given", "too_early_to_tell", "day_not_known", "became_eligible")
    assert list(rows.select(names).iter_rows()) == [(1, 1, 3, 1, 1, 5), (3, 1, 3, 1, 1, 5), (5, 2, 2, 2, 1, 5)]
    assert rows["uptake"].to_list() == [0.3333, 0.3333, 1.0]
    assert set(rows["eligible_and_not_cleared"]) == {3} and set(rows["current_gap"]) == {0.6}


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
    rows = rows_of(told, "gap_units").filter(
        pl.col("unit") == "people", pl.col("law") == "ALL", pl.col("trait") == "all", pl.col("years") == 1
    )
    assert (rows["given_in_time"][0], rows["could_have_been_given"][0]) == (2, 4)
