"""HTML page of a comparison of two runs or two laws, without external files or scripts."""

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
    """A heading, a summary, a chart and its tables."""

    title: str
    sentence: str = ""
    chart: str = ""
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Page:
    """Values of the template. ``disclosure`` says whether the page may leave the office."""

    title: str
    disclosure: str
    about: Sequence[str]
    sections: Sequence[Section]


def render_page(page: Page) -> str:
    """Render the page; equal comparisons give equal bytes."""
    environment = load_templates(Path(__file__).parent / "templates")
    html: str = environment.get_template("comparison.html").render(page=page)
    return html
