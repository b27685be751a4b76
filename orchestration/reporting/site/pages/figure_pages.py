"""A page for each figure: definition, numerator, denominator, SQL, dates, gates, what it does not mean, the last
values, a sentence to quote.

What belongs here: what is said of one figure. What does not: which figures there are (``site.figures``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from orchestration.reporting.site.contents import DEAD, STATEWIDE, Contents, Row
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.sheets.all_sheets import every_sheet
from orchestration.reporting.site.sums import LEVELS, sums
from orchestration.reporting.site.words import ALL_KINDS, amount, law_name, percent, place_order

NAME = "All figures"
PATH = "figures/index.html"
BY_GROUP = "levels_by_group"
"""The counties and groups of headlines stand in a table of their own."""


def pages(site: Contents) -> Iterator[Page]:
    """The list, a page for each figure, a page for each model that counts."""
    every = list(figures(site))
    topics = [(topic, list(of_topic)) for topic, of_topic in groupby(every, key=lambda one: one.topic)]
    values: dict[str, Any] = {"topics": topics, "rows": {one.figure_id: site.by_id[one.figure_id] for one in every}}
    yield Page(PATH, "All figures", "figures.html", values)
    for figure in every:
        yield Page(figure.path, figure.title, "figure.html", figure_values(site, figure))
    for sheet in every_sheet(site):
        yield Page(sheet.path, sheet.title, "sheet.html", {"sheet": sheet, "gates": gates(site)})
    for model in sorted({figure.model for figure in every}):
        path = f"figures/sql-{model}.html"
        title = "How the headlines are counted" if model == LEVELS else f"How marts.{model} counts"
        values = {"model": model, "is_of_figures": model == LEVELS, "sql": site.models[model]}
        yield Page(path, title, "sql.html", values)


def figure_values(site: Contents, figure: Figure) -> dict[str, Any]:
    """What the page of a figure is given."""
    row = site.by_id[figure.figure_id]
    its = (figure.table, BY_GROUP) if figure.table == LEVELS else (figure.table,)
    rows = [
        one
        for table in its
        for one in site.tables.get(table, ())
        if all(one[name] == is_ for name, is_ in figure.where.items())
    ]
    living = [one for one in rows if one["vital_status"] != DEAD]
    among = denominator(site, figure, row)
    return {
        "figure": figure,
        "row": row,
        "among": among,
        "has_not_known": "not_known" in row,
        "dead": next((one for one in rows if one["vital_status"] == DEAD and one["place"] == STATEWIDE), None),
        "by_place": sorted(
            (one for one in living if one["group_kind"] == "all" and one["place"] != STATEWIDE),
            key=lambda one: place_order(one["place"]),
        ),
        "sums": list(sums(site, row)) if figure.table == LEVELS else [],
        "by_group": [
            (
                name,
                [
                    (_group(site, kind, group), of_kind[code])
                    for code, group in site.groups(its[-1], kind)
                    if code in of_kind
                ],
            )
            for kind, name in ALL_KINDS.items()
            if (of_kind := _statewide(living, kind))
        ],
        "last": [(one, one.rows.get(figure.figure_id)) for one in reversed(site.history)],
        "quote": quote(site, figure, row, among),
        "errata": [one for one in site.errata if one["figure_id"] == figure.figure_id],
        "gates": gates(site),
        "sql": f"select * from {figure.table} where figure_id = '{figure.figure_id}'",
    }


def gates(site: Contents) -> Mapping[str, Any]:
    """The gates of the run of the release; all were passed, or there were no release."""
    passed: Mapping[str, Any] = site.quality["runs"][-1]["gates"] if site.quality else {}
    return passed


def _group(site: Contents, kind: str, group: str) -> str:
    return law_name(site, group) if kind == "remedy" else group


def _statewide(rows: Sequence[Row], kind: str) -> dict[str, Row]:
    return {one["group_code"]: one for one in rows if one["group_kind"] == kind and one["place"] == STATEWIDE}


def denominator(site: Contents, figure: Figure, row: Row) -> int | None:
    """What it is counted among; None where that is withheld."""
    if "denominator" in row:
        count: int | None = row["denominator"]
        return count
    whole: int | None = site.outcome(figure.where["remedy_id"], STATEWIDE, "all", figure.unit)["count"]
    return whole


def quote(site: Contents, figure: Figure, row: Row, among: int | None) -> str:
    """A sentence that can be quoted as it stands: figure, denominator, dates, law, release."""
    facts = site.facts
    if row["count"] is None:
        return "This figure is withheld in this release: it counts few people, or would tell of few."
    if row.get("sentence"):
        invented = "In synthetic data about invented people: " if facts["is_synthetic"] else ""
        return f"{invented}{row['sentence']} (Lookback release {facts['release']}, figure {figure.figure_id}.)"
    share = f" ({percent(row['share'])})" if row["share"] is not None else ""
    perhaps = f"; for {amount(row['not_known'])} more it is not known" if row.get("not_known") else ""
    invented = "In synthetic data about invented people: " if facts["is_synthetic"] else ""
    return (
        f"{invented}{figure.title}: {amount(row['count'])} of {amount(among)}{share}{perhaps}, {site.state_name}, "
        f"as of {facts['as_of_date']}, by data up to {facts['data_as_of_latest']} and law {facts['law_version']} "
        f"(Lookback release {facts['release']}, figure {figure.figure_id})."
    )
