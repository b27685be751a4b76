"""The chart of a bridge: what each cause adds to a headline, and what it takes away.

What belongs here: drawing as SVG, offline, in the colour of the text around it (light and dark). What does not: the
counts (``comparing``), the page with the table (``page``). The same bridge gives the same bytes (``impact.chart``).
"""

from __future__ import annotations

from orchestration.changes.causes import CAUSES
from orchestration.changes.comparing import Bridge
from orchestration.impact.chart import FONT, ROOM

INK = "currentColor"
COLOURS = {"adds": "#2f81c4", "takes away": "#d97b29"}


def bridge_svg(bridge: Bridge) -> str:
    """A bar to the right for what a cause adds, one to the left for what it takes away; withheld counts have none."""
    import altair as alt
    import vl_convert

    bars = [
        {
            "cause": CAUSES[step.cause],
            "count": sign * count,
            "what": what,
            "label": f"{'+' if sign > 0 else '−'}{count:,}",
        }
        for step in bridge.steps
        for count, sign, what in ((step.gains, 1, "adds"), (step.losses, -1, "takes away"))
        if count
    ]
    causes = [CAUSES[step.cause] for step in bridge.steps]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y("cause:N", title=None, scale=alt.Scale(domain=causes), axis=alt.Axis(labelLimit=320)),
        x=alt.X(
            "count:Q",
            title="takes away · adds",
            axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6, gridOpacity=0.2),
        ),
    )
    drawn = base.mark_bar().encode(
        color=alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            legend=alt.Legend(orient="top", labelColor=INK),
        )
    )
    gains = base.transform_filter("datum.count > 0").mark_text(align="left", dx=4, color=INK).encode(text="label:N")
    losses = base.transform_filter("datum.count < 0").mark_text(align="right", dx=-4, color=INK).encode(text="label:N")
    chart = (
        (drawn + gains + losses)
        .properties(width=420, height=alt.Step(24), padding=ROOM, background="transparent")
        .configure(font=FONT)
        .configure_axis(labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, gridColor=INK)
        .configure_view(stroke=None)
    )
    major, minor, *_ = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=f"{major}.{minor}")
    return svg
