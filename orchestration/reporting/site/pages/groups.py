"""Race, sex and age: of each group how many people each remedy reaches, and how many it cannot decide.

What belongs here: breakdowns of the whole state. What does not: rates between groups (they are figures of a release,
where it has them). What stands on a page is what the release shows: a withheld count stays withheld."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Remedy
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import KINDS, amount, share_or_count

NAME = "Race, sex, age"
PATH = "groups.html"
SHOWN = ("eligible", "review", "undeterminable", "all")


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    kinds = [(kind, name, [_remedy(site, one, kind, name) for one in site.remedies]) for kind, name in KINDS.items()]
    yield Page(PATH, "Race, sex and age", "groups.html", {"kinds": kinds})


def _remedy(site: Contents, remedy: Remedy, kind: str, name: str) -> dict[str, Any]:
    rows = []
    for code, group in site.groups("outcomes", kind):
        found = {
            outcome: site.outcome(remedy.remedy_id, STATEWIDE, outcome, "people", (kind, code)) for outcome in SHOWN
        }
        if found["all"]["figure_id"]:
            rows.append((group, found))
    drawn = [
        Bar(
            group,
            found["eligible"]["share"],
            share_or_count(found["eligible"])
            + (f" of {amount(found['all']['count'])}" if found["eligible"]["share"] is not None else ""),
        )
        for group, found in rows
    ]
    says = f"Share of living people eligible now under “{remedy.name}”, by {name}; the same stands in the table."
    is_shown = any(bar.size is not None for bar in drawn)
    return {
        "remedy": remedy,
        "rows": rows,
        "drawing": bars(f"{remedy.name}, by {name}", says, drawn) if is_shown else "",
    }
