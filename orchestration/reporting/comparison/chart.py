"""The chart of a bridge: what each cause adds to a headline, and what it takes away.

What belongs here: drawing as SVG, offline, in the colour of the text around it (light and dark). What does not: the
counts (``comparing``), the page with the table (``page``). The same bridge gives the same bytes (``impact.chart``).
"""

from __future__ import annotations

from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Bridge
from orchestration.reporting.metrics.figures_chart import INK, in_ink
from orchestration.reporting.metrics.two_way_bars import two_way_bars

LABEL = 44
"""Pixels beside the longest bar: its count stands there."""


def bridge_svg(bridge: Bridge) -> str:
    """A bar to the right for what a cause adds, one to the left for what it takes away; withheld counts have none."""
    import altair as alt

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
            scale=alt.Scale(padding=LABEL),
            axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6, gridOpacity=0.2),
        ),
    )
    drawn = two_way_bars(base, "adds", "takes away", color=INK)
    return in_ink(drawn.properties(width=420, height=alt.Step(24)))
