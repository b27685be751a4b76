"""A comparison in every form says the same, adds up, and gives no small count away once it is published."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from orchestration.reporting.comparison.causes import CAUSES, LAW, MEANS, NEW, SEVERAL, TIME
from orchestration.reporting.comparison.chart import bridge_svg
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, DoesNotAddUp, Side, Step, check_sums
from orchestration.reporting.comparison.disclose import published
from orchestration.reporting.comparison.files import WITHHELD, as_csv, as_json
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.comparison.page import what_changed_page, what_changed_part
from orchestration.reporting.comparison.terminal import print_comparison

ANY = Headline("convictions_eligible_any", "convictions eligible under any remedy", "convictions")
ONE = Headline("convictions_eligible_one", "convictions eligible: one", "convictions")
STEPS = (Step(NEW, 120, 40), Step(TIME, 3, 0), Step(SEVERAL, 0, 25))
BRIDGES = (
    Bridge(ANY, "STATEWIDE", 1_000, 1_058, 20, 5, STEPS),
    Bridge(ANY, "KERN", 400, 400, 9, 9, ()),
    Bridge(ANY, "YOLO", 600, 658, 11, 0, STEPS),
    Bridge(ONE, "STATEWIDE", 1_000, 1_058, 0, 0, STEPS),
)
FIRST = Side("aaaa", date(2026, 5, 1), "1", "law 1", "")
COMPARISON = Comparison("ca", FIRST, replace(FIRST, run_id="bbbb", as_of_date=date(2026, 6, 1)), BRIDGES)


def test_a_bridge_is_said_as_a_sum() -> None:
    assert BRIDGES[0].sentence == "1,000 + 120 - 40 + 3 - 25 = 1,058"
    assert BRIDGES[1].sentence == "400 = 400"


def test_a_bridge_that_does_not_add_up_is_not_shown() -> None:
    check_sums(BRIDGES)
    with pytest.raises(DoesNotAddUp, match="KERN"):
        check_sums([replace(BRIDGES[1], after=401)])


def test_the_rows_of_a_csv_add_up_to_the_last() -> None:
    amounts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(as_csv(COMPARISON))):
        if row["step"] in CAUSES:
            amounts[row["figure"], row["place"]].append(int(row["amount"]))
        else:
            assert row["gains"] == row["losses"] == ""
            amounts[row["figure"], row["place"]].append(int(row["amount"]))
            assert row["disclosure"].startswith("Internal")
    assert len(amounts) == len(BRIDGES)
    for *parts, after in amounts.values():
        assert sum(parts) == after


def test_json_says_what_causes_mean() -> None:
    told = json.loads(as_json(COMPARISON))
    assert {cause: one["means"] for cause, one in told["causes"].items()} == MEANS
    assert told["bridges"][0]["sum"] == BRIDGES[0].sentence
    assert [step["net"] for step in told["bridges"][0]["steps"]] == [80, 3, -25]


@pytest.mark.parametrize("figure", [None, ANY.figure])
def test_the_terminal_says_the_sum_and_that_it_is_internal(figure: str | None) -> None:
    out = io.StringIO()
    print_comparison(Console(file=out, width=200), COMPARISON, figure)
    assert BRIDGES[0].sentence in out.getvalue()
    assert "Internal: small numbers are shown" in out.getvalue()
    assert ("YOLO" in out.getvalue()) == (figure is not None)
    assert "KERN" not in out.getvalue(), "nothing changed there"


def test_the_page_has_a_table_beside_each_chart_and_fetches_nothing() -> None:
    page = what_changed_page(COMPARISON)
    assert page == what_changed_page(COMPARISON)
    assert BRIDGES[0].sentence in page
    assert page.count("<svg") == 2 and page.count("<table>") == 3
    assert "prefers-color-scheme: dark" in page and 'name="viewport"' in page
    assert not re.search(r"<script|<link|src=|url\(", page)
    assert "YOLO" in page and "KERN" not in page
    part = what_changed_part(COMPARISON)
    assert part in page and "<html" not in part and "<h1" not in part


def test_a_chart_is_drawn_in_the_colour_of_the_text_around_it() -> None:
    chart = bridge_svg(BRIDGES[0])
    assert chart == bridge_svg(BRIDGES[0])
    assert "currentColor" in chart and "several causes" in chart and "+120" in chart
    assert "#000" not in chart


def test_what_is_published_is_statewide_and_one_withheld_count_is_never_alone() -> None:
    told = published(COMPARISON)
    assert [bridge.place for bridge in told.bridges] == ["STATEWIDE", "STATEWIDE"]
    bridge = told.bridges[0]
    steps = {step.cause: step for step in bridge.steps}
    assert steps[TIME].gains is None, "three are withheld"
    assert (bridge.not_known_before, bridge.not_known_after) == (20, None)
    hidden = [bridge.before, bridge.after, *(count for step in bridge.steps for count in (step.gains, step.losses))]
    assert sum(count is None for count in hidden) >= 2, "the sum would give one alone away"
    assert " ? " in f" {bridge.sentence} "
    page = what_changed_page(told)
    assert "Internal" not in page and "withheld" in page
    assert WITHHELD in as_csv(told)


def test_what_is_large_enough_is_published_as_it_is() -> None:
    large = replace(COMPARISON, bridges=(Bridge(ANY, "STATEWIDE", 1_000, 1_080, 0, 0, (Step(LAW, 120, 40),)),))
    assert published(large).bridges == large.bridges
