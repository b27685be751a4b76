"""The second-chance gap: who became eligible and got relief in time, and who is eligible now and not cleared.

What belongs here: charts and tables of the gap as the release tells it. What does not: counting (``levels``), the cell
rules (``publication.gap_counts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.reporting.metrics.intervals import MEANS
from orchestration.reporting.releases.gap import NAME as TABLE
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import UNITS, law_name, percent

NAME = "The gap"
PATH = "gap.html"


@dataclass(frozen=True)
class Gap:
    """Of one unit under one law: everybody and each race by name, one row for each number of years."""

    title: str
    anchor: str
    groups: Sequence[tuple[str, Sequence[Row]]]
    uptake: Markup
    current: Markup


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    rows = site.tables.get(TABLE, ())
    what = sorted(
        {(row["unit"], row["law"]) for row in rows}, key=lambda one: (one[0] != "people", one[1] != "ALL", one)
    )
    values = {"gaps": [_gap(site, unit, law, rows) for unit, law in what], "means": MEANS}
    yield Page(PATH, "The second-chance gap", "gap.html", values)


def _gap(site: Contents, unit: str, law: str, rows: Sequence[Row]) -> Gap:
    its = [row for row in rows if (row["unit"], row["law"]) == (unit, law)]
    everybody = sorted((row for row in its if row["group_kind"] == "all"), key=lambda row: row["years"])
    groups = [("all", everybody)]
    for code, name in site.groups(TABLE, "race"):
        of_group = sorted((row for row in its if row["group_code"] == code), key=lambda row: row["years"])
        groups += [(name, of_group)] if of_group else []
    title = f"{UNITS[unit]}, {law_name(site, law)}"
    return Gap(
        title=title[0].upper() + title[1:],
        anchor=f"{unit}-{law}".lower(),
        groups=groups,
        uptake=bars(
            f"Uptake: {title}",
            "Of those of whom so many years have passed, who got relief within them; the same stands in the table.",
            [
                Bar(_within(row["years"]), row["uptake"], _share(row["uptake"], row["could_have_been_given"]))
                for row in everybody
            ],
        ),
        current=bars(
            f"Current gap: {title}",
            "Of those who became eligible, who is eligible now and not cleared; the same stands in the table.",
            [
                Bar(name, one[0]["current_gap"], _share(one[0]["current_gap"], one[0]["became_eligible"]))
                for name, one in groups
            ],
        ),
    )


def _within(years: int) -> str:
    return f"within {years} year{'s' if years > 1 else ''}"


def _share(share: float | None, among: int | None) -> str:
    """A share in words: there is none where nobody is counted, and none is told where a count is withheld."""
    return percent(share) or ("nobody yet" if among == 0 else "withheld")
