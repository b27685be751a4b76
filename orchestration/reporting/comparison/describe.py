"""The sentences around a comparison, the same on a terminal, in files and on the page.

What belongs here: words. What does not: counts.
"""

from __future__ import annotations

from orchestration.reporting.comparison.causes import CAUSES
from orchestration.reporting.comparison.compare_runs import Bridge, Comparison, Side

INTERNAL = "Internal: small numbers are shown. Not to be published."
AFTER_THE_RULES = (
    "Counts from 1 to 10 are withheld, and others that would give them away; a withheld count is a question mark."
)
READ_SO = (
    "Each conviction, arrest and person that is counted in one of the two runs alone stands under exactly one cause. "
    "Where more than one thing differs and nothing tells which of them did it, the cause is several causes."
)

NOT_COUNTED = (
    "What was filed, granted and left of records is compared where lookback figures counted both runs while each was "
    "at hand."
)


def title(comparison: Comparison) -> str:
    """From when to when."""
    return f"What changed from {comparison.first.as_of_date} to {comparison.second.as_of_date}"


def about(side: Side) -> str:
    """What a run rests on, in one line."""
    allowed = f"; allowed by name: {side.allowances}" if side.allowances else ""
    return f"run {side.run_id} of {side.as_of_date}, law {side.law_version}, Lookback {side.version}{allowed}"


def what_differs(first: Side, second: Side) -> str:
    """Whether the runs have a day, a law and a version in common."""
    differing = [
        name
        for name, one, other in (
            ("as-of date", first.as_of_date, second.as_of_date),
            ("law or policy", first.law_version, second.law_version),
            ("version of Lookback", first.version, second.version),
        )
        if one != other
    ]
    return f"The runs differ in {', '.join(differing)}." if differing else "Day, law and version are the same."


def disclosure(comparison: Comparison) -> str:
    """Whether it may leave the building."""
    return INTERNAL if comparison.is_internal else AFTER_THE_RULES


def not_known(bridge: Bridge) -> str:
    """How many are not known in either run: they are in neither figure."""
    before, after = (number(count) for count in (bridge.not_known_before, bridge.not_known_after))
    return f"not known: {before} before, {after} after"


def why(bridge: Bridge) -> str:
    """Each cause with what it adds and takes away, in one line."""
    parts = []
    for step in bridge.steps:
        moves = [f"{sign}{number(count)}" for count, sign in ((step.gains, "+"), (step.losses, "-")) if count != 0]
        parts.append(f"{CAUSES[step.cause]} {' '.join(moves)}")
    return "; ".join(parts)


def number(count: int | None) -> str:
    """A count, or the sign of a withheld one."""
    return "?" if count is None else f"{count:,}"
