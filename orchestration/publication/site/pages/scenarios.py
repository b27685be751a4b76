"""Scenarios: what a changed law would do, as far as somebody compared it with the run of the release.

What belongs here: gains and losses in ranges, as the release tells them. What does not: comparing (``scenario``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.publication.site.contents import Contents
from orchestration.publication.site.drawings import Bar, bars
from orchestration.publication.site.page import Page
from orchestration.publication.site.words import span

NAME = "Scenarios"
PATH = "scenarios.html"
BY = {
    "place": "by county",
    "race_group": "by race as recorded",
    "sex_group": "by sex as recorded",
    "age_band": "by age on the as-of date",
}
UNITS = {"conviction": "Convictions", "charge without conviction": "Charges without conviction", "arrest": "Arrests"}
WORDS = {"gains": "would gain relief", "losses": "would lose relief"}


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    scenarios = [
        {"told": one, "drawing": _drawing(one), "breakdowns": list(_breakdowns(one))} for one in site.scenarios
    ]
    yield Page(PATH, "Scenarios", "scenarios.html", {"scenarios": scenarios, "units": UNITS, "by": BY, "does": WORDS})


def _drawing(told: Mapping[str, Any]) -> Any:
    rows = [
        Bar(
            f"{UNITS[unit['unit']]} {'gain' if word == 'gains' else 'lose'}",
            sum(count) / 2 if (count := unit[word]["count"]) is not None else None,
            span(count),
        )
        for unit in told["units"]
        for word in WORDS
    ]
    says = "How many would gain and how many would lose relief, as ranges; the same stands in the table."
    return bars(f"Scenario {told['name']}", says, rows)


def _breakdowns(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    for unit in told["units"]:
        for word in WORDS:
            for breakdown, rows in unit[word]["by"].items():
                if rows:
                    yield UNITS[unit["unit"]], WORDS[word], BY[breakdown], rows
