"""The headlines of run and ledger together: what was achieved and what is left of records, each the sum of its parts.

What belongs here: the list with sentences and sums. What does not: everything of one of them (``figure_pages``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.sums import LEVELS, WHAT, Parts, sums

NAME = "Headlines"
PATH = "headlines.html"
IN_SHORT = ("none", "after_dismissal_and_sealing")
"""Viewers that the overview tells of; every viewer has its pages."""


@dataclass(frozen=True)
class Headline:
    """A headline with its page and the ways in which it adds up."""

    figure: Figure
    row: Row
    sums: tuple[Parts, ...]


@dataclass(frozen=True)
class InShort:
    """A headline of people, and the same in convictions where there is such a one."""

    people: Headline
    convictions: Headline | None


def headlines(site: Contents) -> list[Headline]:
    """Every headline that the release tells, in the order of the catalogue of the site."""
    return [
        Headline(figure, site.by_id[figure.figure_id], tuple(sums(site, site.by_id[figure.figure_id])))
        for figure in figures(site)
        if figure.table == LEVELS
    ]


def in_short(site: Contents) -> list[InShort]:
    """Those of the overview: people as one viewer sees them, and none that counts nobody."""
    every = {tuple(one.row[name] for name in WHAT): one for one in headlines(site)}
    found = []
    for (measure, unit, *seen), one in every.items():
        if unit == "people" and one.row["viewer"] in IN_SHORT and one.row["count"] != 0:
            found.append(InShort(one, every.get((measure, "convictions", *seen))))
    return found


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    every = headlines(site)
    topics = [(topic, list(of_topic)) for topic, of_topic in groupby(every, key=lambda one: one.figure.topic)]
    yield Page(PATH, "Headlines", "headlines.html", {"topics": topics})
