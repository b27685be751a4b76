"""Counts are rounded to 5, small ones withheld, and nothing that is computed from a withheld number is shown."""

from __future__ import annotations

import pytest
from metric_rows import metrics, row

from orchestration.reporting.disclosure.rule import format_count, round_and_suppress, round_one


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, None), (1, None), (10, None), (11, None), (12, None), (13, 15), (17, 15), (18, 20), (1_002, 1_000)],
)
def test_a_count_is_rounded_or_withheld(count: int, shown: int | None) -> None:
    assert round_one(count) == shown
    (told,) = round_and_suppress(metrics(row(count))).iter_rows(named=True)
    assert (told["count"], told["withheld"]) == (shown, "" if shown else "count")


def test_a_withheld_count_is_written_as_one_word_whatever_it_is() -> None:
    assert {format_count(round_one(count)) for count in range(13)} == {"<13"}


def test_many_records_of_few_people_are_withheld() -> None:
    household = row(400, unit="convictions", people=1, denominator=900, denominator_name="in_scope", not_known=70)
    (told,) = round_and_suppress(metrics(household)).iter_rows(named=True)
    assert (told["count"], told["denominator"], told["not_known"], told["share"]) == (None, None, None, None)


def test_records_of_an_unknown_number_of_people_are_withheld() -> None:
    (told,) = round_and_suppress(metrics(row(400, unit="lines", people=None))).iter_rows(named=True)
    assert told["count"] is None


def test_each_number_is_judged_by_the_people_it_is_about() -> None:
    told = row(
        50, unit="convictions", people=12, denominator=130, denominator_people=40, not_known=60, not_known_people=2
    )
    (shown,) = round_and_suppress(metrics(told)).iter_rows(named=True)
    assert (shown["count"], shown["denominator"], shown["not_known"]) == (None, 130, None)
    assert shown["withheld"] == "count not_known"


@pytest.mark.parametrize("hidden", [{"count": 5}, {"denominator": 12}])
def test_there_is_no_share_with_a_withheld_number(hidden: dict[str, int]) -> None:
    told = round_and_suppress(metrics({**row(14, denominator=40, denominator_name="in_scope"), **hidden}))
    assert told.select("share", "share_low", "share_high").row(0) == (None, None, None)


def test_a_share_is_computed_from_what_is_shown() -> None:
    told = round_and_suppress(metrics(row(52, denominator=98, denominator_name="in_scope"))).row(0, named=True)
    assert told["share"] == 0.5
    assert told["share_low"] < 0.5 < told["share_high"]


def test_medians_stand_over_thirteen_people_and_no_extreme_ever_does() -> None:
    median = {"value": 128.0, "value_unit": "median_days"}
    told = round_and_suppress(
        metrics(
            row(30, metric="waiting", **median),
            row(12, metric="waiting_few", **median),
            row(30, metric="waiting_longest", variant="oldest", value=999.0, value_unit="days"),
        )
    )
    assert dict(told.select("metric", "value").iter_rows()) == {
        "waiting": 130.0, "waiting_few": None, "waiting_longest": None,
    }  # fmt: skip


def test_the_rule_gives_the_same_again() -> None:
    rows = metrics(*(row(count, place=f"P{count}", denominator=60, denominator_name="x") for count in range(60)))
    assert round_and_suppress(rows).equals(round_and_suppress(rows))


def test_rows_without_numbers_and_no_rows_at_all() -> None:
    assert round_and_suppress(metrics()).height == 0
    told = round_and_suppress(metrics({**row(0), "count": None, "people": None})).row(0, named=True)
    assert (told["count"], told["withheld"]) == (None, "")
