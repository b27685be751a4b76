"""What a release tells in ranges: how good the data is, and what scenarios would change.

What belongs here: sheets of the table ``ranges``, one for each measure of the data and each scenario. What does not:
the pages that show them (``pages.quality``, ``pages.scenarios``). A release made before they had ids has none here.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.quality.page import CONFLICTS
from orchestration.reporting.releases.ranges import CHANGE, NAME, QUALITY, STATEWIDE
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.pages.quality import GRIDS, TRENDS, copy_in_words
from orchestration.reporting.site.pages.scenarios import UNITS, WORDS
from orchestration.reporting.site.sheets.sentences import county, group
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.words import percent

IN_RANGES = (
    "It is a range: the count itself is not published, nor its middle an estimate of it.",
    "Withheld is from 1 to 10, and not zero.",
)
SHARE = "over the runs"
COUNTIES = "by county"
KINDS = {
    "identity_conflicts": "Ids of people that contradict each other",
    "copies_that_disagree": "Charges and events that copies of one history tell in different ways",
}
"""What is told by its kinds alone, of the newest run."""


class Ranges:
    """Each range under its id."""

    table = NAME

    def __init__(self, site: Contents) -> None:
        self.site = site
        self.says = {one["name"]: one["reason"] for one in site.scenarios}
        self.headlines = {
            headline["figure_id"]: headline["says"] for one in site.scenarios for headline in one.get("headlines", ())
        }

    def rows(self) -> Iterator[Row]:
        return iter(sorted(self.site.tables.get(NAME, ()), key=lambda row: (self.path(row), *self._order(row))))

    def _order(self, row: Row) -> tuple[object, ...]:
        is_whole = row["place"] == STATEWIDE and row["group_kind"] == "all"
        return self.heading(row), not is_whole, -(row["run"] or 0), self.name(row)

    def path(self, row: Row) -> str:
        what = f"quality-{row['measure']}" if row["subject"] == QUALITY else f"scenario-{row['subject']}"
        return f"figures/ranges-{what}.html".lower().replace(" ", "-")

    def title(self, row: Row) -> str:
        if row["subject"] != QUALITY:
            return f"Scenario: {self.says.get(row['subject'], row['subject'])}"
        return f"Data quality: {row['measure'].replace('_', ' ')}"

    def of(self, row: Row) -> tuple[str, str]:
        is_quality = row["subject"] == QUALITY
        return ("quality.html", "Data quality") if is_quality else ("scenarios.html", "Scenarios")

    def heading(self, row: Row) -> str:
        measure, kind = row["measure"], row["kind"]
        if row["subject"] != QUALITY:
            if measure == CHANGE:
                return f"Change of “{self.headlines.get(kind, kind)}”"
            return f"{UNITS.get(kind, kind)}: {row['unit']} that {WORDS[measure]}"
        if row["run"] is not None:
            name, of_what = TRENDS.get((measure, kind), (measure.replace("_", " "), ""))
            return f"{name}, {of_what}, {SHARE}"
        if measure in GRIDS:
            title, _, of_what, names = GRIDS[measure]
            return f"{title}: {names.get(kind, kind.replace('_', ' ')) if kind else of_what}"
        return KINDS[measure]

    def meaning(self, row: Row) -> Meaning:
        if row["subject"] != QUALITY:
            return self._of_scenario(row)
        heading = self.heading(row)
        among = "What stands beside it, in a range too." if row["run"] is not None else "None: it is no share."
        return Meaning(
            f"{heading}, in the data of the run, as a range. People who died are in it.",
            among,
            ("What is missing was never guessed; nor does it say whose mistake it is.", *IN_RANGES),
            "",
            "",
            "By the measures each run leaves behind (expectations/measures.yml), rounded to a range.",
        )

    def _of_scenario(self, row: Row) -> Meaning:
        if row["measure"] == CHANGE:
            says = f"By how many “{self.headlines.get(row['kind'], row['kind'])}” would be more or fewer"
            among = "The headline under the law in force, which stands on its own page."
        else:
            says = f"{row['unit'].capitalize()} that {WORDS[row['measure']]}"
            among = "None: they are counted beside the law in force, over the same facts."
        return Meaning(
            f"{says}, were the law as the scenario has it: {self.says.get(row['subject'], row['subject'])}",
            among,
            ("That anybody proposes this law, or that it would be applied so.", *IN_RANGES),
            "",
            "",
            "By lookback scenario compare and lookback scenario figures, over the facts of the run.",
        )

    def name(self, row: Row) -> str:
        if row["run"] is not None:
            return "newest run" if row["figure_id"].endswith("/newest") else f"run {row['run']}"
        if row["subject"] == QUALITY and row["measure"] == "identity_conflicts":
            kind, _, then = row["kind"].partition(", ")
            return f"{CONFLICTS.get(kind, kind.replace('_', ' '))}{f', {then}' if then else ''}"
        if row["subject"] == QUALITY and row["measure"] == "copies_that_disagree":
            how, then = copy_in_words(row["kind"])
            return f"{how}{f', {then}' if then else ''}"
        if row["group_kind"] != "all":
            return group(self.site, row["group_kind"], row["group_code"])
        return county(self.site, row["place"])

    def value(self, row: Row) -> str:
        said = _span(row["low"], row["high"])
        way = f" {row['direction']}" if row.get("direction") and row["low"] is not None else ""
        if row["among_low"] is None:
            return f"{said}{way}"
        about = (
            (row["low"] + row["high"]) / (row["among_low"] + row["among_high"])
            if row["low"] is not None and row["among_high"]
            else None
        )
        share = f" (about {percent(about)})" if about is not None else ""
        return f"{said} of {_span(row['among_low'], row['among_high'])}{share}"

    def sentence(self, row: Row) -> str:
        return f"{self.heading(row)}, {self.name(row)}: {self.value(row)}"


def _span(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return "withheld (1 to 10)"
    return "0" if high == 0 else f"{low:,} to {high:,}"
