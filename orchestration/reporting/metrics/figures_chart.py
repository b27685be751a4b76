"""Chart of the figures: what each policy would leave on the records of living people, statewide.

It is SVG, drawn offline. Equal figures give equal bytes: the drawing libraries are pinned and bring the font.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from orchestration.reporting.metrics.store import WHOLE, read_catalogue

CHART_FILE = "figures.svg"
FONT = "Liberation Sans, Arial, sans-serif"  # vl-convert brings the first; local fonts would change bytes
ROOM = {"left": 60, "right": 60, "top": 8, "bottom": 8}
"""Pixels around the chart, so that a wider local font cuts off no word."""
INK = "currentColor"
BARS = {metric: words["bar"] for metric, words in read_catalogue().items() if "bar" in words}
OF_PRIORS = (
    "As a court counts priors, fewer may be left with no felony: lookback figures tells how many under all laws."
)
COLOURS = ("#1b6ca8", "#e08e45", "#5b8c5a")  # distinct without red and green


def draw_figures(
    figures: Sequence[Mapping[str, Any]], policies: Mapping[str, str], as_of: str, name: str, allowances: str = ""
) -> str:
    """Draw one group of bars per headline about people, one bar per policy (``policies``: names by id, in order).

    ``name`` begins the title. Below it stands where a court's count is, and ``allowances`` (overrides).
    """
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
        y=alt.Y("measure:N", sort=None, title=None, axis=alt.Axis(labelLimit=360)),
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
    below = wrap(OF_PRIORS, 80)
    if allowances:
        below += wrap(f"Overrides and refused files of this run: {allowances}", 80)
    title = alt.TitleParams(text=f"{name}, as of {as_of}", subtitle=below, anchor="start")
    chart = (
        drawn.properties(width=520, height=alt.Step(20), title=title)
        .properties(padding=ROOM)
        .configure(font=FONT)
        .configure_view(stroke=None)
    )
    return _draw_svg(chart)


def draw_in_text_colour(chart: Any, padding: Mapping[str, int] | int = ROOM, **axis: Any) -> str:
    """The SVG of a chart for a page: its words and lines have the colour of the text around it, light or dark.
    ``axis``: further properties of every axis."""
    whole = (
        chart.properties(padding=padding, background="transparent")
        .configure(font=FONT)
        .configure_axis(labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, gridColor=INK, **axis)
        .configure_legend(labelColor=INK, titleColor=INK)
        .configure_view(stroke=None)
    )
    return _draw_svg(whole)


def _draw_svg(chart: Any) -> str:
    """Draw a chart as SVG with the Vega-Lite version it is written for."""
    import altair as alt
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=_find_vega_lite_version(alt.SCHEMA_VERSION))
    return svg


def name_chart(policies: Mapping[str, str], subject: str) -> str:
    """Name the chart by the law that its policies go beyond (``subject``; empty if they go beyond none)."""
    what = f"what {len(policies)} policies would do" if len(policies) > 1 else "what the law would do"
    return f"{subject} alone: {what}" if subject else what[:1].upper() + what[1:]


def write_chart(summary: Mapping[str, Any], policies: Mapping[str, str], name: str, folder: Path) -> str:
    """Write ``figures.svg`` of a run's summary into ``folder``, and return the SVG. ``name``: see ``name_chart``."""
    svg = draw_figures(summary["figures"], policies, str(summary["as_of_date"]), name, summary["allowances"] or "")
    (folder / CHART_FILE).write_text(svg, encoding="utf-8")
    return svg


def embed_in_markdown(svg: str) -> str:
    """Embed the chart in Markdown as an image."""
    return f"![figures](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _find_vega_lite_version(schema_version: str) -> str:
    major, minor, *_ = schema_version.removeprefix("v").split(".")
    return f"{major}.{minor}"
