"""Disparity: of each group the share at each stage beside that of a reference group, with intervals and what they mean.

What belongs here: charts, tables and sentences of it as the release tells it. What does not: rates (the table has
them), counting (``levels``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.reporting.metrics.intervals import MEANS
from orchestration.reporting.releases.disparity import NAME as TABLE
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import KINDS, amount, law_name, percent

NAME = "Disparity"
PATH = "disparity.html"
STAGES = {
    ("eligible", "in_scope"): "eligible, of those in scope",
    ("filed", "eligible"): "filed, of those eligible",
    ("granted", "filed"): "granted, of those filed",
    ("granted", "in_scope"): "granted, of those in scope",
    ("in_review", "in_scope"): "waiting for a person to look, of those in scope",
    ("undeterminable", "in_scope"): "not to be determined, of those in scope",
}
"""In their order; eligible is now, or filed before."""


@dataclass(frozen=True)
class Stage:
    """One stage of one law by one trait: groups by name with their rows, and the sentence of what is furthest apart."""

    title: str
    rows: Sequence[tuple[str, Row]]
    drawing: Markup
    sentence: str


def pages(site: Contents) -> Iterator[Page]:
    """A page for each trait: all of them on one would be a page of hundreds of tables."""
    rows = site.tables.get(TABLE, ())
    laws = sorted({row["law"] for row in rows}, key=lambda law: (law != "ALL", law))
    others = [(path_of(kind), f"by {name}") for kind, name in KINDS.items()]
    for kind, name in KINDS.items():
        named = [(law, _name(site, law), list(_stages(site, law, kind, rows))) for law in laws]
        told = [(law, says, stages) for law, says, stages in named if stages]
        values = {"laws": told, "means": MEANS, "others": others, "kind": kind, "is_race": kind == "race"}
        yield Page(path_of(kind), f"Disparity by {name}", "disparity.html", values)


def _name(site: Contents, law: str) -> str:
    return "under any law of convictions" if law == "ALL" else law_name(site, law)


def path_of(kind: str) -> str:
    """The page of a trait."""
    return PATH if kind == "race" else f"disparity-{kind}.html"


def _stages(site: Contents, law: str, kind: str, rows: Sequence[Row]) -> Iterator[Stage]:
    names = dict(site.groups(TABLE, kind))
    for (stage, among), says in STAGES.items():
        its = {
            row["group_code"]: row
            for row in rows
            if (row["law"], row["group_kind"], row["stage"], row["among"]) == (law, kind, stage, among)
        }
        if any(row["denominator"] != 0 for row in its.values()):
            named = [(names[code], its[code]) for code in names if code in its]
            title = f"{says[0].upper()}{says[1:]}"
            yield Stage(title, named, _drawing(f"{title}: {_name(site, law)}", named), _sentence(says, names, named))


def _drawing(title: str, rows: Sequence[tuple[str, Row]]) -> Markup:
    drawn = [
        Bar(
            name,
            row["share"],
            f"{percent(row['share'])} of {amount(row['denominator'])}" if row["share"] is not None else "withheld",
        )
        for name, row in rows
        if row["denominator"] != 0
    ]
    is_told = any(bar.size is not None for bar in drawn)
    return bars(title, "The share of each group; the same stands in the table.", drawn) if is_told else Markup("")


def _sentence(says: str, names: dict[str, str], rows: Sequence[tuple[str, Row]]) -> str:
    """The group furthest from the reference, and whether chance alone could do that; empty where no two are told."""
    apart = [(name, row) for name, row in rows if row["difference"] and row["group_code"] != row["reference_group"]]
    if not apart:
        return ""
    name, row = max(apart, key=lambda one: (abs(one[1]["difference"]), one[0]))
    is_chance = row["difference_low"] <= 0 <= row["difference_high"]
    low, high = (100 * row[f"difference_{end}"] for end in ("low", "high"))
    could = "so chance alone could bring it about" if is_chance else "more than chance alone would bring about"
    reference = names.get(row["reference_group"], row["reference_group"])
    return (
        f"Furthest from {reference} ({percent(row['reference_share'])} {says}) is {name} with {percent(row['share'])}: "
        f"{100 * row['difference']:+.1f} percentage points (95 % interval {low:+.1f} to {high:+.1f}), {could}; why, "
        f"the counts do not say."
    )
