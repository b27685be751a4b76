"""Beside others: figures that others published next to ours, and rates per resident where residents were given.

What belongs here: both as the release tells them. What does not: comparing (``levels.external``), rates
(``publication.told_beside``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from orchestration.reporting.releases.derived_tables import EXTERNAL, RATES
from orchestration.reporting.site.contents import STATEWIDE, Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import KINDS, place_name

NAME = "Beside others"
PATH = "beside_others.html"
VERDICTS = {
    "within": "within the tolerance",
    "miss": "missed",
    "not_compared": "not compared: invented people",
    "not_in_this_release": "this release does not show ours",
    "no_figure_of_ours": "we have none",
}


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    values: dict[str, Any] = {
        "external": site.tables.get(EXTERNAL, ()),
        "verdicts": VERDICTS,
        "rates": list(_rates(site)),
    }
    yield Page(PATH, "Beside the figures of others, and per resident", "beside_others.html", values)


def _rates(site: Contents) -> Iterator[tuple[str, str, list[tuple[str, Any]]]]:
    """(file of residents, measure by what, rows by name)."""
    names = {row["measure"]: row["name"] for row in site.tables.get("levels", ())}
    rows = [row for row in site.tables.get(RATES, ()) if row["count"] != 0]
    what = ("residents_file", "measure", "group_kind")
    for (file, measure, kind), its in groupby(
        sorted(rows, key=lambda row: tuple(row[name] for name in what)),
        key=lambda row: tuple(row[name] for name in what),
    ):
        by = KINDS.get(kind, "county")
        named = [(_name(site, row), row) for row in its]
        yield file, f"{names.get(measure, measure)}, by {by}", sorted(named, key=lambda one: (_last(one[1]), one[0]))


def _last(row: Any) -> bool:
    """The whole state, below its counties."""
    return bool(row["place"] == STATEWIDE and row["group_kind"] == "all")


def _name(site: Contents, row: Any) -> str:
    if row["group_kind"] == "all":
        return place_name(site, row["place"])
    return site.group_names.get((row["group_kind"], row["group_code"]), row["group_code"])
