"""Pages of the counties: a map and a table of eligible people, and a page for each county's prosecutor and defender.

A person counts once in each county with a record, so counties cannot be added up for people; the page says so."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents, County, Row
from orchestration.reporting.site.county_map import draw_map
from orchestration.reporting.site.grid import Grid, arrange_groups, arrange_places
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import format_path
from orchestration.reporting.site.words import format_law

NAME = "Counties"
PATH = "counties.html"
MAPPED = "eligible"
"""Metric of the map, shown as a share of people by county."""


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the map and the table, then a page for each county."""
    rows = [row for row in _select_places(site) if row["unit"] == "people"]
    shares = {row["place"]: row["share"] for row in rows}
    every = {county.place: shares.get(county.place) for county in site.counties}
    title = "Map: share of living people in scope who are eligible now, by county"
    drawn, legend = draw_map(site.counties, every, title, MAPPED)
    values = {"map": drawn, "legend": legend, "grid": arrange_places(site, _select_places(site)), "metric": MAPPED}
    yield Page(PATH, "Counties", "counties.html", {**values, "path_of": format_path})
    for county in site.counties:
        yield _build_county(site, county)


def _select_places(site: Contents) -> Iterator[Row]:
    return site.select(metric=MAPPED, law="ALL", group_by="all", status="living")


def _build_county(site: Contents, county: County) -> Page:
    rows = list(site.select(place=county.place))
    whole = [row for row in rows if row["group_by"] == "all"]
    whole.sort(key=lambda row: (row["status"] == "deceased", row["law"] != "ALL", row["law"], row["unit"] != "people"))
    figures = [
        (name, [row for row in whole if row["metric"] == name])
        for name in site.metrics
        if any(row["metric"] == name for row in whole)
    ]
    groups = list(_build_grids(site, [row for row in rows if row["group_by"] != "all"]))
    values = {"county": county, "figures_of": figures, "groups": groups, "path_of": format_path}
    ids = [one for _, grid in groups for one in grid.figures]
    return Page(f"counties/{county.slug}.html", f"{county.name} County", "county.html", values, ids)


def _build_grids(site: Contents, rows: list[Row]) -> Iterator[tuple[str, Grid]]:
    keys = dict.fromkeys((row["metric"], row["law"], row["status"], row["group_by"]) for row in rows)
    for key in keys:
        metric, law, status, kind = key
        its = (row for row in rows if (row["metric"], row["law"], row["status"], row["group_by"]) == key)
        grid = arrange_groups(site, kind, its)
        if grid:
            yield f"{site.metrics[metric]['name']}, {format_law(site, law)}, {status}", grid
