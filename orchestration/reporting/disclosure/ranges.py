"""Counts told as ranges: for what is no figure of a release and still counts people, as data quality and scenarios.

What belongs here: which range a count is told as, and whether ranges that hang together by a sum give one away. What
does not: figures, which are told exactly or withheld (``complementary``). A range of ten is wide enough by itself,
whoever knows an exact count beside it; only sums of ranges can narrow one, and such a breakdown is not told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.reporting.disclosure.rule import NARROWEST, SMALLEST_SHOWN

WIDTH = 10
"""Counts from ``SMALLEST_SHOWN`` on fall into ranges of so many numbers."""

Bounds = tuple[int, int]


def told_as(count: int) -> Bounds | None:
    """The range a count is told as: zero is told, 1 to 10 are withheld (None), 11 to 20, 21 to 30 and so on."""
    if count <= 0:
        return (0, 0)
    if count < SMALLEST_SHOWN:
        return None
    low = SMALLEST_SHOWN + (count - SMALLEST_SHOWN) // WIDTH * WIDTH
    return (low, low + WIDTH - 1)


def bounds(told: Bounds | None) -> Bounds:
    """What a reader knows of the count; one that is withheld is at least 1."""
    return told if told is not None else (1, SMALLEST_SHOWN - 1)


def can_be_told(whole: int, breakdowns: Sequence[Mapping[str, int]]) -> bool:
    """Whether nobody can narrow a count below ``NARROWEST`` who knows the ranges of the whole and of the parts in each
    of the breakdowns, and that the parts of each add up to the whole. Where the whole is withheld no part is told, not
    even which are none."""
    if told_as(whole) is None:
        return False
    low, high = bounds(told_as(whole))
    known = [[bounds(told_as(part)) for part in parts.values()] for parts in breakdowns]
    for of_parts in known:
        low, high = max(low, sum(least for least, _ in of_parts)), min(high, sum(most for _, most in of_parts))
    if _is_narrow(low, high, whole):
        return False
    for of_parts in known:
        least_of_all, most_of_all = sum(least for least, _ in of_parts), sum(most for _, most in of_parts)
        for least, most in of_parts:
            lowest = max(least, low - (most_of_all - most))
            highest = min(most, high - (least_of_all - least))
            if _is_narrow(lowest, highest, most):
                return False
    return True


def _is_narrow(low: int, high: int, count: int) -> bool:
    """Zero is told and may be known."""
    return count > 0 and high - low < NARROWEST
