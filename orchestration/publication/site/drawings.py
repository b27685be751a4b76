"""Charts of the site as SVG inside the page: drawn offline by Altair and vl-convert, coloured by the page.

What belongs here: bars, with a title and a description in words. What does not: which bars, and the table beside each
chart. The same values give the same bytes (``impact.chart``). Colours and fonts come from the style sheet, so that a
chart is light or dark as its page is; it is narrow enough for a phone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from orchestration.impact.chart import FONT

WIDTH = 440
ROW = 26


@dataclass(frozen=True)
class Bar:
    """One bar. ``size`` None: withheld, which is drawn as a word and no bar."""

    name: str
    size: float | None
    label: str


def bars(title: str, says: str, rows: Sequence[Bar], is_share: bool = False) -> Markup:
    """Bars in the given order, each with its label; nothing where there is no row."""
    return Markup(_drawn(title, says, tuple(rows), is_share)) if rows else Markup("")


@lru_cache(maxsize=None)
def _drawn(title: str, says: str, rows: tuple[Bar, ...], is_share: bool) -> str:
    import altair as alt
    import vl_convert

    values = [{"name": bar.name, "size": bar.size or 0, "label": bar.label} for bar in rows]
    largest = max(bar.size or 0 for bar in rows) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False)),
        x=alt.X(
            "size:Q",
            title=None,
            scale=alt.Scale(domain=[0, largest * 1.45], nice=False),  # room for the label beside the longest bar
            axis=None,
        ),
    )
    chart = (
        (base.mark_bar(height=16) + base.mark_text(align="left", dx=5, fontSize=12).encode(text="label:N"))
        .properties(width=WIDTH, height=ROW * len(rows), padding=4)
        .configure(font=FONT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, grid=False)
    )
    major, minor, *_ = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=f"{major}.{minor}")
    return named(svg, title, says)


def named(svg: str, title: str, says: str) -> str:
    """The drawing as one image with a name and a description; its parts are silent, and it takes the page's colours."""
    svg = re.sub(r' (?:aria-\w+|role|aria-roledescription)="[^"]*"', "", svg)
    (head,) = re.findall(r"\A<svg[^>]*>", svg)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', head)
    assert size
    opening = Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}"><title>{}</title><desc>{}</desc>'
    ).format(size[1], size[2], size[1], size[2], f"{title}. {says}", title, says)
    return opening + svg[len(head) :]
