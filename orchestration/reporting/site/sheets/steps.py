"""Steps to relief, the calendar, and the reports that the law asks for, of each place.

What belongs here: sheets of ``funnel``, ``eligible_later``, ``relief_by_year`` and ``relief_progress``. What does not:
the pages that show them together.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.metrics.funnel_display import title as title_of_way
from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.releases.funnel_counts import NAME as FUNNEL
from orchestration.reporting.releases.reports import BY_YEAR, PROGRESS
from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.pages.calendar import TABLE as CALENDAR
from orchestration.reporting.site.pages.reports import ANSWERS, COLUMNS
from orchestration.reporting.site.sheets.sentences import A_WITHHELD, county
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.words import amount, law_name

WHOLE = "ALL"


class _Placed:
    table: str

    def __init__(self, site: Contents) -> None:
        self.site = site

    def rows(self) -> Iterator[Row]:
        return iter(sorted(self.site.tables.get(self.table, ()), key=self.order))

    def order(self, row: Row) -> tuple[object, ...]:
        raise NotImplementedError

    def place(self, row: Row) -> str:
        return county(self.site, row["place"])


class Funnel(_Placed):
    table = FUNNEL

    def order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), row["place"] != STATEWIDE, self.place(row))

    def path(self, row: Row) -> str:
        return f"figures/funnel-{row['relief_by']}-{row['step']}.html"

    def title(self, row: Row) -> str:
        return f"{title_of_way(row['relief_by'])}, step: {STEPS[row['step']].says}"

    def of(self, row: Row) -> tuple[str, str]:
        return "stuck.html", "Where it is stuck"

    def heading(self, row: Row) -> str:
        return "In the whole state and by county"

    def meaning(self, row: Row) -> Meaning:
        step = STEPS[row["step"]]
        before = STEPS[step.comes_from].says if step.comes_from else ""
        return Meaning(
            f"Convictions that have come to this step: {step.says}.",
            f"Convictions at the step before: {before}."
            if before
            else "It is the first step: everybody's convictions.",
            (
                "The dead are counted too.",
                "A court or a department may know more than the ledger does.",
                "Days stand only where they are those of enough convictions.",
                A_WITHHELD,
            ),
            "levels",
            "Every conviction on record stands at one last step of its way to relief; a step is the sum of those that "
            "come from it.",
        )

    def name(self, row: Row) -> str:
        return self.place(row)

    def value(self, row: Row) -> str:
        days = (
            f"; median {row['median_days']:,.1f} days, oldest {amount(row['oldest_days'])}"
            if row.get("median_days") is not None
            else ""
        )
        return f"{amount(row['count'])}{days}"

    def sentence(self, row: Row) -> str:
        comes_from = STEPS[row["step"]].comes_from
        before = self.site.row(FUNNEL, row["relief_by"], row["place"], comes_from) if comes_from else None
        is_told = before is not None and before["count"] is not None
        among = f", of {amount(before['count'])} that are {STEPS[comes_from].says}" if before and is_told else ""
        said = f"{self.title(row)}, {self.place(row)}: {amount(row['count'])} convictions{among}"
        if row["median_days"] is None:
            return said
        middle, oldest = f"{row['median_days']:,.1f}", amount(row["oldest_days"])
        return f"{said}; they have waited {middle} days in the middle and {oldest} at most"


class Calendar(_Placed):
    table = CALENDAR

    def order(self, row: Row) -> tuple[object, ...]:
        when = (
            row["eligible_year"] != WHOLE,
            row["eligible_year"],
            row["eligible_month"] != WHOLE,
            row["eligible_month"],
        )
        return (self.path(row), row["place"] != STATEWIDE, self.place(row), *when)

    def path(self, row: Row) -> str:
        return f"figures/eligible_later-{row['remedy_id']}-{row['unit']}.html".lower()

    def title(self, row: Row) -> str:
        return f"Who becomes eligible later: {law_name(self.site, row['remedy_id'])}, {row['unit']}"

    def of(self, row: Row) -> tuple[str, str]:
        return "calendar.html", "Who becomes eligible later"

    def heading(self, row: Row) -> str:
        return self.place(row)

    def meaning(self, row: Row) -> Meaning:
        people = row["unit"] == "people"
        first = (
            "Living people, at the first day of any of theirs in the place"
            if people
            else "Determinations of living people"
        )
        return Meaning(
            f"{first}: only time is missing, and it falls due in the year or month.",
            "All for which only time is missing, whenever it falls due.",
            (
                "That they will be eligible then: a new event can undo it, and so can a new law.",
                "A month is told of this year and the next alone.",
                A_WITHHELD,
            ),
            "levels",
            "Only time is missing, or something that time brings, as far as the record tells.",
        )

    def name(self, row: Row) -> str:
        if row["eligible_year"] == WHOLE:
            return "at any time"
        return str(row["eligible_year"] if row["eligible_month"] == WHOLE else row["eligible_month"])

    def value(self, row: Row) -> str:
        return amount(row["count"])

    def sentence(self, row: Row) -> str:
        whole = self.site.row(CALENDAR, row["remedy_id"], row["place"], row["unit"], WHOLE, WHOLE)
        when = self.name(row) if row["eligible_year"] == WHOLE else f"in {self.name(row)}"
        is_part = whole is not None and whole["count"] is not None and row["eligible_year"] != WHOLE
        among = f" of {amount(whole['count'])}" if whole and is_part else ""
        return (
            f"{law_name(self.site, row['remedy_id'])}, {self.place(row)}: {amount(row['count'])}{among} {row['unit']} "
            f"for which only time is missing become eligible {when}"
        )


class Years(_Placed):
    table = BY_YEAR

    def order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), row["place"] != STATEWIDE, self.place(row), row["year"] == WHOLE, row["year"])

    def path(self, row: Row) -> str:
        return f"figures/relief_by_year-{row['law']}-{row['answer']}.html".lower()

    def title(self, row: Row) -> str:
        return f"Relief {ANSWERS[row['answer']]}, by county and year: {law_name(self.site, row['law'])}"

    def of(self, row: Row) -> tuple[str, str]:
        return "reports.html", "Reports the law asks for"

    def heading(self, row: Row) -> str:
        return self.place(row)

    def meaning(self, row: Row) -> Meaning:
        is_granted = row["answer"] == "granted"
        return Meaning(
            "Lines of the ledger granted, recorded, told to a court or acknowledged, in the year of the answer."
            if is_granted
            else "Petitions to prohibit relief that a court granted, in the year, as a delivery tells them.",
            "All years together, which stand beside.",
            (
                "The dead are counted too.",
                "A line is one conviction or arrest under one remedy, no person.",
                A_WITHHELD,
            ),
            "levels",
            "What the law asks to be reported by county and year (851.93, 1203.425); each total is tied to the ledger.",
        )

    def name(self, row: Row) -> str:
        return "all years" if row["year"] == WHOLE else str(row["year"])

    def value(self, row: Row) -> str:
        return amount(row["count"])

    def sentence(self, row: Row) -> str:
        return (
            f"Relief {ANSWERS[row['answer']]}, {law_name(self.site, row['law'])}, {self.place(row)}, {self.name(row)}: "
            f"{amount(row['count'])}"
        )


class Progress(_Placed):
    table = PROGRESS

    def order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), row["place"] != STATEWIDE, self.place(row))

    def path(self, row: Row) -> str:
        return f"figures/relief_progress-{row['law']}.html".lower()

    def title(self, row: Row) -> str:
        return f"How far the counties are: {law_name(self.site, row['law'])}"

    def of(self, row: Row) -> tuple[str, str]:
        return "reports.html", "Reports the law asks for"

    def heading(self, row: Row) -> str:
        return "In the whole state and by county"

    def meaning(self, row: Row) -> Meaning:
        return Meaning(
            "Lines of the ledger that are processed (answered, whatever the answer), challenged (under an objection "
            "now), outstanding (wait for somebody) or not pursued, and what is eligible and of no line yet.",
            "Identified: all of these together.",
            (
                "Processed is not granted.",
                "The dead are counted too.",
                "A line is one conviction or arrest under one remedy, no person.",
                A_WITHHELD,
            ),
            "levels",
            "Progress as AB 1706 asks, tied to the ledger; ever challenged stands beside the sum.",
        )

    def name(self, row: Row) -> str:
        return self.place(row)

    def value(self, row: Row) -> str:
        return "; ".join(f"{says} {amount(row[column])}" for column, says in COLUMNS.items())

    def sentence(self, row: Row) -> str:
        return f"{self.title(row)}, {self.place(row)}: {self.value(row)}"
