"""Page of changes since the previous release: headlines about people before and after, with causes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page

NAME = "What changed"
PATH = "what_changed.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    headlines = [
        (its[0]["says"], its) for _, rows in groupby(site.changes, key=lambda row: row["figure"]) if (its := list(rows))
    ]
    values = {"about": site.facts["what_changed"], "headlines": headlines, "causes": CAUSES, "means": MEANS}
    yield Page(PATH, "What changed", "what_changed.html", values, [row["figure_id"] for row in site.changes])
