"""Figures that others published, beside ours as the release shows it, with the verdict (``metrics.external``)."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page

NAME = "Beside others"
PATH = "beside_others.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    rows = [(one, site.by_id.get(one["our_figure"])) for one in site.external]
    yield Page(PATH, "Beside the figures of others", "beside_others.html", {"rows": rows})
