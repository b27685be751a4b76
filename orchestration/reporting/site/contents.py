"""Contents of the site as plain values: one release, the law, documents of the repository.

Pages see nothing else, so that nothing unpublished can appear on one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestration.law.register import Pack
from orchestration.reporting.disclosure.bounds import COUNTIES, TABLE
from orchestration.reporting.disclosure.rule import NUMBERS
from orchestration.reporting.metrics.store import STATEWIDE

Row = Mapping[str, Any]
LEFT_OUT: Row = {**dict.fromkeys((*NUMBERS, "value", "share", "denominator_name")), "figure_id": "", "withheld": ""}
"""In place of a row whose table is left out of the release: the count may be large."""


@dataclass(frozen=True)
class County:
    """A county: display name, name in the tables, file name, and outline if known."""

    name: str
    place: str
    slug: str
    outline: str


@dataclass(frozen=True)
class PublishedFile:
    """A file of the release: path in the folder, size and hash."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """One release. ``rows`` and ``changes`` are its tables, ``metrics`` its catalogue; ``documents`` are Markdown pages
    are pages of the repository in Markdown, by their path; ``answers`` what this release and those before that are not
    withdrawn say in one sentence."""

    facts: Mapping[str, Any]
    state_name: str
    rows: Sequence[Row]
    changes: Sequence[Row]
    dictionary: Mapping[str, Any]
    withdrawn: str
    errata: Sequence[Mapping[str, str]]
    releases: Sequence[Mapping[str, str]]
    answers: Sequence[Mapping[str, Any]]
    quality: Mapping[str, Any]
    scenarios: Sequence[Mapping[str, Any]]
    external: Sequence[Mapping[str, Any]]
    counties: Sequence[County]
    law_names: Mapping[str, str]
    group_names: Mapping[tuple[str, str], str]
    pack: Pack
    signed_by: Mapping[str, str]
    law_rows_by_tag: Mapping[str, Mapping[str, int]]
    documents: Mapping[str, str]
    files: Sequence[PublishedFile]

    @property
    def metrics(self) -> Mapping[str, Mapping[str, Any]]:
        """The catalogue: what each metric counts and does not mean."""
        found: Mapping[str, Mapping[str, Any]] = self.facts["metrics"]
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Every row of a metric by figure id."""
        return {row["figure_id"]: row for row in self.rows}

    def find(
        self, metric: str, *, unit: str = "people", variant: str = "", place: str = STATEWIDE, law: str = "ALL"
    ) -> Row | None:
        """The row of a metric about the living, by no group; None where its numbers are withheld, ``LEFT_OUT`` where
        its table is left out."""
        return self._by_key.get((metric, unit, variant, place, law)) or self.find_left_out(metric, unit, place, "all")

    def find_left_out(self, metric: str, unit: str, place: str, group_by: str) -> Row | None:
        """Return ``LEFT_OUT`` if the table of such a row is left out of the release."""
        table = (metric, unit, place if place == STATEWIDE else COUNTIES, group_by)
        return LEFT_OUT if table in self._left_out else None

    @cached_property
    def _left_out(self) -> set[tuple[str, ...]]:
        return {tuple(one[name] for name in TABLE) for one in self.facts.get("left_out", ())}

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, ...], Row]:
        names = ("metric", "unit", "variant", "place", "law")
        usual = ("all", "living")
        return {
            tuple(row[name] for name in names): row for row in self.rows if (row["group_by"], row["status"]) == usual
        }

    def select(self, **what: str) -> Iterator[Row]:
        """Yield the rows whose columns have these values, in order."""
        name = next((one for one in ("metric", "place") if one in what), "")
        rows = self._index[name].get(what[name], ()) if name else self.rows
        return (row for row in rows if all(row[name] == word for name, word in what.items()))

    @cached_property
    def _index(self) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        found: dict[str, dict[str, list[Row]]] = {"metric": {}, "place": {}}
        for name, rows in found.items():
            for row in self.rows:
                rows.setdefault(row[name], []).append(row)
        return found
