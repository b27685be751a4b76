"""Page of the data dictionary: tables of the release and of the warehouse behind it. ``model_docs`` documents
models."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.load_contents import DICTIONARY
from orchestration.reporting.site.markdown_pages import render_markdown
from orchestration.reporting.site.page import Page

NAME = "Data dictionary"
PATH = "warehouse.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    body = render_markdown(site.documents[DICTIONARY], "warehouse", lowered=2)
    yield Page(PATH, "Data dictionary", "warehouse.html", {"body": body})
