"""First page: headline figures about people, and tables left out of the release."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.releases.dictionary import format_left_out
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import draw_shares, format_path

NAME = "Overview"
PATH = "index.html"
VIEWER = "after_dismissal_and_sealing"
"""Viewer of records shown here; the metrics' pages show every viewer."""


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    people = [
        row
        for row in site.headlines
        if row["unit"] == "people" and (not row["variant"] or row["variant"].endswith(VIEWER))
    ]
    values = {
        "headlines": people,
        "drawing": draw_shares(
            "Headlines", [(site.metrics[row["metric"]]["name"], row) for row in people if not row["variant"]]
        ),
        "path_of": format_path,
        "left_out": format_left_out(site.facts),
    }
    yield Page(PATH, "Overview", "overview.html", values)
