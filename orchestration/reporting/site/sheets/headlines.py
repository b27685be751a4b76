"""Headlines of counties and groups, their parts, and what each law gives to them.

What belongs here: sheets of ``levels_by_group``, ``level_parts`` and ``law_effects``. What does not: the headlines,
which have pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.figures import Figure, figures
from orchestration.reporting.site.sheets.determinations import KINDS, meaning_of, section_of
from orchestration.reporting.site.sheets.sentences import A_WITHHELD, AS_RECORDED, PEOPLE_TWICE, counted, whose
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.sums import BY, LEVELS, WHAT, part_name
from orchestration.reporting.site.words import amount, law_name


class _OfHeadline:
    table: str

    def __init__(self, site: Contents) -> None:
        self.site = site
        self.figures = {tuple(one.where[name] for name in WHAT): one for one in figures(site) if one.table == LEVELS}

    def figure(self, row: Row) -> Figure:
        return self.figures[tuple(row[name] for name in WHAT)]

    def rows(self) -> Iterator[Row]:
        rows = (
            row for row in self.site.tables.get(self.table, ()) if tuple(row[name] for name in WHAT) in self.figures
        )
        return iter(sorted(rows, key=self.order))

    def order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), self.heading(row), self.name(row))

    def path(self, row: Row) -> str:
        return self.figure(row).path.replace(".html", "-each.html")

    def title(self, row: Row) -> str:
        return f"Each county, group and part: {self.figure(row).title}"

    def of(self, row: Row) -> tuple[str, str]:
        figure = self.figure(row)
        return figure.path, figure.title

    def heading(self, row: Row) -> str:
        raise NotImplementedError

    def name(self, row: Row) -> str:
        raise NotImplementedError


class Groups(_OfHeadline):
    table = "levels_by_group"

    def order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), KINDS.index(row["group_kind"]), self.name(row))

    def heading(self, row: Row) -> str:
        return section_of(row)

    def meaning(self, row: Row) -> Meaning:
        its = meaning_of(self.figure(row))
        kind = row["group_kind"]
        more = [PEOPLE_TWICE] * (kind not in ("race", "sex", "age")) + [AS_RECORDED] * (kind in ("race", "sex"))
        return Meaning(its.numerator, its.denominator, (*its.does_not_mean, *more), its.model, its.definition)

    def name(self, row: Row) -> str:
        return whose(self.site, row)

    def value(self, row: Row) -> str:
        return counted(row)

    def sentence(self, row: Row) -> str:
        form = self.site.by_id[self.figure(row).figure_id].get("sentence_form")
        counts = {name: row[name] for name in ("count", "denominator", "not_known")}
        if form and None not in counts.values():
            said = form.format(**{name: amount(count) for name, count in counts.items()}).removesuffix(".")
            return f"{_upper(whose(self.site, row))}: {said}"
        return f"{self.figure(row).title}, {whose(self.site, row)}: {counted(row)}"


class Parts(_OfHeadline):
    table = "level_parts"

    def heading(self, row: Row) -> str:
        return f"Its parts, {BY[row['part_kind']]}"

    def meaning(self, row: Row) -> Meaning:
        figure = self.figure(row)
        return Meaning(
            f"Of this headline what is part of it {BY[row['part_kind']]}: each in exactly one part. {figure.numerator}",
            f"The headline itself: {figure.title}.",
            (*figure.does_not_mean, "What several laws give together is a part of its own, in neither law's."),
            figure.model,
            figure.definition,
        )

    def name(self, row: Row) -> str:
        return part_name(self.site, row["part"])

    def value(self, row: Row) -> str:
        return amount(row["count"])

    def sentence(self, row: Row) -> str:
        figure = self.figure(row)
        whole, part = amount(self.site.by_id[figure.figure_id]["count"]), amount(row["count"])
        return f"“{figure.title}” counts {whole}, and {part} of them {BY[row['part_kind']]}: {self.name(row)}"


class Effects(_OfHeadline):
    table = "law_effects"

    def heading(self, row: Row) -> str:
        return "What each law gives"

    def meaning(self, row: Row) -> Meaning:
        figure = self.figure(row)
        return Meaning(
            f"Alone: what this law gives were there no other. After the others: what would be lost without this law "
            f"alone. {figure.numerator}",
            f"All laws together: {figure.title}.",
            (
                "Alone, laws add up to more than together where they overlap, and to less where only several of them "
                "leave somebody free.",
                *figure.does_not_mean,
                A_WITHHELD,
            ),
            figure.model,
            figure.definition,
        )

    def name(self, row: Row) -> str:
        return law_name(self.site, row["law"])

    def value(self, row: Row) -> str:
        return f"alone {amount(row['alone'])}; after the others {amount(row['after_the_others'])}"

    def sentence(self, row: Row) -> str:
        figure = self.figure(row)
        whole = amount(self.site.by_id[figure.figure_id]["count"])
        return f"{figure.title}, {self.name(row)}: {self.value(row)}; all laws together {whole}"


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]
