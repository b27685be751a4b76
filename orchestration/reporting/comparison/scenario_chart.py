"""The chart of a comparison: how many convictions and arrests gain relief and how many lose it, by county.

What belongs here: drawing as SVG, offline. What does not: the counts (``comparing``), the page around it
(``comparison_files``). The same comparison gives the same bytes (``impact.chart``).
"""

from __future__ import annotations

from textwrap import wrap

from orchestration.reporting.comparison.compare_scenarios import UNITS, Comparison
from orchestration.reporting.comparison.scenario_text import PLURALS, people, title
from orchestration.reporting.metrics.figures_chart import FONT, ROOM
from orchestration.reporting.metrics.two_way_bars import two_way_bars

MOST_ROWS = 15
"""Counties shown, those first in which most changes; the page has all of them."""
LABEL = 140
"""Pixels beside the longest bar to the left: its label stands there, and not on the names."""
LINE = 90
"""Letters in a line above the chart."""
SUBTITLE = "Internal: small numbers are shown. No law says what a scenario says."


def comparison_svg(comparison: Comparison) -> str:
    """A bar to the right for what gains and one to the left for what loses. Where nothing differs, without bars."""
    import altair as alt
    import vl_convert

    bars = [
        {
            "place": f"{row.group_name} ({PLURALS[unit]})",
            "count": sign * row.count(word),
            "what": what,
            "label": f"{row.count(word):,} ({people(row.people_of(word))})",
        }
        for unit in UNITS
        for row in sorted(
            (row for row in comparison.of(unit, "place") if row.count("gains") or row.count("losses")),
            key=lambda row: (-row.count("gains") - row.count("losses"), row.group),
        )[:MOST_ROWS]
        for word, what, sign in (("gains", "gain", 1), ("losses", "lose", -1))
        if row.count(word)
    ]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        y=alt.Y("place:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        x=alt.X(
            "count:Q",
            title="lose relief · gain relief",
            axis=alt.Axis(format=",d", tickMinStep=1, tickCount=6),
            scale=alt.Scale(padding=LABEL) if any(bar["what"] == "lose" for bar in bars) else alt.Undefined,
        ),
    )
    chart = (
        two_way_bars(base, "gain", "lose")
        .properties(
            width=520,
            height=alt.Step(20),
            title=alt.TitleParams(title(comparison), subtitle=[SUBTITLE, *_what_is_asked(comparison)]),
            padding=ROOM,
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
    )
    major, minor, *_ = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=f"{major}.{minor}")
    return svg


def _what_is_asked(comparison: Comparison) -> list[str]:
    """Each of the scenarios in its own words: the drawing may be shown without its page."""
    return [
        line
        for side in (comparison.first, comparison.second)
        if side.changes
        for line in wrap(f"{side.name}: {side.reason}", LINE)
    ]
