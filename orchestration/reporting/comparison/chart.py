"""Chart of a comparison: bars to the right for gains, to the left for losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.reporting.metrics.figures_chart import INK, draw_in_text_colour
from orchestration.reporting.metrics.two_way_bars import build_two_way_bars

LABEL = 60
"""Pixels for the count beside the longest bar."""


@dataclass(frozen=True)
class Bars:
    """One line of the chart. None: withheld, not drawn."""

    name: str
    added: int | None
    taken: int | None


def draw_bars(lines: Sequence[Bars], added: str, taken: str, title: Sequence[str] = ()) -> str:
    """Draw the lines as SVG in the text colour of the page. ``title``: lines above a drawing that is a file of its
    own."""
    import altair as alt

    bars = [
        {"name": line.name, "count": sign * count, "what": what, "label": f"{'+' if sign > 0 else '−'}{count:,}"}
        for line in lines
        for count, sign, what in ((line.added, 1, added), (line.taken, -1, taken))
        if count
    ]
    names = [line.name for line in lines]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y("name:N", title=None, scale=alt.Scale(domain=names), axis=alt.Axis(labelLimit=320)),
        x=alt.X(
            "count:Q",
            title=f"{taken} · {added}",
            scale=alt.Scale(padding=LABEL),
            axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6, gridOpacity=0.2),
        ),
    )
    drawn = build_two_way_bars(base, added, taken, color=INK)
    if title:
        heading = alt.TitleParams(title[0], subtitle=list(title[1:]), anchor="start", color=INK, subtitleColor=INK)
        drawn = drawn.properties(title=heading)
    return draw_in_text_colour(drawn.properties(width=420, height=alt.Step(24)))
