"""The HTML page of a comparison, of two runs or of two laws: nothing to fetch, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.files.html import load_templates


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first cell of a row names it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_text: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, what it comes to, a chart and its tables."""

    title: str
    sentence: str = ""
    chart: str = ""
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Page:
    """What the template shows. ``disclosure`` says whether the page may leave the building."""

    title: str
    disclosure: str
    about: Sequence[str]
    sections: Sequence[Section]


def render_page(page: Page) -> str:
    """Render the page; the same comparison gives the same bytes."""
    environment = load_templates(Path(__file__).parent / "templates")
    html: str = environment.get_template("comparison.html").render(page=page)
    return html
