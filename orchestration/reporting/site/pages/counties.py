"""The counties: a map and a table of the one answer, and a page for each county's prosecutor and public defender.

A person counts once in each county with a record, so counties cannot be added up for people; the page says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from orchestration.reporting.site.contents import Contents, County, Row
from orchestration.reporting.site.county_map import Shade, draw_map
from orchestration.reporting.site.grid import Grid, arrange_groups, build_grid
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import format_path
from orchestration.reporting.site.words import ALLOWED, ANSWER, format_answer, format_law, format_place, order_place

NAME = "Counties"
PATH = "counties.html"
COLUMNS = {ANSWER: "people left with no conviction", "felony_free": "people left with no felony"}


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the map and the table, then a page for each county."""
    drawn, legend = draw_answer_map(site)
    places = sorted({row["place"] for row in site.select(metric=ANSWER, variant=ALLOWED)}, key=order_place)
    rows = (
        (format_place(site, place), [site.find(metric, variant=ALLOWED, place=place) for metric in COLUMNS])
        for place in places
    )
    grid = build_grid("By place", "place", list(COLUMNS.values()), rows)
    yield Page(PATH, "Counties", "counties.html", {"map": drawn, "legend": legend, "grid": grid})
    for county in site.counties:
        yield _build_county(site, county)


def draw_answer_map(site: Contents) -> tuple[Markup, Sequence[Shade]]:
    """Of the people with a conviction in each county the share that would be left with none."""
    rows = {county.place: site.find(ANSWER, variant=ALLOWED, place=county.place) for county in site.counties}
    shares = {place: row["share"] if row else None for place, row in rows.items()}
    return draw_map(site.counties, shares, "Map: share of people with a conviction who would be left with none", ANSWER)


def _build_county(site: Contents, county: County) -> Page:
    rows = list(site.select(place=county.place))
    whole = [row for row in rows if row["group_by"] == "all"]
    whole.sort(key=lambda row: (row["status"] == "deceased", row["law"] != "ALL", row["law"], row["unit"] != "people"))
    shown = [row for row in whole if row["count"] is not None or row["value"] is not None]
    figures = [(name, its) for name in site.metrics if (its := [row for row in shown if row["metric"] == name])]
    groups = list(_build_grids(site, [row for row in rows if row["group_by"] != "all"]))
    values = {
        "county": county,
        "answer": format_answer(site, county.place),
        "figures_of": figures,
        "few": len(whole) - len(shown),
        "groups": groups,
        "path_of": format_path,
    }
    ids = [one for _, grid in groups for one in grid.figures]
    return Page(f"counties/{county.slug}.html", f"{county.name} County", "county.html", values, ids)


def _build_grids(site: Contents, rows: list[Row]) -> Iterator[tuple[str, Grid]]:
    of_table: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        of_table.setdefault((row["metric"], row["law"], row["status"], row["group_by"]), []).append(row)
    for (metric, law, status, kind), its in of_table.items():
        grid = arrange_groups(site, kind, its)
        if grid:
            yield f"{site.metrics[metric]['name']}, {format_law(site, law)}, {status}", grid
