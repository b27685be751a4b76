"""The calendar: who becomes eligible later.

What belongs here: what the release tells of the days to come. What does not: computing a day (``models/marts``). A
release with a table ``eligible_later`` tells it by year; one without tells how many wait, remedy by remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from orchestration.publication.site.contents import STATEWIDE, Contents
from orchestration.publication.site.drawings import Bar, bars
from orchestration.publication.site.page import Page
from orchestration.publication.site.words import amount

NAME = "Calendar"
PATH = "calendar.html"
TABLE = "eligible_later"


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    waiting = [
        (
            one,
            site.outcome(one.remedy_id, STATEWIDE, "not_yet", "people"),
            site.outcome(one.remedy_id, STATEWIDE, "not_yet", "determinations"),
        )
        for one in site.remedies
    ]
    drawn = [Bar(one.name, people["count"], amount(people["count"])) for one, people, _ in waiting]
    says = "Living people for whom only time is missing; the same stands in the table."
    values = {
        "waiting": waiting,
        "drawing": bars("Eligible later, by remedy", says, drawn),
        "years": list(_by_year(site)),
    }
    yield Page(PATH, "Who becomes eligible later", "calendar.html", values)


def _by_year(site: Contents) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]], Any]]:
    """Of each remedy the years, with counts by unit."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for row in site.tables.get(TABLE, ()):
        if row["place"] == STATEWIDE:
            found[row["remedy_id"]][row["eligible_year"]][row["unit"]] = row["count"]
    for remedy in site.remedies:
        years = sorted(found[remedy.remedy_id].items())
        if years:
            drawn = [Bar(year, counts.get("people"), amount(counts.get("people"))) for year, counts in years]
            title = f"{remedy.name}: people who become eligible, by year"
            yield remedy.name, years, bars(title, "The same stands in the table.", drawn)
