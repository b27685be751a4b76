"""What a comparison says in words: its headline, what may be done with it, what its rows do not mean.

What belongs here: sentences that the terminal, the page and the chart share. What does not: counting (``comparing``).
"""

from __future__ import annotations

from orchestration.law.scenarios.scenario import CURRENT
from orchestration.reporting.comparison.compare_scenarios import Comparison, Row

INTERNAL = (
    "Internal: small numbers are shown. Nothing of this may leave the building. No law says what a scenario says: "
    "nothing of it is filed, proposed or recorded."
)
READ_SO = (
    "Relief is counted where a remedy says eligible; review is no relief. A conviction stands once in each breakdown "
    "but that of each remedy by itself; a person in every row that holds one of theirs, and where that is several, the "
    "last row of a breakdown takes off what was counted more than once, so that the rows add up to the total."
)
PLURALS = {
    "conviction": "convictions",
    "charge without conviction": "charges without conviction",
    "arrest": "arrests",
}


HEADLINES = "Headlines of the living, were all that is eligible granted"
NOT_COUNTED = (
    "Headline figures under {names} are not counted, or not as of the same ledger: lookback scenario figures {all}"
)
AS_BEFORE = "Every headline is the same under both."


def not_counted(comparison: Comparison) -> str:
    """What to do where headlines are not there; empty where they are."""
    if not comparison.not_counted:
        return ""
    sides = [side.name for side in (comparison.first, comparison.second) if side.name != CURRENT]
    return NOT_COUNTED.format(names=" and ".join(comparison.not_counted), all=" ".join(sides))


def title(comparison: Comparison) -> str:
    """What is compared."""
    return f"{comparison.first.name} and {comparison.second.name}, as of {comparison.as_of_date}"


def headline(total: Row) -> str:
    """One unit in a sentence that adds up: before + gains - losses = after."""
    before, gains, losses, changes, after = total.units
    sentence = (
        f"{PLURALS[total.unit].capitalize()}: {before:,} + {gains:,} - {losses:,} = {after:,} with relief; "
        f"{people(total.people[1])} gain for one or more, {people(total.people[2])} lose for one or more; "
        f"people with any: {total.people[0]:,} before, {total.people[4]:,} after."
    )
    return sentence if not changes else f"{sentence} {changes:,} get relief of another kind."


def people(count: int) -> str:
    """So many people."""
    return "1 person" if count == 1 else f"{count:,} people"
