"""Definitions: outcomes, what the figures count, how they keep people to themselves, and the words.

What belongs here: which pages of the repository explain a release. What does not: their text (``docs``,
``GLOSSARY.md``)."""

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
    ("docs/explanation/disclosure.md", "How published figures keep people to themselves", "disclosure"),
    ("GLOSSARY.md", "Glossary", "glossary"),
)


def build_pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    documents = [
        (title, anchor, render_markdown(site.documents[path], anchor, lowered=2)) for path, title, anchor in PARTS
    ]
    yield Page(PATH, "Definitions", "definitions.html", {"documents": documents, "outcomes": OUTCOMES})
