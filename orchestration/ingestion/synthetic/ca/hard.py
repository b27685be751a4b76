"""What real files of the state have and the usual sample has not: rates, and the violations of probation.

All rates are 0 by default, so that a usual sample keeps every byte.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from orchestration.ingestion.synthetic.ca import wording
from orchestration.ingestion.synthetic.ca.counter import Floats, accumulate_weights
from orchestration.ingestion.synthetic.ca.rates import QuirkRates
from orchestration.ingestion.synthetic.hard import HardTables


@dataclass(frozen=True)
class HardRates:
    """Rates from 0 (never) to 1; ``races`` and ``women``: shares of people (empty, 0: the usual ones)."""

    namesake: float = 0.0  # of people: name, birth day and sex of the person before
    probation_step: float = 0.22  # of grants of probation: what became of it is on record
    violation_cycle: float = 0.0  # of cycles whose first count got probation: a later cycle of a violation
    sentence_left_out: float = 0.0  # of convictions
    later_row_modifies: float = 0.0  # of later rows on a conviction: SENTENCE MODIFIED, no relief
    degree_in_words: float = 0.0  # of counts of burglary
    women: float = 0.0
    races: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_usual(self) -> bool:
        """Whether nothing is different from the usual sample."""
        return self == HardRates()

    def weigh_sexes(self) -> Floats:
        """Build the table of choices of sexes."""
        shares = {"M": 1 - self.women - _NEITHER, "F": self.women, "X": _NEITHER}
        return accumulate_weights([shares[sex] if self.women else weight for sex, weight in wording.SEXES])

    def weigh_races(self) -> Floats:
        """Build the table of choices of races."""
        return accumulate_weights(
            [self.races.get(code, 0.0) if self.races else weight for code, _, weight in wording.RACES]
        )

    def describe(self) -> dict[str, object]:
        """Describe each rate, for the notes of a sample."""
        return asdict(self)


_NEITHER = 0.005


def choose_rates(tables: HardTables) -> tuple[QuirkRates, HardRates]:
    """Choose the rates of a hard sample: those of the tables, the usual ones where they have none."""
    own = {one.name for one in fields(HardRates)}
    quirks = {name: rate for name, rate in tables.rates.items() if name in QuirkRates.names()}
    hard = {name: rate for name, rate in tables.rates.items() if name in own}
    return replace(QuirkRates(), **quirks), HardRates(**hard, races=tables.list_races())
