"""Scenarios: what a changed law would do, as far as somebody compared it with the run of the release.

What belongs here: gains and losses in ranges, as the release tells them. What does not: comparing (``scenario``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.disclosure.ranges import bounds
from orchestration.reporting.releases.ranges import headline_id, scenario_id
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import span

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
        {
            "told": one,
            "drawing": _drawing(one) if one["units"] else "",
            "units": [(unit["unit"], list(_of_unit(one, unit))) for unit in one["units"]],
            "breakdowns": list(_breakdowns(one)),
            "headlines": list(_headlines(site, one)),
            "by_group": list(_by_group(site, one)),
        }
        for one in site.scenarios
    ]
    is_left_out = any(one.get("headlines_left_out") or not one.get("is_counted", True) for one in site.scenarios)
    values = {
        "scenarios": scenarios,
        "units": UNITS,
        "by": BY,
        "does": WORDS,
        "is_something_left_out": is_left_out,
    }
    yield Page(PATH, "Scenarios", "scenarios.html", values)


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


def _of_unit(told: Mapping[str, Any], unit: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cells of a row: each range, and its id."""
    for word in WORDS:
        for counted, column in (("determinations", "count"), ("people", "people")):
            yield span(unit[word][column]), scenario_id(told["name"], unit["unit"], word, counted)


def _breakdowns(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    for unit in told["units"]:
        for word in WORDS:
            for breakdown, rows in unit[word]["by"].items():
                if rows:
                    what = told["name"], unit["unit"], word, "determinations", breakdown
                    named = [(row["name"], span(row["count"]), scenario_id(*what, row["group"])) for row in rows]
                    yield UNITS[unit["unit"]], WORDS[word], BY[breakdown], named


@dataclass(frozen=True)
class Headline:
    """A headline under the scenario: its figure by the law in force, by how many it changes, what it would be, and the
    id of the change."""

    says: str
    row: Row
    change: str
    would_be: str
    figure_id: str


def _headlines(site: Contents, told: Mapping[str, Any]) -> Iterator[Headline]:
    """(A release of before they were told has none; nor has one of a ledger that moved since they were counted.)"""
    for one in told.get("headlines", ()):
        row = site.by_id.get(one["figure_id"])
        if row is not None:
            figure_id = headline_id(told["name"], one["figure_id"])
            yield Headline(one["says"], row, change_in_words(one), would_be(one, row["count"]), figure_id)


def change_in_words(one: Mapping[str, Any]) -> str:
    """``21 to 30 more``; ``no change``; or that it is withheld, and in which direction."""
    if one["count"] is not None and one["count"][1] == 0:
        return "no change"
    which = "more" if one["is_more"] else "fewer"
    return f"withheld (1 to 10 {which})" if one["count"] is None else f"{span(one['count'])} {which}"


def would_be(one: Mapping[str, Any], now: int | None) -> str:
    """What the headline would be: ``321 to 330``. A change that is withheld is one of 1 to 10."""
    if now is None:
        return "withheld"
    low, high = bounds(one["count"])
    if high == 0:
        return f"{now:,}"
    ends = (now + low, now + high) if one["is_more"] else (now - high, now - low)
    return f"{max(ends[0], 0):,} to {ends[1]:,}"


def _by_group(site: Contents, told: Mapping[str, Any]) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    for one in told.get("headlines", ()):
        for breakdown, rows in one["by"].items():
            kind = breakdown.partition("_")[0]
            named = [
                (
                    site.group_names.get((kind, row["group"]), row["group"]),
                    change_in_words({**one, **row}),
                    headline_id(told["name"], one["figure_id"], breakdown, row["group"]),
                )
                for row in rows
            ]
            yield one["says"], BY[breakdown], named
