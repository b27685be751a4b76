"""What the oracle of automatic relief is told of the law.

What belongs here: the law of a day as values. What does not: any reading of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.models.generative.oracle.disqualifiers import OffenseLists
from tests.models.generative.oracle.relief_facts import ReliefParameters


@dataclass(frozen=True)
class Law:
    """What the law is on a day: parameters, lists, and whether the Supervised Release File is at hand."""

    parameters: ReliefParameters
    lists: OffenseLists
    as_of: date
    is_file_at_hand: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", replace(self.parameters, lists=self.lists))
