"""A page for each metric: what it counts and does not mean, figures by place and group, a sentence to quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from orchestration.reporting.site.charts import Bar, draw_bars
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.grid import Grid, arrange_groups, arrange_places
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import (
    STATEWIDE,
    STATUSES,
    Blanks,
    capitalize,
    describe,
    format_law,
    format_percent,
)

NAME = "Figures"
PATH = "metrics.html"
USUAL = ("living", "all")
MOST_BARS = 12


@dataclass(frozen=True)
class Part:
    """Figures of a metric under one law and status. ``whole``: statewide, over all groups."""

    anchor: str
    title: str
    whole: Sequence[Row]
    grids: Sequence[Grid]
    drawing: Markup

    @property
    def figures(self) -> list[str]:
        """The ids of its figures; the first table has the statewide ones."""
        return [row["figure_id"] for row in self.whole] + [one for grid in self.grids for one in grid.figures]


def format_path(metric: str) -> str:
    """Return the path of a metric's page."""
    return f"metrics/{metric}.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the list of metrics, then a page for each."""
    titles = dict.fromkeys(metric["section"] for metric in site.metrics.values())
    sections = [
        (title, [name for name, metric in site.metrics.items() if metric["section"] == title]) for title in titles
    ]
    yield Page(PATH, "Figures", "metrics.html", {"sections": sections, "path_of": format_path})
    for name, metric in site.metrics.items():
        parts = list(_list_parts(site, name))
        figures = list(dict.fromkeys(one for part in parts for one in part.figures))
        numerator, denominator = (_fill(metric, word) for word in ("numerator", "denominator"))
        values = {"metric": metric, "numerator": numerator, "denominator": denominator, "metric_name": name,
                  "parts_of": parts}  # fmt: skip
        yield Page(format_path(name), metric["name"] or name, "metric.html", values, figures)


def _fill(metric: Mapping[str, Any], word: str) -> str:
    """Fill a text of the catalogue for the whole metric, whatever unit and viewer."""
    blanks = {"unit": " or ".join(metric["units"]), "viewer": "by who looks at it", "basis": "by what counts as relief",
              "law": "the law", "variant": "it", "place": "the place"}  # fmt: skip
    return capitalize(str(metric[word]).format_map(Blanks(blanks)))


def _list_parts(site: Contents, metric: str) -> Iterator[Part]:
    counties = {county.place for county in site.counties}
    rows = [row for row in site.select(metric=metric) if row["group_by"] == "all" or row["place"] not in counties]
    statuses = sorted({row["status"] for row in rows}, key=lambda status: USUAL.index(status) if status in USUAL else 2)
    laws = sorted({row["law"] for row in rows}, key=lambda law: (law != "ALL", law))
    for status in statuses:
        for law in laws:
            its = [row for row in rows if (row["status"], row["law"]) == (status, law)]
            if its:
                title = f"{format_law(site, law)}: {STATUSES.get(status, status)}"
                yield _build_part(site, f"{law}-{status}", title, its)


def _build_part(site: Contents, anchor: str, title: str, rows: Sequence[Row]) -> Part:
    whole = [row for row in rows if row["place"] == STATEWIDE and row["group_by"] == "all"]
    whole.sort(key=lambda row: (row["unit"] != "people", row["unit"], row["variant"]))
    by_place = [row for row in rows if row["group_by"] == "all"]
    grids = [arrange_places(site, by_place) if any(row["place"] != STATEWIDE for row in by_place) else None]
    kinds = dict.fromkeys(row["group_by"] for row in rows if row["group_by"] != "all")
    grids += [
        arrange_groups(site, kind, (row for row in rows if row["group_by"] == kind and row["place"] == STATEWIDE))
        for kind in kinds
    ]
    return Part(
        anchor,
        title,
        whole,
        [grid for grid in grids if grid],
        draw_shares(title, [(describe(site, row), row) for row in whole]),
    )


def draw_shares(title: str, rows: Sequence[tuple[str, Row]]) -> Markup:
    """Draw the shares of figures by name, if there are some and not too many."""
    drawn = [Bar(name, row["share"], format_percent(row["share"])) for name, row in rows if row["share"] is not None]
    if not 1 < len(drawn) <= MOST_BARS:
        return Markup("")
    return draw_bars(title, "Statewide shares; the table has the same numbers.", drawn)
