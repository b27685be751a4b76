"""Disparity by stage: each group's share at a stage, beside that of a reference group, with 95 % intervals.

What belongs here: rates, ratios, differences, their intervals, and the band that conflicting races leave. What does
not: counting (``queries/stages_by_group.sql``). Races and sexes are as recorded; nothing is imputed.

The counts are of everybody on record, no sample of anybody. An interval here says how far a rate could have come out by
chance alone, were each person's outcome drawn at the same rate: whether a difference is larger than the play of small
numbers. It says nothing of errors in the record, and where it holds no difference, there may still be one.
"""

from __future__ import annotations

from math import hypot, isfinite

import polars as pl

CONFIDENCE = 0.95
POSSIBLY = "race possibly"
COLUMNS = {
    "law": pl.String, "trait": pl.String, "group_code": pl.String, "stage": pl.String, "among": pl.String,
    "count": pl.Int64, "denominator": pl.Int64, "share": pl.Float64, "share_low": pl.Float64, "share_high": pl.Float64,
    "share_of_stage": pl.Float64, "share_of_denominator": pl.Float64, "reference_group": pl.String,
    "reference_share": pl.Float64,
    "rate_ratio": pl.Float64, "rate_ratio_low": pl.Float64, "rate_ratio_high": pl.Float64,
    "difference": pl.Float64, "difference_low": pl.Float64, "difference_high": pl.Float64,
    "people_with_several_races": pl.Int64, "possible_share_low": pl.Float64, "possible_share_high": pl.Float64,
}  # fmt: skip

Interval = tuple[float | None, float | None, float | None]
NOTHING: Interval = (None, None, None)


def share(count: int, denominator: int) -> Interval:
    """The share and its Wilson interval; nothing where there is nobody."""
    if denominator == 0:
        return NOTHING
    low, high = _wilson(count, denominator)
    return _rounded(count / denominator, low, high)


def rate_ratio(count: int, denominator: int, of_reference: int, reference: int) -> Interval:
    """The share over that of the reference group; nothing where that is not known or nought."""
    if denominator == 0 or reference == 0 or of_reference == 0:
        return NOTHING
    from scipy.stats.contingency import relative_risk

    found = relative_risk(count, denominator, of_reference, reference)
    bounds = found.confidence_interval(CONFIDENCE)
    return _rounded(found.relative_risk, bounds.low, bounds.high)


def difference(count: int, denominator: int, of_reference: int, reference: int) -> Interval:
    """The share less that of the reference group, with Newcombe's interval (from the two Wilson intervals)."""
    if denominator == 0 or reference == 0:
        return NOTHING
    own, other = count / denominator, of_reference / reference
    low_of_own, high_of_own = _wilson(count, denominator)
    low_of_other, high_of_other = _wilson(of_reference, reference)
    low = own - other - hypot(own - low_of_own, high_of_other - other)
    high = own - other + hypot(high_of_own - own, other - low_of_other)
    return _rounded(own - other, low, high)


def possible_shares(
    count: int, denominator: int, perhaps: int, perhaps_among: int
) -> tuple[float | None, float | None]:
    """The lowest and highest share that a group can have whatever race those with several on record are counted in:
    ``perhaps_among`` of them could be of the group, ``perhaps`` of whom are at the stage."""
    lowest, highest = denominator + perhaps_among - perhaps, denominator + perhaps
    low = round(count / lowest, 4) if lowest else None
    return low, round((count + perhaps) / highest, 4) if highest else None


def _wilson(count: int, denominator: int) -> tuple[float, float]:
    from scipy.stats import binomtest  # a second to import: not in every run

    bounds = binomtest(count, denominator).proportion_ci(CONFIDENCE, method="wilson")
    return float(bounds.low), float(bounds.high)


def _rounded(*values: float) -> Interval:
    first, low, high = (round(float(value), 4) if isfinite(value) else None for value in values)
    return first, low, high


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
                        *possible_shares(count, denominator, *perhaps),
                    )
                )  # fmt: skip
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("law", "trait", "stage", "among", "group_code")


def _reference(of_trait: pl.DataFrame) -> str:
    first = of_trait.filter(pl.col("stage") == "eligible", pl.col("among") == "in_scope")
    is_named = ~pl.col("group_code").is_in(["several recorded", "not recorded", "not understood", "not known"])
    groups = first.filter(is_named).sort(["denominator", "group_code"], descending=[True, False])
    return str(groups["group_code"][0]) if groups.height else ""
