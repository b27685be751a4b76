"""What a sheet is: figures of one kind on one page, each under its id with value, sentence and last values.

What belongs here: the shape, and what each table tells of its rows. What does not: tables (the modules beside).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from orchestration.reporting.site.contents import Row


@dataclass(frozen=True)
class Meaning:
    """What all figures of a section count. ``model``: whose page shows the SQL that counts them; ``how``: in words,
    where no query does."""

    numerator: str
    denominator: str
    does_not_mean: tuple[str, ...]
    model: str
    definition: str = ""
    how: str = ""


@dataclass(frozen=True)
class Card:
    """One figure. ``last``: release, as-of date, value and what was said since, newest first. ``sql`` gives its row."""

    figure_id: str
    name: str
    value: str
    sentence: str
    sql: str
    last: Sequence[tuple[int, str, str, str]]
    errata: Sequence[Any]


@dataclass(frozen=True)
class Section:
    """Figures that count the same, of several places or groups."""

    heading: str
    meaning: Meaning
    cards: Sequence[Card]


@dataclass(frozen=True)
class Sheet:
    """A page of them. ``of``: path and title of the page whose figures these are."""

    path: str
    title: str
    of: tuple[str, str]
    sections: Sequence[Section]


class Told(Protocol):
    """A table of the release: which of its rows stand on a sheet, and what is said of each."""

    table: str

    def rows(self) -> Iterable[Row]:
        """Those without a page of their own, so that sheets, sections and figures follow each other in order."""

    def path(self, row: Row) -> str:
        """Its sheet. The same in every release: an address."""

    def title(self, row: Row) -> str:
        """Of its sheet."""

    def of(self, row: Row) -> tuple[str, str]:
        """Path and title of the page that shows it among others."""

    def heading(self, row: Row) -> str:
        """Of its section."""

    def meaning(self, row: Row) -> Meaning:
        """Of its section."""

    def name(self, row: Row) -> str:
        """What it is called among those of its section."""

    def value(self, row: Row) -> str:
        """Its counts; the row may be that of an earlier release, of which no other row is known."""

    def sentence(self, row: Row) -> str:
        """To quote, without state, dates and release."""
