"""The counties: a map and a table for each remedy, and a page for each county's prosecutor and public defender.

What belongs here: what is told by county. What does not: the map itself (``map_of_counties``). People are counted once
in each county in which they have a record, so counties are never added up for people, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.reporting.metrics.policy_figures import DENOMINATORS, MEASURES
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, County, Remedy, Row
from orchestration.reporting.site.county_map import shaded
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages import calendar, funnel, reports
from orchestration.reporting.site.pages.figure_pages import BY_GROUP
from orchestration.reporting.site.sums import LEVELS, WHAT
from orchestration.reporting.site.words import KINDS, OUTCOMES, amount, share_or_count

NAME = "Counties"
PATH = "counties.html"
BESIDE = ("ELSEWHERE", "UNKNOWN")
"""Places that are no county of the state."""


def pages(site: Contents) -> Iterator[Page]:
    """The map and the table, then a page for each county."""
    yield Page(PATH, "Counties", "counties.html", {"remedies": [_remedy(site, one.remedy_id) for one in site.remedies]})
    for county in site.counties:
        yield Page(f"counties/{county.slug}.html", f"{county.name} County", "county.html", _county(site, county))


def _row(site: Contents, remedy_id: str, place: str, unit: str = "people") -> dict[str, Any]:
    """Counts of one remedy in one place by outcome, all of them under ``all``."""
    rows = {outcome: site.outcome(remedy_id, place, outcome, unit) for outcome in (*OUTCOMES, "all")}
    return {"place": place, "is_there": bool(rows["all"]["figure_id"]), "outcomes": rows}


def _remedy(site: Contents, remedy_id: str) -> dict[str, Any]:
    (remedy,) = (one for one in site.remedies if one.remedy_id == remedy_id)
    rows = [(county, _row(site, remedy_id, county.place)) for county in site.counties]
    shares = {county.place: _share(row["outcomes"]["eligible"]) for county, row in rows if row["is_there"]}
    title = f"Map: share of living people eligible now under “{remedy.name}”, by county"
    drawn, legend = shaded(site.counties, shares, title, remedy_id)
    return {
        "remedy": remedy,
        "rows": rows,
        "beside": [row for row in (_row(site, remedy_id, place) for place in BESIDE) if row["is_there"]],
        "statewide": _row(site, remedy_id, STATEWIDE),
        "map": drawn,
        "legend": legend,
    }


def _share(eligible: Row) -> float | None:
    """None where it is withheld; of nobody it is none, whatever it is counted among."""
    return 0.0 if eligible["count"] == 0 else eligible["share"]


def _county(site: Contents, county: County) -> Mapping[str, Any]:
    remedies = [(one, _row(site, one.remedy_id, county.place)) for one in site.remedies]
    there = [(one, row) for one, row in remedies if row["is_there"]]
    drawn = [
        Bar(
            one.name,
            row["outcomes"]["eligible"]["share"],
            share_or_count(row["outcomes"]["eligible"]),
        )
        for one, row in there
    ]
    measures = [
        (says, site.figure("county_choices", county.place, measure, unit), unit)
        for (unit, measure), says in sorted(MEASURES.items(), key=lambda one: one[0][0] != "people")
    ]
    says = f"Share of the living people of {county.name} County each remedy is asked of who are eligible now."
    return {
        "county": county,
        "remedies": [(one, row, _row(site, one.remedy_id, county.place, "determinations")) for one, row in there],
        "figures": [
            (text, row, DENOMINATORS[row["denominator_name"]]) for text, row, _ in measures if row["figure_id"]
        ],
        "drawing": bars(f"Eligible now in {county.name} County, by remedy", says, drawn),
        "headlines": list(_headlines(site, county)),
        "funnels": list(funnel.of_place(site, county.place)),
        "calendars": list(calendar.of_place(site, county.place, f"{county.name} County")),
        "reports": reports.of_county(site, county.place),
        "kinds": [(kind, name, list(_by_group(site, county, kind))) for kind, name in KINDS.items()],
        "in_sentences": [_in_a_sentence(one, row["outcomes"]) for one, row in there],
    }


def _headlines(site: Contents, county: County) -> Iterator[tuple[Figure, Row]]:
    """Every headline in the county, in the order of the catalogue of the site."""
    rows = {tuple(row[name] for name in WHAT): row for row in site.at(BY_GROUP, county.place)}
    for figure in figures(site):
        row = rows.get(tuple(figure.where[name] for name in WHAT)) if figure.table == LEVELS else None
        if row:
            yield figure, row


def _in_a_sentence(remedy: Remedy, outcomes: Mapping[str, Row]) -> str:
    eligible, whole = outcomes["eligible"]["count"], outcomes["all"]["count"]
    if eligible is None:
        return f"{remedy.name}: how many are eligible now is withheld."
    among = (
        f"{amount(eligible)} of {amount(whole)} living people" if whole is not None else f"{amount(eligible)} people"
    )
    return f"{remedy.name}: {among} eligible now."


def _by_group(site: Contents, county: County, kind: str) -> Iterator[tuple[str, list[tuple[str, Any, Any]]]]:
    """Of each group the people eligible now and all, under each remedy that the county has."""
    for code, name in site.groups("outcomes", kind):
        cells = [
            (
                one.name,
                site.outcome(one.remedy_id, county.place, "eligible", "people", (kind, code)),
                site.outcome(one.remedy_id, county.place, "all", "people", (kind, code)),
            )
            for one in site.remedies
            if site.outcome(one.remedy_id, county.place, "all", "people")["figure_id"]
        ]
        if any(whole["figure_id"] for _, _, whole in cells):
            yield name, cells
