"""The request for one sample, which every drawing module reads."""

from dataclasses import dataclass, field

from orchestration.ingestion.synthetic.ca.hard import HardRates
from orchestration.ingestion.synthetic.ca.places import Territory
from orchestration.ingestion.synthetic.ca.rates import QuirkRates


@dataclass(frozen=True)
class Plan:
    """One sample. ``root``: the key derived from the seed. ``cut_day``: day of the extract (days since 1970-01-01)."""

    root: int
    people: int
    cut_day: int
    territory: Territory
    rates: QuirkRates
    hard: HardRates = field(default_factory=HardRates)
