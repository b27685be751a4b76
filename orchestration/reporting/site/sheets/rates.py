"""Disparity, the second-chance gap, and rates per resident, of each group.

What belongs here: sheets of ``disparity``, ``gap`` and ``rates``. What does not: the pages that compare groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.metrics.intervals import MEANS
from orchestration.reporting.releases.derived_tables import RATES
from orchestration.reporting.releases.disparity import NAME as DISPARITY
from orchestration.reporting.releases.gap import NAME as GAP
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.pages.disparity import STAGES
from orchestration.reporting.site.pages.disparity import path_of as page_of_disparity
from orchestration.reporting.site.sheets.sentences import A_WITHHELD, AS_RECORDED, counted, interval, whose
from orchestration.reporting.site.sheets.sheet import Meaning
from orchestration.reporting.site.words import ALL_KINDS, UNITS, amount, law_name, percent


class Disparity:
    """A group at a stage of a law, beside the reference group."""

    table = DISPARITY

    def __init__(self, site: Contents) -> None:
        self.site = site

    def rows(self) -> Iterator[Row]:
        return iter(sorted(self.site.tables.get(self.table, ()), key=self._order))

    def _order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), list(STAGES).index((row["stage"], row["among"])), self.name(row))

    def path(self, row: Row) -> str:
        return f"figures/disparity-{row['law']}-{row['group_kind']}.html".lower()

    def title(self, row: Row) -> str:
        by = "all groups together" if row["group_kind"] == "all" else f"each by {ALL_KINDS[row['group_kind']]}"
        return f"Disparity, {self._law(row)}: {by}"

    def _law(self, row: Row) -> str:
        return "under any law of convictions" if row["law"] == "ALL" else law_name(self.site, row["law"])

    def of(self, row: Row) -> tuple[str, str]:
        return page_of_disparity("race" if row["group_kind"] == "all" else row["group_kind"]), "Disparity"

    def heading(self, row: Row) -> str:
        says = STAGES[row["stage"], row["among"]]
        return says[0].upper() + says[1:]

    def meaning(self, row: Row) -> Meaning:
        stage, _, among = STAGES[row["stage"], row["among"]].partition(", of ")
        return Meaning(
            f"Living people of the group who are at the stage: {stage}.",
            f"Living people of the group: {among}.",
            (
                "It says how far groups differ, not why.",
                "The reference group is the largest of those that are shown; it is no norm.",
                MEANS,
                *((AS_RECORDED,) if row["group_kind"] in ("race", "sex") else ()),
                A_WITHHELD,
            ),
            "levels",
            "Each person once, under the law named, by what is recorded of them. Eligible is now, or filed before.",
        )

    def name(self, row: Row) -> str:
        return whose(self.site, row)

    def value(self, row: Row) -> str:
        return counted(row)

    def sentence(self, row: Row) -> str:
        share = (
            f" ({percent(row['share'])}{interval(row['share_low'], row['share_high'])})"
            if row["share"] is not None
            else ""
        )
        said = f"{amount(row['count'])} of {amount(row['denominator'])} people{share}"
        return f"{self.heading(row)}, {self._law(row)}, {whose(self.site, row)}: {said}{self._beside(row)}"

    def _beside(self, row: Row) -> str:
        """The reference group, where both are shown and the row is of another."""
        kind, code = row["group_kind"], row["reference_group"]
        if row["difference"] is None or code == row["group_code"]:
            return ""
        low, high = (100 * row[f"difference_{end}"] for end in ("low", "high"))
        reference = self.site.group_names.get((kind, code), code)
        return (
            f"; {100 * row['difference']:+.1f} percentage points (95 % interval {low:+.1f} to {high:+.1f}) beside "
            f"“{reference}” with {percent(row['reference_share'])}"
        )


class Gap:
    """Uptake within years, and the current gap."""

    table = GAP

    def __init__(self, site: Contents) -> None:
        self.site = site

    def rows(self) -> Iterator[Row]:
        return iter(sorted(self.site.tables.get(self.table, ()), key=self._order))

    def _order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), row["years"], row["group_kind"] != "all", self.name(row))

    def path(self, row: Row) -> str:
        return f"figures/gap-{row['unit']}-{row['law']}.html".lower()

    def title(self, row: Row) -> str:
        return f"The second-chance gap, each group: {UNITS[row['unit']]}, {law_name(self.site, row['law'])}"

    def of(self, row: Row) -> tuple[str, str]:
        return "gap.html", "The second-chance gap"

    def heading(self, row: Row) -> str:
        return f"Within {row['years']} year{'s' if row['years'] > 1 else ''}"

    def meaning(self, row: Row) -> Meaning:
        return Meaning(
            "Uptake: who got relief within so many years of becoming eligible. Current gap: who is eligible now and "
            "not cleared.",
            "Uptake: who became eligible at least so many years ago, on a day that is known. Current gap: everybody "
            "who became eligible, now or before.",
            (
                "Relief that people got without this programme is not known here and counts as none.",
                "Whose day of becoming eligible no record tells is in no uptake.",
                MEANS,
                AS_RECORDED,
                A_WITHHELD,
            ),
            "levels",
            "Of the living: relief that the law gives and nobody receives, in the past (uptake) and now (current gap).",
        )

    def name(self, row: Row) -> str:
        return whose(self.site, row)

    def value(self, row: Row) -> str:
        uptake = f" ({percent(row['uptake'])})" if row["uptake"] is not None else ""
        now = f" ({percent(row['current_gap'])})" if row["current_gap"] is not None else ""
        return (
            f"given in time {amount(row['given_in_time'])} of {amount(row['could_have_been_given'])}{uptake}; eligible "
            f"and not cleared {amount(row['eligible_and_not_cleared'])} of {amount(row['became_eligible'])}{now}"
        )

    def sentence(self, row: Row) -> str:
        what = f"{UNITS[row['unit']]}, {law_name(self.site, row['law'])}, {whose(self.site, row)}"
        uptake = (
            f" (uptake {percent(row['uptake'])}{interval(row['uptake_low'], row['uptake_high'])})"
            if row["uptake"] is not None
            else ""
        )
        now = (
            f" (current gap {percent(row['current_gap'])}{interval(row['current_gap_low'], row['current_gap_high'])})"
            if row["current_gap"] is not None
            else ""
        )
        return (
            f"The second-chance gap, {what}: of {amount(row['could_have_been_given'])} who could have had relief "
            f"{self.heading(row).lower()}, {amount(row['given_in_time'])} had it{uptake}; of "
            f"{amount(row['became_eligible'])} who became eligible, {amount(row['eligible_and_not_cleared'])} are "
            f"eligible now and not cleared{now}"
        )


class Rates:
    """People per 1,000 residents."""

    table = RATES

    def __init__(self, site: Contents) -> None:
        self.site = site
        self.names = {row["measure"]: row["name"] for row in site.tables.get("levels", ())}

    def rows(self) -> Iterator[Row]:
        return iter(sorted(self.site.tables.get(self.table, ()), key=self._order))

    def _order(self, row: Row) -> tuple[object, ...]:
        return (self.path(row), row["residents_file"], row["group_kind"], self.name(row), row["figure_id"])

    def path(self, row: Row) -> str:
        return f"figures/rates-{row['measure']}.html"

    def title(self, row: Row) -> str:
        return f"Per 1,000 residents: {self.names.get(row['measure'], row['measure'])}"

    def of(self, row: Row) -> tuple[str, str]:
        return "beside_others.html", "Beside the figures of others, and per resident"

    def heading(self, row: Row) -> str:
        return f"By the file of residents {row['residents_file']}"

    def meaning(self, row: Row) -> Meaning:
        return Meaning(
            "Living people of the county or group at the level.",
            "Residents of the same county or group, by the file that was given, in thousands.",
            (
                "A person counts in the county of the case, residents where they live: rates of small counties with "
                "many visitors mislead.",
                A_WITHHELD,
            ),
            "levels",
            "The headline of the same place or group, per 1,000 residents.",
        )

    def name(self, row: Row) -> str:
        headline = self.site.by_id.get(row["figure_id"].split("/", 2)[2])
        title = f" ({headline['figure_id']})" if headline else ""
        return f"{whose(self.site, row)}{title}"

    def value(self, row: Row) -> str:
        rate = (
            "no rate" if row["per_1000_residents"] is None else f"{row['per_1000_residents']:,.2f} per 1,000 residents"
        )
        return f"{rate}: {amount(row['count'])} people, {amount(row['residents'])} residents"

    def sentence(self, row: Row) -> str:
        return f"{self.names.get(row['measure'], row['measure'])}, {whose(self.site, row)}: {self.value(row)}"
