"""The chart of the figures: what each policy would leave of the records of the living, statewide.

What belongs here: drawing as SVG, offline. What does not: counting, where a chart is shown (``defs``).
The same figures give the same bytes: versions of the drawing libraries are pinned, and the font is one they bring.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from orchestration.reporting.metrics.store import WHOLE

CHART_FILE = "figures.svg"
FONT = "Liberation Sans, Arial, sans-serif"  # the first comes with vl-convert: fonts of the machine would change bytes
ROOM = {"left": 60, "right": 60, "top": 8, "bottom": 8}
"""Pixels around the chart: where a machine lacks both fonts, its own may be wider, and no word may be cut off."""
INK = "currentColor"
BARS = {
    "policy_some_relief": "with any relief",
    "policy_no_felony": "left with no felony",
    "policy_no_conviction": "left with no conviction at all",
    "policy_no_recent_conviction": "left with no conviction in the last seven years",
}
COLOURS = ("#1b6ca8", "#e08e45", "#5b8c5a")  # told apart without red and green


def chart_svg(
    figures: Sequence[Mapping[str, Any]], policies: Mapping[str, str], as_of: str, allowances: str = ""
) -> str:
    """One group of bars per headline about people, one bar per policy (``policies``: their names by id, in order).
    Without figures, a chart without bars. What was let pass by name (``allowances``) stands under the title."""
    import altair as alt

    told = {
        (row["metric"], row["law"]): row
        for row in figures
        if row["unit"] == "people" and (row["place"], row["status"]) == (WHOLE["place"], WHOLE["status"])
    }
    bars = [
        {
            "measure": says,
            "policy": name,
            "people": told[metric, policy]["count"],
            "label": f"{told[metric, policy]['count']:,} of {told[metric, policy]['denominator']:,}",
        }
        for policy, name in policies.items()
        for metric, says in BARS.items()
        if (metric, policy) in told
    ]
    names = list(policies.values())
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y("measure:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        yOffset=alt.YOffset("policy:N", sort=names),
        x=alt.X("people:Q", title="living people", axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6)),
    )
    drawn = base.mark_bar().encode(
        color=alt.Color(
            "policy:N",
            title=None,
            scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
            legend=alt.Legend(orient="top", labelLimit=320, columnPadding=40),
        )
    ) + base.mark_text(align="left", dx=4).encode(text="label:N")
    title: Any = f"What three policies would do, as of {as_of}"
    if allowances:
        title = alt.TitleParams(text=title, subtitle=wrap(f"Allowed for this run: {allowances}", 80), anchor="start")
    chart = (
        drawn.properties(width=520, height=alt.Step(20), title=title)
        .properties(padding=ROOM)
        .configure(font=FONT)
        .configure_view(stroke=None)
    )
    return _drawn(chart)


def in_ink(chart: Any, padding: Mapping[str, int] | int = ROOM, **axis: Any) -> str:
    """The SVG of a chart for a page: its words and lines have the colour of the text around it, light or dark.
    ``axis``: further properties of every axis."""
    whole = (
        chart.properties(padding=padding, background="transparent")
        .configure(font=FONT)
        .configure_axis(labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, gridColor=INK, **axis)
        .configure_legend(labelColor=INK, titleColor=INK)
        .configure_view(stroke=None)
    )
    return _drawn(whole)


def _drawn(chart: Any) -> str:
    """The SVG of a chart, by the version of Vega-Lite that it is written for."""
    import altair as alt
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=_vega_lite(alt.SCHEMA_VERSION))
    return svg


def write_chart(summary: Mapping[str, Any], policies: Mapping[str, str], folder: Path) -> str:
    """Write ``figures.svg`` of a run's summary into ``folder``. Returns the SVG."""
    svg = chart_svg(summary["figures"], policies, str(summary["as_of_date"]), summary["allowances"] or "")
    (folder / CHART_FILE).write_text(svg, encoding="utf-8")
    return svg


def as_markdown_image(svg: str) -> str:
    """The chart as an image inside Markdown, with nothing to fetch."""
    return f"![figures](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _vega_lite(schema_version: str) -> str:
    major, minor, *_ = schema_version.removeprefix("v").split(".")
    return f"{major}.{minor}"
