"""The first page: the headline figures of people, and what is left out of the release."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.releases.dictionary import format_left_out
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import draw_shares, path_of

NAME = "Overview"
PATH = "index.html"


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    people = [row for row in site.headlines if row["unit"] == "people"]
    values = {
        "headlines": people,
        "drawing": draw_shares(site, "Headlines", [row for row in people if not row["variant"]]),
        "path_of": path_of,
        "left_out": format_left_out(site.facts),
    }
    yield Page(PATH, "Overview", "overview.html", values)
