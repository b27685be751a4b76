"""A comparison in every form says the same, adds up, and shows no small count once it is rounded."""

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

from orchestration.reporting.comparison.causes import CAUSES, MEANS, NEW, SEVERAL, TIME
from orchestration.reporting.comparison.compare_runs import (
    Bridge,
    BridgeSumError,
    Comparison,
    Figure,
    Side,
    Step,
    check_sums,
)
from orchestration.reporting.comparison.disclose import round_comparison
from orchestration.reporting.comparison.files import format_csv, format_html, format_json, format_sum
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.comparison.terminal import print_comparison

ANY = Headline("convictions_eligible_any", "levels/eligible/convictions", "Eligible now", "eligible", "convictions")
PEOPLE = Headline("people_granted", "levels/granted/people", "Granted", "granted", "people")
STEPS = (Step(NEW, 120, 40, 90, 30), Step(TIME, 14, 0, 3, 0), Step(SEVERAL, 0, 36, 0, 20))
BRIDGES = (
    Bridge(ANY, "STATEWIDE", Figure(1_000, 20, 700, 15), Figure(1_058, 5, 740, 4), STEPS),
    Bridge(ANY, "KERN", Figure(400, 9, 300, 9), Figure(400, 9, 300, 9), ()),
    Bridge(ANY, "YOLO", Figure(600, 11, 500, 9), Figure(658, 0, 540, 0), STEPS),
    Bridge(PEOPLE, "STATEWIDE", Figure(50, 0, 50, 0), Figure(50, 0, 50, 0), ()),
)
FIRST = Side("aaaa", date(2026, 5, 1), "1", "law 1", "")
COMPARISON = Comparison("ca", FIRST, replace(FIRST, run_id="bbbb", as_of_date=date(2026, 6, 1)), BRIDGES)


def test_a_bridge_that_does_not_add_up_is_not_shown() -> None:
    check_sums(BRIDGES)
    with pytest.raises(BridgeSumError, match="KERN"):
        check_sums([replace(BRIDGES[1], after=Figure(401, 9))])


def test_every_form_has_the_sum() -> None:
    assert format_sum(BRIDGES[0]) == "1,000 + 120 - 40 + 14 - 36 = 1,058"
    amounts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(format_csv(COMPARISON))):
        amounts[row["figure"], row["place"]].append(int(row["count"]))
        assert row["disclosure"].startswith("Internal")
    assert len(amounts) == len(BRIDGES)
    assert all(sum(parts) == after for *parts, after in amounts.values())
    told = json.loads(format_json(COMPARISON))
    assert {cause: one["means"] for cause, one in told["causes"].items()} == MEANS
    assert [step["net"] for step in told["bridges"][0]["steps"]] == [80, 14, -36]


@pytest.mark.parametrize("figure", [None, ANY.figure])
def test_the_terminal_shows_the_sum_and_that_it_is_internal(figure: str | None) -> None:
    out = io.StringIO()
    print_comparison(Console(file=out, width=200), COMPARISON, figure)
    assert format_sum(BRIDGES[0]) in out.getvalue() and "Internal: small numbers are shown" in out.getvalue()
    assert ("YOLO" in out.getvalue()) == (figure is not None)
    assert "KERN" not in out.getvalue(), "nothing changed there"


def test_the_page_has_a_table_beside_each_chart_and_fetches_nothing() -> None:
    page = format_html(COMPARISON)
    assert page == format_html(COMPARISON)
    assert format_sum(BRIDGES[0]) in page and CAUSES[SEVERAL] in page and "+120" in page
    assert page.count("<svg") == 1 and page.count("<table>") == 4
    assert not re.search(r"<script|<link|src=|url\(", page)
    assert "YOLO" in page and "KERN" not in page


def test_a_rounded_comparison_is_statewide_and_shows_nothing_of_fewer_than_thirteen_people() -> None:
    told = round_comparison(COMPARISON)
    assert [bridge.place for bridge in told.bridges] == ["STATEWIDE", "STATEWIDE"]
    bridge = told.bridges[0]
    assert (bridge.before, bridge.after) == (Figure(1_000, 20), Figure(1_060, None))
    assert [(step.cause, step.gains, step.losses) for step in bridge.steps] == [(NEW, 120, 40), (SEVERAL, None, 35)]
    page = format_html(told)
    assert "Internal" not in page and "YOLO" not in page and "&lt;13" in page
    assert "1,000 → 1,060" in page, "no sum that does not add up"
