"""What a release tells of itself: what changed since the one before, and what is withheld.

What belongs here: sheets of ``changes`` and ``suppression``. What does not: the pages that show them. Both are made of
what stands in releases and runs, by no query of the warehouse. A release made before they had ids has none here.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.releases.what_changed import AFTER, BEFORE
from orchestration.reporting.releases.what_changed import NAME as CHANGES
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.sheets.sentences import A_WITHHELD
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.words import ALL_KINDS, TABLES_IN_WORDS, UNITS, amount, begun, percent

SUPPRESSION = "suppression"
WHOLE = "ALL"


class Changes:
    """The steps of each bridge: before, each cause, after."""

    table = CHANGES

    def __init__(self, site: Contents) -> None:
        self.site = site

    def rows(self) -> Iterator[Row]:
        return (row for row in self.site.tables.get(CHANGES, ()) if "figure_id" in row)

    def path(self, row: Row) -> str:
        return f"figures/changes-{row['figure']}.html"

    def title(self, row: Row) -> str:
        return f"What changed: {row['says']}"

    def of(self, row: Row) -> tuple[str, str]:
        return "what_changed.html", "What changed"

    def heading(self, row: Row) -> str:
        return "From the release before to this one"

    def meaning(self, row: Row) -> Meaning:
        return Meaning(
            f"{begun(row['says'])}: how many before, what each cause added and took away, how many after. Of the "
            "living, in the whole state.",
            "None: it is a sum. Before, and what every cause comes to, add up to after.",
            (
                "A cause tells what differs between two runs, not who is to blame.",
                "What is not known is in no amount.",
                A_WITHHELD,
            ),
            "",
            "Each conviction and person that is counted in one of the two runs alone stands under exactly one cause.",
            "Run by run, from what is kept of each: lookback compare.",
        )

    def name(self, row: Row) -> str:
        return row["step"] if row["step"] in (BEFORE, AFTER) else CAUSES[row["step"]]

    def value(self, row: Row) -> str:
        if row.get("gains") is None and row.get("losses") is None:
            unknown = f"; for {amount(row['not_known'])} more it was not known" if row["not_known"] else ""
            return f"{amount(row['count'])}{unknown}"
        added, taken = (amount(row[name]) for name in ("gains", "losses"))
        return f"{amount(row['count'])} (added {added}, taken away {taken})"

    def sentence(self, row: Row) -> str:
        if row["step"] in (BEFORE, AFTER):
            return f"{begun(row['says'])}, {row['step']} what changed since the release before: {self.value(row)}"
        cause = CAUSES[row["step"]]
        return f"{begun(row['says'])}, changed by “{cause}” ({MEANS[row['step']]}): {self.value(row)}"


class Suppression:
    """How many counts of each table are withheld."""

    table = SUPPRESSION

    def __init__(self, site: Contents) -> None:
        self.site = site

    def rows(self) -> Iterator[Row]:
        return (row for row in self.site.tables.get(SUPPRESSION, ()) if "figure_id" in row)

    def path(self, row: Row) -> str:
        return "figures/suppression.html"

    def title(self, row: Row) -> str:
        return "What is withheld, table by table"

    def of(self, row: Row) -> tuple[str, str]:
        return "definitions.html#disclosure", "How published figures keep people to themselves"

    def heading(self, row: Row) -> str:
        return "All tables together" if row["table"] == WHOLE else f"Table {row['table']}"

    def meaning(self, row: Row) -> Meaning:
        return Meaning(
            "Counts that this release withholds: those from 1 to 10, and further ones from which these could be worked "
            "out.",
            "All counts in the rows of the table.",
            (
                "A withheld count is not zero, and not always small.",
                "It says how much protecting people costs, not how good the data is.",
            ),
            "",
            "" if row["table"] == WHOLE else TABLES_IN_WORDS[row["table"]],
            "From the tables of this release: every empty count is a withheld one.",
        )

    def name(self, row: Row) -> str:
        if row["table"] == WHOLE:
            return "everything"
        where = {"statewide": "the whole state", "county": "counties"}[row["area"]]
        by = f" by {ALL_KINDS.get(row['group_kind'], row['group_kind'])}" if row["group_kind"] != "all" else ""
        return f"{UNITS.get(row['unit'], row['unit'])}, {where}{by}"

    def value(self, row: Row) -> str:
        return f"{amount(row['withheld'])} of {amount(row['counts'])} withheld ({percent(row['share_withheld'])})"

    def sentence(self, row: Row) -> str:
        what = "all tables" if row["table"] == WHOLE else f"the table {row['table']}"
        return (
            f"Of {amount(row['counts'])} counts of {what} ({self.name(row)}) {amount(row['withheld'])} are withheld "
            f"({percent(row['share_withheld'])})"
        )
