"""The rule of small cells: which counts are withheld for what they are, before anything is withheld to protect them.

What belongs here: the numbers of the rule and what they say of one cell. What does not: protecting cells
(``complementary``). The numbers follow the state's de-identification guidelines as the field uses them (ADR 0032).
"""

from __future__ import annotations

import numpy as np

from orchestration.reporting.disclosure.cells import Booleans, Cells

SMALLEST_SHOWN = 11
"""Counts from 1 to one below this are withheld."""

NARROWEST = 5.0
"""Whoever knows everything that was published may not narrow a withheld count down to an interval shorter than this."""


def is_small(values: np.ndarray) -> Booleans:
    """Counts of somebody, but of fewer than may be shown."""
    small: Booleans = (values >= 1) & (values < SMALLEST_SHOWN)
    return small


def primary(cells: Cells) -> Booleans:
    """Cells that are withheld for what they are. A zero is shown: nobody is in it. So readers of a release know that
    a withheld count is at least 1, and the attack is told so."""
    return is_small(cells.values)


BASE, FEWEST = 5, 13
WITHHELD = f"<{FEWEST}"
"""How a withheld count is written."""
SAYS = (
    f"Every count is rounded to the nearest {BASE} by itself, so that parts need not add up to their total. A count that "
    f"rounds to 10 or less, zero included, is shown as {WITHHELD}, and so is a count of records of fewer than {FEWEST} "
    "people."
)


def round_one(count: int | None, people: int | None = None) -> int | None:
    """The rule for a single count."""
    people = count if people is None else people
    if count is None or people is None or min(count, people) < FEWEST:
        return None
    return (count + BASE // 2) // BASE * BASE
