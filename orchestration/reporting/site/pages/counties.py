"""The counties: a map and a table of the one answer, and a page for each county's prosecutor and public defender.

A person counts once in each county with a record, so counties cannot be added up for people; the page says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from orchestration.filing.documents.figures import add_word_county
from orchestration.reporting.site.contents import LEFT_OUT, Contents, County, Row
from orchestration.reporting.site.county_map import Shade, draw_map
from orchestration.reporting.site.grid import Grid, arrange_groups, build_grid
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import list_questions
from orchestration.reporting.site.words import (
    ALLOWED,
    ANSWER,
    LEFT,
    format_answer,
    format_law,
    format_place,
    order_place,
)
from orchestration.warehouse.dbt.measures import read_measures

NAME = "Counties"
PATH = "counties.html"
OF_LAWS = {
    "eligible": "eligible now",
    "eligible_later": "eligible later",
    "in_review": "to be reviewed",
    "undeterminable": "not to be determined",
}
OF_THE_STATE = [name for name, of in read_measures()["records"].items() if of["among"] == "with_record"]
"""Measures that are not told by county."""
COLUMNS = {f"people {says}": of for says, of in LEFT.items() if of[0] not in OF_THE_STATE}


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the map and the table, then a page for each county."""
    drawn, legend = draw_answer_map(site)
    places = sorted({row["place"] for row in site.select(metric=ANSWER, variant=ALLOWED)}, key=order_place)
    rows = (
        (
            format_place(site, place),
            [site.find(metric, variant=variant, place=place) for metric, variant in COLUMNS.values()],
        )
        for place in places
    )
    grid = build_grid("By place", "place", list(COLUMNS), rows)
    yield Page(PATH, "Counties", "counties.html", {"map": drawn, "legend": legend, "grid": grid})
    for county in site.counties:
        yield _build_county(site, county)


def draw_answer_map(site: Contents) -> tuple[Markup, Sequence[Shade]]:
    """Of the people with a conviction in each county the share that would be left with none; no map if that is left
    out."""
    rows = {county.place: site.find(ANSWER, variant=ALLOWED, place=county.place) for county in site.counties}
    if LEFT_OUT in rows.values():
        return Markup(""), []
    shares = {place: row["share"] if row else None for place, row in rows.items()}
    for place in site.facts.get("coverage", {}).get("counties_without_history", ()):
        if shares.get(place) is None:  # (files of other counties may tell of it)
            shares.pop(place, None)
    return draw_map(site.counties, shares, "Map: share of people with a conviction who would be left with none", ANSWER)


def _build_county(site: Contents, county: County) -> Page:
    rows = [row for row in site.select(place=county.place) if row["group_by"] != "all"]
    groups, others = (
        list(_build_grids(site, [row for row in rows if ((row["law"], row["unit"]) == ("ALL", "people")) is is_quoted]))
        for is_quoted in (True, False)
    )
    values = {
        "county": county,
        "answer": format_answer(site, county.place),
        "questions": list_questions(site, county.place),
        "laws": _build_laws(site, county),
        "groups": groups,
        "others": others,
    }
    ids = [one for _, grid in (*groups, *others) for one in grid.figures]
    return Page(f"counties/{county.slug}.html", add_word_county(county.name), "county.html", values, ids)


def _build_laws(site: Contents, county: County) -> Grid:
    """The table of people under each law alone."""
    laws = dict.fromkeys(row["law"] for row in site.select(place=county.place) if row["metric"] in OF_LAWS)
    rows = [
        (format_law(site, law), [site.find(metric, law=law, place=county.place) for metric in OF_LAWS])
        for law in sorted(laws)
        if law != "ALL"
    ]
    return build_grid("People, under each law alone", "law", list(OF_LAWS.values()), rows)


def _build_grids(site: Contents, rows: list[Row]) -> Iterator[tuple[str, Grid]]:
    of_table: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        of_table.setdefault((row["metric"], row["law"], row["unit"], row["group_by"]), []).append(row)
    for (metric, law, unit, kind), its in of_table.items():
        grid = arrange_groups(site, kind, its)
        if grid:
            yield f"{site.metrics[metric]['name']}, {format_law(site, law)}, {unit}", grid
