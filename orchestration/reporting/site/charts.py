"""Charts of the site as SVG inside the page, in its colours and its type.

What belongs here: bars, and lines over releases, each with its axes named and the same in words. What does not: which
values are drawn (``pages``). The same values give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from orchestration.reporting.metrics.figures_chart import INK, draw_in_text_colour

WIDTH = 340
"""Pixels of every chart: as wide as a phone has room for, so that no word is drawn smaller than on a desk."""
ROW, ABOVE, BELOW = 29, -6, 8
"""Pixels of a bar with its words, from its middle up to the words and down to the bar."""
COLOUR = "var(--bar)"
SMALL = 13


@dataclass(frozen=True)
class Bar:
    """One bar, or a heading above bars (nothing is ``said``). Without a size it is withheld, and has no length."""

    name: str
    size: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Point:
    """A value of one line at one place; None is withheld."""

    at: str
    line: str
    value: int | None


def draw_bars(title: str, axis: str, bars: Sequence[Bar], *, is_share: bool = False) -> Markup:
    """Bars in the given order, each below its name and what it says; nothing where none has a size."""
    import altair as alt

    if not any(bar.size for bar in bars):
        return Markup("")
    values = [{"at": at, "name": bar.name, "size": bar.size or 0, "said": bar.said} for at, bar in enumerate(bars)]
    scale = alt.Scale(domain=[0, 1]) if is_share else alt.Scale()
    ticks = alt.Axis(format="%" if is_share else ",d", tickCount=4, grid=False)
    base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("at:O", axis=None))
    heading, named = (base.transform_filter(f"datum.said {sign} ''") for sign in ("==", "!="))
    text: dict[str, Any] = {"color": INK, "fontSize": SMALL}
    drawn = alt.layer(
        base.mark_bar(height=9, yOffset=BELOW, color=COLOUR).encode(
            x=alt.X("size:Q", title=axis, scale=scale, axis=ticks)
        ),
        heading.mark_text(align="left", fontWeight="bold", **text).encode(x=alt.value(0), text="name:N"),
        named.mark_text(align="left", dy=ABOVE, **text).encode(x=alt.value(0), text="name:N"),
        named.mark_text(align="right", dy=ABOVE, **text).encode(x=alt.value("width"), text="said:N"),
    )
    words = [f"{bar.name}: {bar.said}".strip() for bar in bars]
    return _frame(drawn.properties(height=alt.Step(ROW)), title, words)


def draw_lines(title: str, across: str, up: str, points: Sequence[Point]) -> Markup:
    """Lines over what is across, each named above its end; nothing where there is but one place or no value."""
    import altair as alt

    if len({point.at for point in points}) < 2 or not any(point.value for point in points):
        return Markup("")
    values = [
        {"at": point.at, "line": point.line, "value": point.value, "name": point.line if is_last else ""}
        for point, is_last in zip(points, _find_last(points), strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("at:O", title=across, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", title=up, axis=alt.Axis(format=",d", tickCount=4, gridOpacity=0.15, titlePadding=12)),
        detail="line:N",
    )
    drawn = alt.layer(
        base.mark_line(color=COLOUR, strokeWidth=2),
        base.mark_point(color=COLOUR, filled=True, opacity=1, size=40),
        base.mark_text(align="right", dy=-12, color=INK, fontSize=SMALL).encode(text="name:N"),
    )
    words = [
        f"{point.line}, {point.at}: {'withheld' if point.value is None else f'{point.value:,}'}" for point in points
    ]
    return _frame(drawn.properties(height=180), title, words)


def _find_last(points: Sequence[Point]) -> list[bool]:
    """Of each point whether it is the last of its line that has a value."""
    last = {point.line: number for number, point in enumerate(points) if point.value is not None}
    return [last.get(point.line) == number for number, point in enumerate(points)]


def _frame(chart: Any, title: str, words: Sequence[str]) -> Markup:
    """The chart as one image that says in words what it shows."""
    sized = chart.properties(width=WIDTH, autosize={"type": "fit-x", "contains": "padding"})
    svg = draw_in_text_colour(sized, padding=4, labelFontSize=12, titleFontSize=SMALL, titleFontWeight="normal")
    return Markup('<div class="chart" role="img" aria-label="{}">{}</div>').format(
        f"{title}. {'; '.join(words)}.", Markup(svg)
    )
