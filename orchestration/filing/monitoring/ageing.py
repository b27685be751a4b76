"""How long lines have waited and for whom, by state, county and remedy.

A line has waited since the event that brought it into its state. States that wait for nobody are not shown.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median

from orchestration.filing.batches.candidates import Selection
from orchestration.filing.ledger.life_cycle import find_next_state
from orchestration.filing.ledger.proposals import BEFORE_FILING
from orchestration.filing.ledger.returned_lines import NAME_DIFFERS
from orchestration.filing.ledger.store import RETURNED, Ledger, Line

COLUMNS = ("state", "county", "remedy_id", "waits_on", "lines", "median_days", "oldest_days")
TABLE = Path(__file__).with_name("waits_on.csv")


@dataclass(frozen=True)
class Waiting:
    """Lines of one state, county and remedy: number, median days and longest days."""

    state: str
    county_name: str
    remedy_id: str
    waits_on: str
    lines: int
    median_days: float
    oldest_days: int


@cache
def read_waits_on() -> Mapping[tuple[str, str], str]:
    """Read for whom a line waits, by who grants the relief and its state; empty for nobody."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["relief_by"], row["state"]): row["waits_on"] for row in csv.DictReader(file)}


@cache
def read_steps() -> Mapping[tuple[str, str], str]:
    """Read the funnel step of a line, by who grants the relief and its state."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["relief_by"], row["state"]): row["step"] for row in csv.DictReader(file)}


@dataclass(frozen=True)
class NextStep:
    """Lines that wait for the same: how many, for what, on whom, and with which command they go on."""

    lines: int
    words: str
    waits_on: str
    command: str

    def describe(self) -> str:
        """``76 lines wait for a check in the workbook``; ``1 line waits`` ..."""
        verb, _, rest = self.words.partition(" ")
        of_one = {"wait": "waits", "are": "is"}.get(verb, verb)
        return f"1 line {of_one} {rest}" if self.lines == 1 else f"{self.lines:,} lines {self.words}"

    def format_line(self) -> str:
        """The same with the next command behind a colon."""
        return f"{self.describe()}: {self.command}"


def find_next_steps(ledger: Ledger, meant: Selection) -> list[NextStep]:
    """Find what the lines that are meant wait for, in the order in which a line goes its way."""
    found: Counter[tuple[str, str, str]] = Counter()
    for (relief_by, reached, answer), lines in ledger.count_states(**vars(meant)).items():
        if answer == NAME_DIFFERS and reached in BEFORE_FILING:  # also under review: nobody can approve it
            found[relief_by, RETURNED, answer] += lines
        else:
            found[relief_by, reached, answer if reached == RETURNED else ""] += lines
    steps: Counter[tuple[str, str, str]] = Counter()
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["words"]:
                lines = found[row["relief_by"], row["state"], row["answer"]]
                steps[row["words"], row["waits_on"], row["command"]] += lines
    return [NextStep(lines, *step) for step, lines in steps.items() if lines]


def read_states_since(ledger: Ledger, lines: Mapping[str, Line]) -> dict[str, tuple[str, date]]:
    """Return the state of each of ``lines`` (by id), and the day of the event that led to it."""
    states: dict[str, tuple[str, date]] = {}
    for event in ledger.events():
        if event.line_id is None:
            continue
        before = states.get(event.line_id)
        after = find_next_state(lines[event.line_id].relief_by, before[0] if before else None, event.kind)
        if before is None or before[0] != after:
            states[event.line_id] = (after, ledger.day_of(event))
    return states


def find_ageing_lines(ledger: Ledger, today: date, meant: Selection | None = None) -> list[Waiting]:
    """Find the waiting lines among those ``meant``, longest first."""
    lines = {line.line_id: line for line in ledger.lines()}
    days: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for line_id, (state, since) in read_states_since(ledger, lines).items():
        if meant is not None and not meant.means(lines[line_id]):
            continue
        line = lines[line_id]
        whom = read_waits_on()[line.relief_by, state]
        if whom:
            days[state, line.county_name, line.remedy_id, whom].append(max((today - since).days, 0))
    found = [Waiting(*key, len(waited), float(median(waited)), max(waited)) for key, waited in days.items()]
    return sorted(found, key=lambda one: (-one.oldest_days, one.county_name, one.remedy_id, one.state))
