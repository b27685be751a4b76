"""How ``external.csv`` may call a figure of ours: what we could count, whether or not this run counts anybody there.

What belongs here: telling a name from a slip of the pen. What does not: values (``producing``), comparing
(``external``). A name that nothing of ours can have is a mistake in the file; one that this run has no row of is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.metrics.catalogue import NONE, Catalogue
from orchestration.reporting.metrics.counts import PAIRS, PAIRS_OF_PEOPLE, PAIRS_OF_RECORDS

WITHIN = ("1", "3", "5")
OUTCOMES = ("eligible", "not_yet", "review", "undeterminable", "ineligible", "already_relieved", "all")
"""As ids of published figures have them."""


@dataclass(frozen=True)
class Names:
    """``counties``: as the tables name them; ``laws``: ids of the remedies."""

    catalogue: Catalogue
    counties: Collection[str]
    laws: Collection[str]

    def is_ours(self, name: str) -> bool:
        """Whether a figure of ours can be called so."""
        first, *words = name.split("/")
        checks: dict[str, Callable[..., bool]] = {
            "levels": self._level,
            "outcomes": self._outcome,
            "reports": self._report,
            "gap": self._gap,
        }
        return first in checks and checks[first](*words)

    def _level(self, *words: str) -> bool:
        for entry in self.catalogue.entries:
            what = entry.figure_id.split("/")[1:]
            if list(words[: len(what)]) == what:
                of_records = PAIRS_OF_PEOPLE if entry.unit == "people" else PAIRS_OF_RECORDS
                pairs = PAIRS if entry.basis == NONE else of_records
                return self._groups(words[len(what) :], pairs, is_of_records=entry.basis != NONE)
        return False

    def _groups(self, words: Collection[str], pairs: Collection[tuple[str, str]], *, is_of_records: bool) -> bool:
        told = [word.partition("=")[::2] for word in words]
        if is_of_records and len(told) == 1 and told[0][0] in ("alone", "without"):
            return told[0][1] in self.laws
        traits = tuple(trait for trait, _ in told)
        of_pairs = {tuple(trait for trait in pair if trait not in ("all", "none")) for pair in pairs}
        known: dict[str, Collection[str]] = {"county": self.counties, "remedy": self.laws}
        return traits in of_pairs and all(group and group in known.get(trait, (group,)) for trait, group in told)

    def _outcome(self, *words: str) -> bool:
        if len(words) != 7:
            return False
        law, place, kind, group, status, outcome, unit = words
        places = {"statewide", *(county.lower().replace(" ", "-") for county in self.counties)}
        is_whole = (kind, group, status) == ("all", "all", "living")
        return (
            law in self.laws
            and place in places
            and is_whole
            and outcome in OUTCOMES
            and unit in ("people", "determinations")
        )

    def _report(self, *words: str) -> bool:
        return len(words) == 3 and words[0] == "ab1706" and words[1] in self.laws and words[2] in _OF_REPORTS

    def _gap(self, *words: Any) -> bool:
        if len(words) != 4:
            return False
        unit, law, uptake, years = words
        is_law = law in self.laws or (law == "ALL" and unit == "people")
        return unit in ("people", "convictions", "arrests") and is_law and uptake == "uptake" and years in WITHIN


_OF_REPORTS = ("processed", "processed_share")
