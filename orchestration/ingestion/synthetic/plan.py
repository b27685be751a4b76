"""What one sample is asked to be: the arguments that every drawing module reads.

What belongs here: the frozen request. What does not: defaults of the public call (``generate``), rates (``rates``).
"""

from dataclasses import dataclass

from orchestration.ingestion.synthetic.places import Territory
from orchestration.ingestion.synthetic.rates import QuirkRates


@dataclass(frozen=True)
class Plan:
    """One sample: ``root`` is the key of the seed, ``cut_day`` the day of the extract (days since 1970-01-01)."""

    root: int
    people: int
    cut_day: int
    territory: Territory
    rates: QuirkRates
