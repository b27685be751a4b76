"""Bar charts of the site as inline SVG, coloured by its style sheet, with title and text alternative.

Equal values give equal bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

NAMES, BARS, LABELS = 190, 170, 70
"""Pixels for the names on the left, the longest bar, and the label after it."""
ROW, LINE, LETTERS = 30, 16, 24
"""Pixels of a bar with its space, and of each further line of its name; letters per line."""


@dataclass(frozen=True)
class Bar:
    """One bar."""

    name: str
    size: float
    label: str


def draw_bars(title: str, says: str, rows: Sequence[Bar]) -> Markup:
    """Draw bars in the given order, each with its label; empty if there are none."""
    largest = max((bar.size for bar in rows), default=0)
    if not largest:
        return Markup("")
    parts, top = [], 4
    for bar in rows:
        lines = textwrap.wrap(bar.name, LETTERS) or [""]
        for at, line in enumerate(lines):
            parts.append(_draw_text(NAMES - 8, top + 15 + LINE * at, line, ' text-anchor="end"'))
        width = round(BARS * bar.size / largest, 1)
        parts.append(Markup('<rect class="bar" x="{}" y="{}" width="{}" height="18"/>').format(NAMES, top + 1, width))
        parts.append(_draw_text(NAMES + width + 5, top + 15, bar.label))
        top += ROW + LINE * (len(lines) - 1)
    head = Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'role="img" aria-label="{2}. {3}"><title>{2}</title><desc>{3}</desc>'
    ).format(NAMES + BARS + LABELS, top, title, says)
    return head + Markup("").join(parts) + Markup("</svg>")


def _draw_text(x: float, y: int, words: str, more: str = "") -> Markup:
    return Markup('<text x="{}" y="{}" font-size="14"{}>{}</text>').format(round(x, 1), y, Markup(more), words)
