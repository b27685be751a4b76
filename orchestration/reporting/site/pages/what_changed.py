"""What changed since the release before: each headline as a bridge that sums exactly, as the release tells it.

What belongs here: the bridges with chart and table. What does not: comparing (``changes``), which bridges a release
tells (``publication.what_changed``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from orchestration.reporting.comparison import describe as in_words
from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.comparison.compare_runs import Bridge, Step
from orchestration.reporting.comparison.headlines import Headline
from orchestration.reporting.releases.what_changed import AFTER, BEFORE
from orchestration.reporting.releases.what_changed import NAME as TABLE
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.page import Page

NAME = "What changed"
PATH = "what_changed.html"
NOT_TOLD = "This release was made before releases told what changed."


@dataclass(frozen=True)
class Told:
    """A bridge of the release: as a sum with the word withheld, its chart where it has a step, and its rows by step."""

    bridge: Bridge
    sum: str
    drawing: Markup
    rows: Mapping[str, Row]


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    about: Mapping[str, Any] = site.facts.get("what_changed") or {"nothing_because": NOT_TOLD, "left_out": []}
    values = {"about": about, "bridges": list(_bridges(site)), "causes": CAUSES, "means": MEANS, "says": in_words}
    yield Page(PATH, "What changed", "what_changed.html", values)


def _bridges(site: Contents) -> Iterator[Told]:
    for _, rows in groupby(site.tables.get(TABLE, ()), key=lambda row: row["figure"]):
        its = list(rows)
        bridge = _bridge(its)
        by_step = {row["step"]: row for row in its}
        yield Told(bridge, bridge.sentence.replace("?", "withheld"), _drawing(bridge), by_step)


def _drawing(bridge: Bridge) -> Markup:
    rows = [
        Bar(f"{CAUSES[step.cause]} {does}", count, "withheld" if count is None else f"{sign}{count:,}")
        for step in bridge.steps
        for count, does, sign in ((step.gains, "adds", "+"), (step.losses, "takes away", "−"))
        if count != 0
    ]
    return bars(bridge.headline.says, "What each cause adds and takes away; the same stands in the table.", rows)


def _bridge(rows: Sequence[Row]) -> Bridge:
    ends = {row["step"]: row for row in rows if row["step"] in (BEFORE, AFTER)}
    before, after = ends[BEFORE], ends[AFTER]
    return Bridge(
        headline=Headline(before["figure"], before["says"], before["unit"]),
        place=STATEWIDE,
        before=before["count"],
        after=after["count"],
        not_known_before=before["not_known"],
        not_known_after=after["not_known"],
        steps=tuple(Step(row["step"], row["gains"], row["losses"]) for row in rows if row["step"] not in ends),
    )
