"""Everything the pages are made from, as plain values: one release, those before it, the law, the pages of the
repository.

What belongs here: what a page may ask. What does not: reading it (``reading``), pages. A page sees this and nothing
else, so nothing that is not published can stand on one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from orchestration.law.register import Pack

STATEWIDE = "STATEWIDE"
LIVING, DEAD = "living", "deceased"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class County:
    """A county: its name for people, its name in the tables, its file name here, and its outline where there is one."""

    name: str
    place: str
    slug: str
    outline: str


@dataclass(frozen=True)
class PublishedFile:
    """A file of the release: its path in the folder, its size and hash."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Earlier:
    """A release in the row of releases, this one too: when it was as of, and what each of its figures said, by id."""

    number: int
    as_of_date: str
    withdrawn: str
    rows: Mapping[str, Row]


@dataclass(frozen=True)
class Remedy:
    """A remedy of the law: its name for people, and what it is decided for."""

    remedy_id: str
    name: str
    unit: str
    relief_by: str
    citation: str


@dataclass(frozen=True)
class Contents:
    """One release, ready to be shown. ``tables``: every table of the release, row by row. ``quality`` and
    ``scenarios``: what the release tells of them in ranges; None or empty where it tells nothing. ``models``: the SQL
    that counts each table. ``documents``: pages of the repository in Markdown, by their path."""

    facts: Mapping[str, Any]
    state_name: str
    tables: Mapping[str, Sequence[Row]]
    dictionary: Mapping[str, Any]
    withdrawn: str
    errata: Sequence[Mapping[str, str]]
    releases: Sequence[Mapping[str, str]]
    history: Sequence[Earlier]
    quality: Mapping[str, Any] | None
    scenarios: Sequence[Mapping[str, Any]]
    counties: Sequence[County]
    remedies: Sequence[Remedy]
    policies: Mapping[str, str]
    group_names: Mapping[tuple[str, str], str]
    pack: Pack
    signed_by: Mapping[str, str]
    law_rows_by_tag: Mapping[str, Mapping[str, int]]
    documents: Mapping[str, str]
    models: Mapping[str, str]
    files: Sequence[PublishedFile]
    by_id: Mapping[str, Row] = field(repr=False)

    def at(self, table: str, place: str) -> Sequence[Row]:
        """The rows of a table of one place, in their order."""
        return self._by_place.get((table, place), ())

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for table, rows in self.tables.items():
            for row in rows:
                if "place" in row:
                    found[table, row["place"]].append(row)
        return found

    def row(self, table: str, *what: str) -> Row | None:
        """The row of a figure by what its id is made of; None where the table has none, which means zero."""
        return self.by_id.get(figure_id(table, *what))

    def outcome(self, remedy: str, place: str, outcome: str, unit: str, group: tuple[str, str] = ("all", "all")) -> Row:
        """A row of ``outcomes`` of the living. What has no row is none."""
        found = self.row("outcomes", remedy, place, *group, LIVING, outcome, unit)
        return found or {"figure_id": "", "count": 0, "share": None}

    def figure(self, policy: str, place: str, measure: str, unit: str, group: tuple[str, str] = ("all", "all")) -> Row:
        """A row of ``figures`` of the living."""
        found = self.row("figures", policy, place, *group, LIVING, measure, unit)
        nothing = dict.fromkeys(("count", "not_known", "denominator", "denominator_not_known"), 0)
        return found or {"figure_id": "", "share": None, **nothing}

    def groups(self, table: str, kind: str) -> Iterator[tuple[str, str]]:
        """(code, name for people) of each group of a kind that the table has, in the order of the names; what is not
        known comes last."""
        codes = {row["group_code"] for row in self.tables.get(table, ()) if row["group_kind"] == kind}
        named = [(code, self.group_names.get((kind, code), code)) for code in codes]
        last = ("Other", "Unknown", "not ", "several ")
        return iter(sorted(named, key=lambda one: (one[1].startswith(last) and one[1] != "Other Asian", one[1])))


def figure_id(table: str, *what: str) -> str:
    """As ``publication.tables`` makes it."""
    return "/".join([table, *what]).lower().replace(" ", "-")
