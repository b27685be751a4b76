"""Samples that hurt: what real files have and the usual sample has seldom or never, at rates of ``rates.csv``.

``rates.csv`` has a row for each rate, with where it comes from; a state's own row goes before that of ``every`` state.
``is_verified``: ``yes`` if the source was read and counts the same thing, ``near`` if it counts another, else ``no``.
``words.csv`` has the words that a rate writes, ``offenses.csv`` the offenses. All three are frozen by a test.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = ("rates.csv", "words.csv", "offenses.csv")
_EVERY = "every"


@dataclass(frozen=True)
class HardWord:
    """A word, or a format of one; ``means``: what is true of a charge that has it."""

    word: str
    means: str
    weight: float


@dataclass(frozen=True)
class HardTables:
    """The tables of one state: rates by what happens, words by field and rate, offenses by rate."""

    rates: Mapping[str, float]
    words: Mapping[tuple[str, str], tuple[HardWord, ...]]
    offenses: Mapping[str, Mapping[str, str]]

    def get_rate(self, what: str) -> float:
        """Return a rate, 0 if the state has none."""
        return self.rates.get(what, 0.0)

    def list_races(self) -> dict[str, float]:
        """List the shares of people by code of race."""
        return {what.removeprefix("race_"): rate for what, rate in self.rates.items() if what.startswith("race_")}


def load_hard(state: str) -> HardTables:
    """Load the tables of a state.

    Raises:
        LookupError: The table of rates has no row of the state.
    """
    of_state = [row for row in _read("rates.csv") if row["state"] in (_EVERY, state)]
    if state not in {row["state"] for row in of_state}:
        raise LookupError(f"expected rates of {state} in {FOLDER / 'rates.csv'}, found none")
    of_state.sort(key=lambda row: row["state"] != _EVERY)
    words: dict[tuple[str, str], list[HardWord]] = {}
    for row in _read("words.csv"):
        if row["state"] in (_EVERY, state):
            word = HardWord(row["word"], row["means"], float(row["weight"]))
            words.setdefault((row["field"], row["what"]), []).append(word)
    return HardTables(
        rates={row["what"]: float(row["rate"]) for row in of_state},
        words={key: tuple(found) for key, found in words.items()},
        offenses={row["what"]: row for row in _read("offenses.csv") if row["state"] == state},
    )


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
