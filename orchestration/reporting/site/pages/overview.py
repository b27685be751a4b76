"""The first page: the headline figures, and how they add up.

What belongs here: which figures a reader meets first. What does not: every figure (``figure_pages``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.reporting.metrics.policy_figures import DENOMINATORS, MEASURES
from orchestration.reporting.releases.tables import RELIEFS
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.figures import figures
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.headlines import in_short
from orchestration.reporting.site.words import OUTCOMES, added, among, amount, percent

NAME = "Overview"
PATH = "index.html"
POLICY = "county_choices"
HEADLINES = ("some_relief", "no_felony", "no_conviction")


@dataclass(frozen=True)
class Headline:
    """One figure in large: what it says, its row, its page."""

    says: str
    row: Row
    among: str
    path: str


@dataclass(frozen=True)
class Addition:
    """A whole and its parts, by name, with the sum in figures."""

    says: str
    parts: Sequence[tuple[str, int | None]]
    whole: int | None

    @property
    def sum(self) -> str:
        """``8,132 + 1,230 = 9,362``."""
        return added([count for _, count in self.parts], self.whole)


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    values = {
        "in_short": in_short(site),
        "by_law": list(_by_law(site)),
        "by_policy": list(_by_policy(site)),
        "drawing": _drawing(site),
        "additions": [*_by_outcome(site), *_by_relief(site)],
        "policy_name": site.policies.get(POLICY, ""),
        "suppression": next((row for row in site.tables["suppression"] if row["table"] == "ALL"), None),
    }
    yield Page(PATH, "Overview", "overview.html", values)


def _paths(site: Contents) -> dict[str, str]:
    return {figure.figure_id: figure.path for figure in figures(site)}


def _by_law(site: Contents) -> Iterator[Headline]:
    paths = _paths(site)
    for remedy in site.remedies:
        row = site.outcome(remedy.remedy_id, STATEWIDE, "eligible", "people")
        whole = site.outcome(remedy.remedy_id, STATEWIDE, "all", "people")
        if whole["figure_id"]:
            of = f"people eligible now, of {among(whole['count'])} living people it is asked of"
            yield Headline(remedy.name, row, of, paths.get(row["figure_id"], ""))


def _by_policy(site: Contents) -> Iterator[Headline]:
    paths = _paths(site)
    for measure in HEADLINES:
        row = site.figure(POLICY, STATEWIDE, measure, "people")
        if row["figure_id"]:
            of = f"of {among(row['denominator'])} living people {DENOMINATORS[row['denominator_name']]}"
            yield Headline(MEASURES[("people", measure)], row, of, paths[row["figure_id"]])


def _drawing(site: Contents) -> Markup:
    rows = [
        Bar(
            remedy.name,
            found["share"],
            f"{percent(found['share'])} ({amount(found['count'])})"
            if found["share"] is not None
            else amount(found["count"]),
        )
        for remedy in site.remedies
        if (found := site.outcome(remedy.remedy_id, STATEWIDE, "eligible", "people"))["figure_id"]
    ]
    says = "Share of the living people each remedy is asked of who are eligible now; the same stands in the table."
    return bars("Eligible now, by remedy", says, rows)


def _by_outcome(site: Contents) -> Iterator[Addition]:
    for remedy in site.remedies:
        whole = site.outcome(remedy.remedy_id, STATEWIDE, "all", "people")
        if whole["figure_id"]:
            rows = [(OUTCOMES[one][0], site.outcome(remedy.remedy_id, STATEWIDE, one, "people")) for one in OUTCOMES]
            parts = [(name, row["count"]) for name, row in rows if row["figure_id"]]
            yield Addition(f"{remedy.name}: people by their best outcome", parts, whole["count"])


def _by_relief(site: Contents) -> Iterator[Addition]:
    whole = site.figure(POLICY, STATEWIDE, "some_relief", "convictions")
    if whole["figure_id"]:
        parts = [
            (MEASURES[("convictions", one)], site.figure(POLICY, STATEWIDE, one, "convictions")["count"])
            for one in RELIEFS
        ]
        yield Addition(f"{site.policies[POLICY]}: {MEASURES[('convictions', 'some_relief')]}", parts, whole["count"])
