"""The warehouse: every table behind the release with its columns, and the models' own documentation.

What belongs here: the data dictionary as a page. What does not: what dbt shows of the models (``models_documented``).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.load_contents import DICTIONARY
from orchestration.reporting.site.markdown_pages import render_markdown
from orchestration.reporting.site.page import Page

NAME = "Data dictionary"
PATH = "warehouse.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """The tables of the release, and the tables of the warehouse behind them."""
    body = render_markdown(site.documents[DICTIONARY], "warehouse", lowered=2)
    yield Page(PATH, "Data dictionary", "warehouse.html", {"body": body})
