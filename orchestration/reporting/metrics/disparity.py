"""Disparity by stage: each group's share at a stage, beside that of a reference group, with 95 % intervals.

What belongs here: groups, stages, the reference, and the band that conflicting races leave. What does not: counting
(``queries/stages_by_group.sql``), intervals and what they mean (``intervals``). Races and sexes are as recorded;
nothing is imputed.
"""

from __future__ import annotations

import polars as pl

from orchestration.reporting.metrics.intervals import difference, possible_shares, rate_ratio, share

POSSIBLY = "race possibly"
COLUMNS = {
    "law": pl.String, "trait": pl.String, "group_code": pl.String, "stage": pl.String, "among": pl.String,
    "count": pl.Int64, "denominator": pl.Int64, "share": pl.Float64, "share_low": pl.Float64, "share_high": pl.Float64,
    "share_of_stage": pl.Float64, "share_of_denominator": pl.Float64, "reference_group": pl.String,
    "reference_share": pl.Float64,
    "rate_ratio": pl.Float64, "rate_ratio_low": pl.Float64, "rate_ratio_high": pl.Float64,
    "difference": pl.Float64, "difference_low": pl.Float64, "difference_high": pl.Float64,
    "people_with_several_races": pl.Int64, "at_the_stage_with_several_races": pl.Int64,
    "possible_share_low": pl.Float64, "possible_share_high": pl.Float64,
}  # fmt: skip


def disparity(counts: pl.DataFrame) -> pl.DataFrame:
    """One row per law, trait, group and stage. The reference is the group with the most people in the denominator of
    the first stage, by trait and law; a tie goes to the first in the alphabet."""
    possible = {
        row[:4]: (row[4], row[5])
        for row in counts.filter(pl.col("trait") == POSSIBLY)
        .select("law", "group_code", "stage", "among", "count", "denominator")
        .iter_rows()
    }
    rows = []
    recorded = counts.filter(pl.col("trait") != POSSIBLY)
    for (law, trait), of_trait in recorded.group_by(["law", "trait"], maintain_order=True):
        reference = _reference(of_trait)
        for (stage, among), of_stage in of_trait.group_by(["stage", "among"], maintain_order=True):
            groups = {row[0]: (row[1], row[2]) for row in of_stage["group_code", "count", "denominator"].iter_rows()}
            all_at, all_among = (sum(values[place] for values in groups.values()) for place in (0, 1))
            of_reference = groups.get(reference, (0, 0))
            if trait == "race":  # a code that nobody has alone still may be somebody's
                only_possible = {code for one, code, *what in possible if (one, *what) == (law, stage, among)}
                groups = {**dict.fromkeys(sorted(only_possible - set(groups)), (0, 0)), **groups}
            for group, (count, denominator) in sorted(groups.items()):
                perhaps = possible.get((law, group, stage, among), (0, 0)) if trait == "race" else (0, 0)
                rows.append(
                    (
                        law, trait, group, stage, among, count, denominator,
                        *share(count, denominator),
                        round(count / all_at, 4) if all_at else None,
                        round(denominator / all_among, 4) if all_among else None,
                        reference,
                        share(*of_reference)[0],
                        *rate_ratio(count, denominator, *of_reference),
                        *difference(count, denominator, *of_reference),
                        perhaps[1],
                        perhaps[0],
                        *possible_shares(count, denominator, *perhaps),
                    )
                )  # fmt: skip
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("law", "trait", "stage", "among", "group_code")


def _reference(of_trait: pl.DataFrame) -> str:
    first = of_trait.filter(pl.col("stage") == "eligible", pl.col("among") == "in_scope")
    is_named = ~pl.col("group_code").is_in(["several recorded", "not recorded", "not understood", "not known"])
    groups = first.filter(is_named).sort(["denominator", "group_code"], descending=[True, False])
    return str(groups["group_code"][0]) if groups.height else ""
