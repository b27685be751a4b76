"""What was determined and what policies would do, of counties and groups.

What belongs here: sheets of the tables ``outcomes`` and ``figures``. What does not: their statewide figures, which have
pages. Counties by a trait stand on a sheet of the county: a sheet of a figure would hold thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.reporting.site.contents import DEAD, STATEWIDE, Contents, Row
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.sheets.sentences import counted, county, whose
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.words import ALL_KINDS

OUTCOMES_IN_ORDER = ("ALL", "eligible", "not_yet", "review", "undeterminable", "ineligible", "already_relieved")
KINDS = ("all", *ALL_KINDS)


def meaning_of(figure: Figure) -> Meaning:
    """What the page of a figure says of it, for its counties and groups."""
    return Meaning(figure.numerator, figure.denominator, figure.does_not_mean, figure.model, figure.definition)


def section_of(row: Row) -> str:
    """Counties together, each trait by itself, the dead apart."""
    if row["vital_status"] == DEAD:
        return "The dead, apart"
    if row["group_kind"] == "all":
        return "By county"
    return f"By {ALL_KINDS[row['group_kind']]}"


class _Grouped:
    """Rows by place and one trait, known by the columns that choose a figure of the site."""

    table: str
    what: tuple[str, ...]

    def __init__(self, site: Contents) -> None:
        self.site = site
        self.figures: Mapping[tuple[str, ...], Figure] = {
            tuple(one.where[name] for name in self.what): one for one in figures(site) if one.table == self.table
        }

    def figure(self, row: Row) -> Figure:
        return self.figures[tuple(row[name] for name in self.what)]

    def is_its_own(self, row: Row) -> bool:
        """Whether it has a page."""
        return bool(self.figure(row).figure_id == row["figure_id"])

    def rows(self) -> Iterator[Row]:
        rows = (row for row in self.site.tables.get(self.table, ()) if self._is_told(row) and not self.is_its_own(row))
        return iter(sorted(rows, key=self.order))

    def _is_told(self, row: Row) -> bool:
        """(A figure whose statewide row a release has not can have rows of counties.)"""
        return tuple(row[name] for name in self.what) in self.figures

    def order(self, row: Row) -> tuple[object, ...]:
        is_dead, kind = row["vital_status"] == DEAD, KINDS.index(row["group_kind"])
        return (self.path(row), is_dead, kind, self.name(row))

    def path(self, row: Row) -> str:
        return self.figure(row).path.replace(".html", "-each.html")

    def title(self, row: Row) -> str:
        return f"Each county and group: {self.figure(row).title}"

    def of(self, row: Row) -> tuple[str, str]:
        figure = self.figure(row)
        return figure.path, figure.title

    def heading(self, row: Row) -> str:
        return section_of(row)

    def meaning(self, row: Row) -> Meaning:
        return meaning_of(self.figure(row))

    def name(self, row: Row) -> str:
        return whose(self.site, row)

    def value(self, row: Row) -> str:
        return counted(row)

    def sentence(self, row: Row) -> str:
        return f"{self.figure(row).title}, {whose(self.site, row)}: {counted(row)}"


class Outcomes(_Grouped):
    table = "outcomes"
    what = ("remedy_id", "outcome", "unit")

    def _is_in_a_county(self, row: Row) -> bool:
        return bool(row["place"] != STATEWIDE and row["group_kind"] != "all")

    def order(self, row: Row) -> tuple[object, ...]:
        if not self._is_in_a_county(row):
            return super().order(row)
        kind = KINDS.index(row["group_kind"])
        figure = OUTCOMES_IN_ORDER.index(row["outcome"]), row["unit"] != "people"
        return (self.path(row), False, *figure, kind, self.name(row))

    def path(self, row: Row) -> str:
        if not self._is_in_a_county(row):
            return super().path(row)
        return f"figures/outcomes-{row['remedy_id']}-in-{row['place']}.html".lower().replace(" ", "-")

    def title(self, row: Row) -> str:
        if not self._is_in_a_county(row):
            return super().title(row)
        return f"{self.figure(row).topic} by race, sex and age: {county(self.site, row['place'])}"

    def of(self, row: Row) -> tuple[str, str]:
        slugs = {one.place: (f"counties/{one.slug}.html", f"{one.name} County") for one in self.site.counties}
        return slugs.get(row["place"]) or super().of(row) if self._is_in_a_county(row) else super().of(row)

    def heading(self, row: Row) -> str:
        return self.figure(row).title if self._is_in_a_county(row) else super().heading(row)

    def value(self, row: Row) -> str:
        return counted(row)

    def sentence(self, row: Row) -> str:
        what = (row["place"], row["group_kind"], row["group_code"], row["vital_status"], "all", row["unit"])
        whole = self.site.row("outcomes", row["remedy_id"], *what)
        said = counted(row, whole["count"]) if whole and whole["count"] is not None else counted(row)
        return f"{self.figure(row).title}, {whose(self.site, row)}: {said}"


class Figures(_Grouped):
    table = "figures"
    what = ("scenario", "measure", "unit")
