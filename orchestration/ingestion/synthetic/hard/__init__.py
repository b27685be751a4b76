"""Samples that hurt: what real files have and the usual sample has seldom or never.

``rates.csv`` has the rates of every state, ``<state>/hard_rates.csv`` those of one, which go before them: each with
what it is a share of and where it comes from. ``is_verified``: ``yes`` if the source was read and counts the same
thing, ``near`` if it counts another, else ``no``. ``words.csv`` and ``hard_words.csv`` have the words that a rate
writes, ``hard_offenses.csv`` the offenses. All of them are frozen by a test.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


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


def list_files() -> list[Path]:
    """List the tables of all states."""
    return [*sorted(FOLDER.glob("*.csv")), *sorted(FOLDER.parent.glob("[a-z][a-z]/hard_*.csv"))]


def load_hard(state: str) -> HardTables:
    """Load the tables of a state.

    Raises:
        LookupError: The state has no rates.
    """
    own = FOLDER.parent / state
    if not (own / "hard_rates.csv").is_file():
        raise LookupError(f"expected rates of {state} in {own / 'hard_rates.csv'}, found none")
    rates = [*_read(FOLDER / "rates.csv"), *_read(own / "hard_rates.csv")]
    words: dict[tuple[str, str], list[HardWord]] = {}
    for row in [*_read(FOLDER / "words.csv"), *_read(own / "hard_words.csv")]:
        word = HardWord(row["word"], row["means"], float(row["weight"]))
        words.setdefault((row["field"], row["what"]), []).append(word)
    return HardTables(
        rates={row["what"]: float(row["rate"]) for row in rates},
        words={key: tuple(found) for key, found in words.items()},
        offenses={row["what"]: row for row in _read(own / "hard_offenses.csv")},
    )


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
