"""Charts of the site as SVG inside the page: drawn offline by Altair and vl-convert, coloured by the page.

What belongs here: bars, with a title and a description in words. What does not: which bars, and the table beside each
chart. The same values give the same bytes (``impact.chart``). Colours and fonts come from the style sheet, so that a
chart is light or dark as its page is; it is narrow enough for a phone.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from orchestration.reporting.metrics.figures_chart import FONT

WIDTH = 420
"""Pixels, with room on the left: a machine without the fonts of ``FONT`` draws wider words."""
ROW = 30
LINE = 16
"""Pixels of a bar with its space, and of each further line of its name."""
LETTERS = 24
"""In a line of a name."""
LETTER = 8
"""Pixels, as wide a letter as a machine with other fonts may draw."""


@dataclass(frozen=True)
class Bar:
    """One bar. ``size`` None: withheld, which is drawn as a word and no bar."""

    name: str
    size: float | None
    label: str


def bars(title: str, says: str, rows: Sequence[Bar]) -> Markup:
    """Bars in the given order, each with its label; nothing where there is none to draw: all is withheld, or nought."""
    return Markup(_drawn(title, says, tuple(rows))) if any(bar.size for bar in rows) else Markup("")


@cache
def _drawn(title: str, says: str, rows: tuple[Bar, ...]) -> str:
    import altair as alt
    import vl_convert

    names = ["\n".join(textwrap.wrap(bar.name, LETTERS)) for bar in rows]
    lines = max(name.count("\n") for name in names)
    values = [{"name": name, "size": bar.size or 0, "label": bar.label} for name, bar in zip(names, rows, strict=True)]
    largest = max(bar.size or 0 for bar in rows) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=200, domain=False, ticks=False, labelExpr="split(datum.label, '\\n')"),
        ),
        x=alt.X(
            "size:Q",
            title=None,
            scale=alt.Scale(domain=[0, largest * _with_label(names, rows)], nice=False),
            axis=None,
        ),
    )
    chart = (
        (base.mark_bar(height=18) + base.mark_text(align="left", dx=5, fontSize=14).encode(text="label:N"))
        .properties(
            width=WIDTH,
            height=(ROW + LINE * lines) * len(rows),
            padding={"left": 36, "right": 4, "top": 4, "bottom": 4},
        )
        .configure(font=FONT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=14, grid=False)
    )
    major, minor, *_ = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=f"{major}.{minor}")
    return named(svg, title, says)


def _with_label(names: Sequence[str], rows: Sequence[Bar]) -> float:
    """By how much the axis is longer than the longest bar, so that its label has room beside it."""
    drawn = WIDTH - 46 - LETTER * max(len(line) for name in names for line in name.split("\n"))
    return drawn / max(drawn - 12 - LETTER * max(len(bar.label) for bar in rows), 40)


def named(svg: str, title: str, says: str) -> str:
    """The drawing as one image with a name and a description; its parts are silent, and it takes the page's colours."""
    svg = re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)
    svg = re.sub(r' (?:aria-\w+|role|aria-roledescription)="[^"]*"', "", svg)
    (head,) = re.findall(r"\A<svg[^>]*>", svg)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', head)
    assert size
    opening = Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>'
    ).format(size[1], size[2], size[1], size[2], f"{title}. {says}", title, says)
    return str(opening) + re.sub(r"\A<rect[^>]*/>", "", svg[len(head) :])
