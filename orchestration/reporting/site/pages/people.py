"""People: what would be left of their records, by race, sex and age."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from orchestration.reporting.site.charts import Bar, draw_bars
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.grid import Grid, build_grid
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import (
    ALLOWED,
    ANSWER,
    GROUPS,
    LEFT,
    STATEWIDE,
    capitalize,
    format_group,
    is_rest,
)

NAME = "People"
PATH = "people.html"
KINDS = ("race", "sex", "age")


def build_pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    kinds = [(kind, capitalize(GROUPS[kind]), draw_groups(site, kind)[0], _build_table(site, kind)) for kind in KINDS]
    yield Page(PATH, "People", "people.html", {"kinds": kinds})


def draw_groups(site: Contents, kind: str) -> tuple[Markup, list[str]]:
    """Of the people with a conviction in each group, the share that would be left with none, and how many they are; and
    the groups of which neither is shown."""
    every = select_groups(site, ANSWER, kind)
    rows = [row for row in every if row["share"] is not None]
    few = [format_group(site, kind, row["group_code"]) for row in every if row["share"] is None]
    bars = [
        Bar(
            capitalize(format_group(site, kind, row["group_code"])),
            row["share"],
            f"{100 * row['share']:.0f} %, {row['count']:,} of {row['denominator']:,}",
        )
        for row in rows
    ]
    title = f"Left with no conviction, by {GROUPS[kind]}"
    return draw_bars(title, "share of people with a conviction", bars, is_share=True), few


def select_groups(site: Contents, metric: str, kind: str, variant: str = ALLOWED) -> list[Row]:
    """The rows of a metric by group in the whole state: the largest group first, ages in their order, the rest last."""
    usual = {"variant": variant, "unit": "people", "law": "ALL", "place": STATEWIDE, "status": "living"}
    rows = list(site.select(metric=metric, group_by=kind, **usual))

    def order(row: Row) -> tuple[bool, int, str]:
        name = format_group(site, kind, row["group_code"])
        return is_rest(name), 0 if kind == "age" else -(row["denominator"] or 0), name

    return sorted(rows, key=order)


def _build_table(site: Contents, kind: str) -> Grid:
    columns = {
        says: {row["group_code"]: row for row in select_groups(site, metric, kind, variant)}
        for says, (metric, variant) in LEFT.items()
    }
    codes = dict.fromkeys(code for rows in columns.values() for code in rows)
    left_out = {says: site.find_left_out(metric, "people", STATEWIDE, kind) for says, (metric, _) in LEFT.items()}
    rows = [
        (format_group(site, kind, code), [columns[says].get(code) or left_out[says] for says in LEFT]) for code in codes
    ]
    return build_grid(f"By {GROUPS[kind]}", GROUPS[kind], list(LEFT), rows)
