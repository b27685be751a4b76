"""The headlines of which two runs are compared, and how they are called.

What belongs here: their ids, what they say, which headline of ``levels`` counts the same. What does not: counting
(``moved``, ``achieved``, ``convictions_of_the_free``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.determinations.snapshots.queries import MEASURES as OF_PEOPLE
from orchestration.determinations.snapshots.store import KeptRun
from orchestration.reporting.comparison.conviction_bridges import OF_THE_FREE, of_the_free
from orchestration.reporting.comparison.ledger_bridges import left_of_records
from orchestration.reporting.comparison.ledger_counts import BASES, LEFT, VIEWERS
from orchestration.reporting.metrics.policy_figures import MEASURES

ANY = "any"
WHOLE = "whole"
WAITING: Mapping[str, tuple[str, str]] = {
    "later": ("not_yet", "that only time keeps from relief"),
    "review": ("review", "that wait for a person to look"),
    "undeterminable": ("undeterminable", "that cannot be determined"),
}
"""Levels of what is not eligible, under any remedy: the word of a figure, its outcome, what it says of several."""
OF_ONE: Mapping[str, str] = {
    "eligible": "with an eligible {}",
    "later": "with a {} that only time keeps from relief",
    "review": "with a {} that waits for a person to look",
    "undeterminable": "with a {} that cannot be determined",
}
"""What is said of a person by one of these."""
OF_LEVELS: Mapping[str, str] = {
    "eligible": "eligible",
    "later": "eligible_later",
    "review": "in_review",
    "undeterminable": "undeterminable",
}
"""The word of a figure to the level that counts the same."""

PEOPLE_FIGURES: Mapping[str, str] = {
    measure: f"{MEASURES['people', measure]}, by orders of courts" for measure in OF_PEOPLE
}
"""What orders of courts would leave of people's records, under the policies of the counties."""


@dataclass(frozen=True)
class Headline:
    """A figure that is compared: its id, what it says, and what it counts. ``level``: measure, basis and viewer of the
    headline of ``levels`` that counts the very same, where there is one."""

    figure: str
    says: str
    unit: str
    level: tuple[str, str, str] | None = None


def headlines(first: KeptRun, second: KeptRun) -> list[Headline]:
    """Every headline of the two runs, in the order they are shown. (Arrests have one remedy: it is told by no name.)"""
    remedies = {
        remedy: about["name"]
        for run in (first, second)
        for remedy, about in sorted(run.remedies.items())
        if about["unit"] != "arrest"
    }
    found = [_level("eligible", "convictions", "convictions of living people eligible under any remedy")]
    found += [
        Headline(f"convictions_eligible_{remedy}", f"convictions of living people eligible: {name}", "convictions")
        for remedy, name in remedies.items()
    ]
    found.append(Headline("people_eligible_any", f"living people {_with('eligible', 'conviction')}", "people"))
    for word, (_, says) in WAITING.items():
        if word == "undeterminable":
            found.append(_level(word, "charges", f"charges of living people without a conviction {says}"))
        found += [
            _level(word, "convictions", f"convictions of living people {says}, under any remedy"),
            Headline(f"people_{word}_{ANY}", f"living people {_with(word, 'conviction')}", "people"),
        ]
    found += [Headline(f"people_{measure}", says, "people") for measure, says in PEOPLE_FIGURES.items()]
    for word in OF_ONE:
        arrests = (
            f"arrests of living people {WAITING[word][1]}" if word in WAITING else "eligible arrests of living people"
        )
        found += [
            _level(word, "arrests", arrests),
            Headline(f"people_{word}_arrest", f"living people {_with(word, 'arrest')}", "people"),
            _level(word, "people", f"living people {_with(word, 'conviction, charge or arrest')}"),
        ]
    return [*found, *(_achieved() if first.counted is not None and second.counted is not None else ())]


def _with(word: str, what: str) -> str:
    return OF_ONE[word].format(what).replace("a arrest", "an arrest")


def _level(word: str, unit: str, says: str) -> Headline:
    whose = WHOLE if unit == "people" else ANY
    return Headline(f"{unit}_{word}_{whose}", says, unit, (OF_LEVELS[word], "none", "none"))


def _achieved() -> Iterator[Headline]:
    """What was filed and granted, and what is left of records."""
    whose = {
        "convictions": "convictions of living people of which a line was {}",
        "arrests": "arrests of living people of which a line was {}",
        "people": "living people of whom a line was {}",
    }
    for word, done in (("filed", "filed"), ("granted", "granted or recorded")):
        for unit, says in whose.items():
            yield Headline(f"{unit}_{word}", says.format(done), unit, (word, "none", "none"))
    for figure, measure, basis, viewer in left_of_records():
        says = f"{LEFT[measure]}, {VIEWERS[viewer]}, {BASES[basis]}"
        yield Headline(figure, says, "people", (measure, basis, viewer))
    for figure, measure, basis, viewer in of_the_free():
        says = f"{OF_THE_FREE[measure]}, {VIEWERS[viewer]}, {BASES[basis]}"
        yield Headline(figure, says, "convictions", (measure, basis, viewer))
