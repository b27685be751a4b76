"""The reports the law asks for: relief granted and prohibited by county and year, and how far the counties are.

What belongs here: these tables as the release tells them. What does not: counting (``levels``), the cell rules
(``publication.report_counts``). A county's page shows its own rows of both (``of_county``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from orchestration.reporting.releases.reports import BY_YEAR, PARTS, PROGRESS
from orchestration.reporting.site.charts import Bar, bars
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import added, amount, law_name, place_order

NAME = "Reports"
PATH = "reports.html"
COLUMNS = {
    "processed": "processed",
    "challenged": "challenged",
    "outstanding": "outstanding",
    "not_pursued": "not pursued",
    "not_in_the_ledger": "of no line",
    "identified": "identified",
    "ever_challenged": "ever challenged",
}
ANSWERS = {"granted": "granted", "prohibited": "prohibited by a court"}


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    progress, by_year = site.tables.get(PROGRESS, ()), site.tables.get(BY_YEAR, ())
    values = {
        "progress": [
            (law, law_name(site, law), way, _progress(site, law, [row for row in progress if row["law"] == law]))
            for law, way in dict.fromkeys((row["law"], row["relief_by"]) for row in progress)
        ],
        "years": [
            (law, law_name(site, law), answer, ANSWERS[answer], _years(rows))
            for law, answer in dict.fromkeys((row["law"], row["answer"]) for row in by_year)
            if (rows := [row for row in by_year if (row["law"], row["answer"]) == (law, answer)])
        ],
        "columns": COLUMNS,
    }
    yield Page(PATH, "Reports the law asks for", "reports.html", values)


def _progress(site: Contents, law: str, rows: Sequence[Row]) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda row: place_order(row["place"]))
    whole = next((row for row in ordered if row["place"] == STATEWIDE), None)
    drawn = [Bar(COLUMNS[part], whole[part], amount(whole[part])) for part in PARTS] if whole else []
    says = "Lines statewide by how far they are; the same stands in the table."
    return {
        "rows": ordered,
        "sum": added([whole[part] for part in PARTS], whole["identified"]) if whole else "",
        "drawing": bars(f"How far the counties are: {law_name(site, law)}", says, drawn),
    }


def _years(rows: Sequence[Row]) -> dict[str, Any]:
    """Places and years as a table; what has no row is none."""
    years = sorted({row["year"] for row in rows}, key=lambda year: (year == "ALL", year))
    places = sorted({row["place"] for row in rows}, key=place_order)
    cells = {(row["place"], row["year"]): row for row in rows}
    return {"years": years, "rows": [(place, [cells.get((place, year)) for year in years]) for place in places]}


def of_county(site: Contents, place: str) -> dict[str, Any]:
    """Both reports of one place."""
    progress = [(law_name(site, row["law"]), row) for row in site.at(PROGRESS, place)]
    by_year = [(law_name(site, row["law"]), ANSWERS[row["answer"]], row) for row in site.at(BY_YEAR, place)]
    return {"progress": progress, "by_year": by_year, "columns": COLUMNS}
