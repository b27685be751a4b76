"""Page of definitions: outcomes, figures, disclosure control, and the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.markdown_pages import render_markdown
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import OUTCOMES

NAME = "Definitions"
PATH = "definitions.html"
PARTS = (
    ("docs/explanation/figures.md", "What the figures of policies count", "figures"),
    ("docs/explanation/disclosure.md", "How published figures protect people", "disclosure"),
    ("GLOSSARY.md", "Glossary", "glossary"),
)


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    documents = [
        (title, anchor, render_markdown(site.documents[path], anchor, lowered=2)) for path, title, anchor in PARTS
    ]
    yield Page(PATH, "Definitions", "definitions.html", {"documents": documents, "outcomes": OUTCOMES})
