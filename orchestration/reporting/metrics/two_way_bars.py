"""Bars to the right for what is added and to the left for what is taken away: one look for every comparison.

What belongs here: colours, bars and their labels, as layers. What does not: what is compared, axes, size (the chart
that takes them). The same rows give the same layers.
"""

from __future__ import annotations

from typing import Any

RIGHT, LEFT = "#2f81c4", "#d97b29"
"""Both are told apart on light and on dark."""


def two_way_bars(base: Any, to_the_right: str, to_the_left: str, **text: Any) -> Any:
    """Layers on ``base``, whose rows have a ``count`` (less than zero: to the left), a ``label``, and in ``what`` one
    of the two words. ``text``: further marks of the labels."""
    import altair as alt

    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[to_the_right, to_the_left], range=[RIGHT, LEFT]),
        legend=alt.Legend(orient="top"),
    )
    labels = [
        base.transform_filter(f"datum.count {sign} 0").mark_text(align=align, dx=dx, **text).encode(text="label:N")
        for sign, align, dx in ((">", "left", 4), ("<", "right", -4))
    ]
    return base.mark_bar().encode(color=colour) + labels[0] + labels[1]
