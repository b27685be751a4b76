"""Page of statewide headlines about living people, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import format_path

NAME = "Headlines"
PATH = "headlines.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    topics = [(name, list(rows)) for name, rows in groupby(site.headlines, key=lambda row: row["metric"])]
    yield Page(PATH, "Headlines", "headlines.html", {"topics": topics, "path_of": format_path})
