"""Where it is stuck: every conviction on its way to relief, step by step, statewide and by county.

What belongs here: chart and tables of the funnel as the release tells it. What does not: counting (``funnel``), the
cell rules (``publication.funnel_counts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.reporting.metrics.funnel_display import title
from orchestration.reporting.metrics.funnel_steps import CONVICTED, LEAVES, STEPS, depth
from orchestration.reporting.releases.funnel_counts import NAME as TABLE
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import amount, place_order

NAME = "Where it is stuck"
PATH = "stuck.html"
LEFT_OUT = ("not_in_scope", "not_eligible")
"""Of the counties these are in the downloads alone: nothing waits there."""
BY_COUNTY = (CONVICTED, *(step for step in LEAVES if step not in LEFT_OUT))


@dataclass(frozen=True)
class Way:
    """One way of relief: the rows of the whole state in their order with how deep each lies, and those of counties."""

    name: str
    title: str
    steps: Sequence[tuple[str, int, Row]]
    drawing: Markup
    counties: Sequence[tuple[str, Sequence[Row]]]


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    rows = site.tables.get(TABLE, ())
    values = {
        "ways": [_way(name, rows) for name in dict.fromkeys(row["relief_by"] for row in rows)],
        "rests_on": rows[0] if rows else None,
        "columns": [STEPS[step].says for step in BY_COUNTY],
    }
    yield Page(PATH, "Where it is stuck", "stuck.html", values)


def _way(name: str, rows: Sequence[Row]) -> Way:
    by_place: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row["relief_by"] == name:
            by_place.setdefault(row["place"], {})[row["step"]] = row
    whole = by_place.pop(STATEWIDE)
    return Way(
        name=name,
        title=title(name),
        steps=[(STEPS[step].says, depth(step), whole[step]) for step in STEPS],
        drawing=_drawing(name, whole),
        counties=[(at, [by_place[at][step] for step in BY_COUNTY]) for at in sorted(by_place, key=place_order)],
    )


def of_place(site: Contents, place: str) -> Iterator[tuple[str, Sequence[tuple[str, int, Row]]]]:
    """Of one place: the title of each way of relief, and its steps in their order with how deep each lies."""
    rows = site.at(TABLE, place)
    for way in dict.fromkeys(row["relief_by"] for row in rows):
        found = {row["step"]: row for row in rows if row["relief_by"] == way}
        yield title(way), [(STEPS[step].says, depth(step), found[step]) for step in STEPS]


def _drawing(name: str, whole: Mapping[str, Row]) -> Markup:
    rows = [Bar(STEPS[step].says, whole[step]["count"], amount(whole[step]["count"])) for step in STEPS]
    says = "How many convictions have come to each step; the same stands in the table."
    return bars(title(name), says, rows)
