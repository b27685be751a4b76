"""The chart of the figures: what each policy would leave of the records of the living, statewide.

What belongs here: drawing as SVG, offline. What does not: the figures (``figures``), where a chart is shown (``defs``).
The same figures give the same bytes: versions of the drawing libraries are pinned, and the font is one they bring.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from orchestration.reporting.metrics.policy_figures import HEADLINES, PolicyFigures

CHART_FILE = "figures.svg"
FONT = "Liberation Sans, Arial, sans-serif"  # the first comes with vl-convert: fonts of the machine would change bytes
ROOM = {"left": 60, "right": 60, "top": 8, "bottom": 8}
"""Pixels around the chart: where a machine lacks both fonts, its own may be wider, and no word may be cut off."""
INK = "currentColor"
COLOURS = ("#1b6ca8", "#e08e45", "#5b8c5a")  # told apart without red and green


def chart_svg(policies: Sequence[PolicyFigures], as_of: str, allowances: str = "") -> str:
    """One group of bars per headline about people, one bar per policy. Without figures, a chart without bars. What was
    let pass by name (``allowances``) stands under the title."""
    import altair as alt

    bars = [
        {
            "measure": figure.says.removeprefix("people "),
            "policy": policy.name,
            "people": figure.living.figure,
            "label": f"{figure.living.figure:,} of {figure.living.denominator:,}",
        }
        for policy in policies
        for figure in (policy.statewide_figure(*headline) for headline in HEADLINES if policy.statewide)
        if figure.unit == "people"
    ]
    names = [policy.name for policy in policies]
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


def in_ink(chart: Any) -> str:
    """The SVG of a chart for a page: its words and lines have the colour of the text around it, light or dark."""
    whole = (
        chart.properties(padding=ROOM, background="transparent")
        .configure(font=FONT)
        .configure_axis(labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, gridColor=INK)
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


def write_chart(policies: Sequence[PolicyFigures], as_of: str, folder: Path, allowances: str = "") -> str:
    """Write ``figures.svg`` into ``folder``. Returns the SVG."""
    svg = chart_svg(policies, as_of, allowances)
    (folder / CHART_FILE).write_text(svg, encoding="utf-8")
    return svg


def as_markdown_image(svg: str) -> str:
    """The chart as an image inside Markdown, with nothing to fetch."""
    return f"![figures](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _vega_lite(schema_version: str) -> str:
    major, minor, *_ = schema_version.removeprefix("v").split(".")
    return f"{major}.{minor}"
