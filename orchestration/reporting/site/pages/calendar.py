"""The calendar: who becomes eligible later, by year, and by month in this year and the next.

What belongs here: what the release tells of the days to come, for the state and for a county (``of_place``). What does
not: computing a day (``models/rules``), counting (``levels``). A release of which nobody had counted it tells how many
wait, remedy by remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import amount

NAME = "Calendar"
PATH = "calendar.html"
TABLE = "eligible_later"
WHOLE = "ALL"


@dataclass(frozen=True)
class Calendar:
    """Of one remedy in one place: (period, row of people, row of determinations) by year, the months below their year,
    and a chart of the years. ``is_month`` says which rows are months."""

    name: str
    anchor: str
    rows: Sequence[tuple[str, bool, Row | None, Row | None]]
    drawing: Markup


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
        "calendars": list(of_place(site, STATEWIDE, "the whole state")),
    }
    yield Page(PATH, "Who becomes eligible later", "calendar.html", values)


def of_place(site: Contents, place: str, named: str) -> Iterator[Calendar]:
    """The calendar of a place, remedy by remedy."""
    found: dict[str, dict[tuple[str, str], dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in site.at(TABLE, place):
        found[row["remedy_id"]][row["eligible_year"], row["eligible_month"]][row["unit"]] = row
    for remedy in site.remedies:
        periods = sorted((key, of) for key, of in found[remedy.remedy_id].items() if key[0] != WHOLE)
        # (A year stands before its months: ALL comes after digits, so it is put first by hand.)
        periods.sort(key=lambda one: (one[0][0], one[0][1] != WHOLE, one[0][1]))
        if periods:
            years = [(year, of.get("people")) for (year, month), of in periods if month == WHOLE]
            drawn = [Bar(year, row["count"] if row else 0, amount(row["count"] if row else 0)) for year, row in years]
            yield Calendar(
                remedy.name,
                remedy.remedy_id,
                [
                    (year if month == WHOLE else month, month != WHOLE, of.get("people"), of.get("determinations"))
                    for (year, month), of in periods
                ],
                bars(
                    f"{remedy.name}: people who become eligible in {named}, by year",
                    "The same stands in the table.",
                    drawn,
                ),
            )
