"""Bars to the right for gains and to the left for losses, as layers shared by every comparison chart."""

from __future__ import annotations

from typing import Any

RIGHT, LEFT = "#2f81c4", "#d97b29"
"""Both are distinct on light and dark pages."""


def build_two_way_bars(base: Any, to_the_right: str, to_the_left: str, **text: Any) -> Any:
    """Build layers on ``base``, whose rows have ``count`` (negative: to the left), ``label``, and one of the two words
    in ``what``. ``text``: further properties of the labels."""
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
