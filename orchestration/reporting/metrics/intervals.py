"""Shares, ratios and differences with their 95 % intervals: pure, of two counts or four.

What belongs here: these intervals. What does not: which groups are compared (``levels.disparity``), what of it is
published (``publication.disparity_counts``).

The counts are of everybody on record, no sample of anybody. An interval here says how far a rate could have come out by
chance alone, were each person's outcome drawn at the same rate: whether a difference is larger than the play of small
numbers. It says nothing of errors in the record, and where it holds no difference, there may still be one.
"""

from __future__ import annotations

from math import hypot, isfinite

from scipy.stats import binomtest
from scipy.stats.contingency import relative_risk

CONFIDENCE = 0.95
MEANS = (
    "Everybody on record is counted, nobody was sampled. The 95 % interval says how far a rate could have come out by "
    "chance alone, were each person's outcome drawn at the same rate. It says nothing of errors in the record."
)
"""What an interval means for a full count, in words for readers."""

Interval = tuple[float | None, float | None, float | None]
NOTHING: Interval = (None, None, None)


def share(count: int, denominator: int) -> Interval:
    """The share and its Wilson interval; nothing where there is nobody."""
    if denominator == 0:
        return NOTHING
    bounds = binomtest(count, denominator).proportion_ci(CONFIDENCE, method="wilson")
    return _rounded(count / denominator, bounds.low, bounds.high)


def rate_ratio(count: int, denominator: int, of_reference: int, reference: int) -> Interval:
    """The share over that of the reference group; nothing where that is not known or nought."""
    if denominator == 0 or reference == 0 or of_reference == 0:
        return NOTHING
    found = relative_risk(count, denominator, of_reference, reference)
    bounds = found.confidence_interval(CONFIDENCE)
    return _rounded(found.relative_risk, bounds.low, bounds.high)


def difference(count: int, denominator: int, of_reference: int, reference: int) -> Interval:
    """The share less that of the reference group, with Newcombe's interval (from the two Wilson intervals)."""
    if denominator == 0 or reference == 0:
        return NOTHING
    own, other = count / denominator, of_reference / reference
    mine = binomtest(count, denominator).proportion_ci(CONFIDENCE, method="wilson")
    theirs = binomtest(of_reference, reference).proportion_ci(CONFIDENCE, method="wilson")
    low = own - other - hypot(own - mine.low, theirs.high - other)
    high = own - other + hypot(mine.high - own, other - theirs.low)
    return _rounded(own - other, low, high)


def possible_shares(
    count: int, denominator: int, perhaps: int, perhaps_among: int
) -> tuple[float | None, float | None]:
    """The lowest and highest share that a group can have whatever race those with several on record are counted in:
    ``perhaps_among`` of them could be of the group, ``perhaps`` of whom are at the stage."""
    lowest, highest = denominator + perhaps_among - perhaps, denominator + perhaps
    low = round(count / lowest, 4) if lowest else None
    return low, round((count + perhaps) / highest, 4) if highest else None


def _rounded(*values: float) -> Interval:
    first, low, high = (round(float(value), 4) if isfinite(value) else None for value in values)
    return first, low, high
