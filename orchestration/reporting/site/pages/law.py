"""Pages of the law in force: an overview of provisions with their status, then every row."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.verification_tags import COMPOUND, MEANINGS
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.load_contents import LAW
from orchestration.reporting.site.markdown_pages import render_markdown
from orchestration.reporting.site.page import Page

NAME = "Law in force"
PATH = "law.html"
WHOLE = "law-whole.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the overview and the page of all rows."""
    totals = [sum(tags.get(tag, 0) for tags in site.law_rows_by_tag.values()) for tag in MEANINGS]
    values = {"tags": MEANINGS, "compound": COMPOUND, "totals": totals, "whole": WHOLE, "signed_by": site.signed_by}
    yield Page(PATH, "Law in force", "law.html", values)
    text = site.documents[LAW]
    yield Page(
        WHOLE, f"The law of {site.state_name}, row by row", "document.html", {"body": render_markdown(text, "law")}
    )
