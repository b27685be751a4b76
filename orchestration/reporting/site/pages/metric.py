"""A page for each metric: what it counts and does not mean, figures by place and group, a sentence to quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.metrics.store import list_viewers
from orchestration.reporting.site.contents import LEFT_OUT, Contents, Row
from orchestration.reporting.site.grid import Grid, arrange_groups, arrange_places, is_shown
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import (
    STATEWIDE,
    STATUSES,
    VIEWER,
    Blanks,
    capitalize,
    format_law,
)

USUAL = ("living", "all")
ASKED = {"if_all_granted": "if everything the law allows were granted", "given": "by what was granted or recorded"}
"""The kinds of relief counted that make a headline a question of its own."""


@dataclass(frozen=True)
class Part:
    """The figures of a metric under one law and of one status. ``whole``: of the whole state, by no group; ``few`` of
    them are not shown."""

    anchor: str
    title: str
    whole: Sequence[Row]
    few: Sequence[Row]
    grids: Sequence[Grid]

    @property
    def figures(self) -> list[str]:
        """The ids of its figures; the first table has the statewide ones."""
        return [row["figure_id"] for row in (*self.whole, *self.few)] + [
            one for grid in self.grids for one in grid.figures
        ]


def format_path(metric: str) -> str:
    """Return the path of a metric's page."""
    return f"metrics/{metric}.html"


@dataclass(frozen=True)
class Questions:
    """Each headline of people in a place as a question: those with an answer, those whose count is withheld, and those
    whose table is left out of the release."""

    answered: Sequence[tuple[str, Row]]
    few: Sequence[str]
    left_out: Sequence[str]


def list_questions(site: Contents, place: str = STATEWIDE) -> Questions:
    """List the headlines of people in a place."""
    answered: list[tuple[str, Row]] = []
    few: list[str] = []
    left_out: list[str] = []
    for metric, words in site.metrics.items():
        asked = {
            f"{words['name']}{who}, {says}": f"{basis}/{viewer}"
            for who, viewer in _list_viewers(metric).items()
            for basis, says in ASKED.items()
            if f"{basis}/{viewer}" in words["variants"]
        }
        for question, variant in (asked or {words["name"]: ""}).items() if words["headline"] else ():
            row = site.find(metric, variant=variant, place=place)
            if row and row["count"] is not None:
                answered.append((question, row))
            else:
                (left_out if row is LEFT_OUT else few).append(question)
    return Questions(answered, few, left_out)


def _list_viewers(metric: str) -> Mapping[str, str]:
    """List for whom a metric is asked, in words; of records of felonies for an employer and for a court."""
    return {f" {who}": viewer for who, viewer in list_viewers(metric).items()} or {"": VIEWER}


def select_quoted(site: Contents, metric: str) -> Row | None:
    """The row of a metric to quote where one is asked for: people if they are counted, under all laws together."""
    words = site.metrics[metric]
    unit = "people" if "people" in words["units"] else next(iter(words["units"]), "people")
    viewer = next(iter(_list_viewers(metric).values()))
    variant = f"if_all_granted/{viewer}"
    row = site.find(metric, unit=unit, variant=variant if variant in words["variants"] else "")
    return None if row is LEFT_OUT else row


def build_metric_pages(site: Contents) -> Iterator[Page]:
    """A page for each metric."""
    for name, metric in site.metrics.items():
        parts = list(_list_parts(site, name))
        figures = list(dict.fromkeys(one for part in parts for one in part.figures))
        numerator, denominator = (_fill(metric, word) for word in ("numerator", "denominator"))
        values = {"metric": metric, "numerator": numerator, "denominator": denominator, "metric_name": name,
                  "parts_of": parts, "quoted": select_quoted(site, name)}  # fmt: skip
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
    shown, few = ([row for row in whole if is_shown([row]) is word] for word in (True, False))
    return Part(anchor, title, shown, few, [grid for grid in grids if grid])
