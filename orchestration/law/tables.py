"""The rows of the law tables as their files have them: each with its key, citation, tag and a hash of what it says.

What belongs here: reading ``law/*.csv`` of a state, for commands that need no warehouse. What does not: what a row
decided (``used``), who signed it (``signatures``).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HASH_DIGITS = 16
WORDS = (
    "reason_text",
    "question",
    "presumption_text",
    "hint_text",
    "list_name",
    "remedy_name",
    "scenario_name",
    "says",
)
"""Columns that say in words what a row is; the first that is filled speaks."""


@dataclass(frozen=True)
class LawRow:
    """One row of a law table; where its key stands in several lines of the file (a row of the matrix for several
    sections), all of them together."""

    law_table: str
    row_key: str
    lines: tuple[Mapping[str, str], ...]
    row_hash: str

    @property
    def citation(self) -> str:
        """Where the law says so; several lines' citations with ``; `` between."""
        return "; ".join(dict.fromkeys(line["citation"] for line in self.lines if line["citation"]))

    @property
    def verified(self) -> str:
        """How sure it is; the words of several lines with ``/`` between, so that the weakest counts."""
        return "/".join(dict.fromkeys(line["verified"] for line in self.lines))

    @property
    def words(self) -> str:
        """What it says, as far as a column says it in words; of a parameter its value."""
        line = self.lines[0]
        for column in WORDS:
            if line.get(column):
                return line[column]
        if "parameter" in line:
            return format_value(line)
        return "; ".join(line[column] for column in ("word", "membership", "fact_needed", "note") if line.get(column))


def format_value(line: Mapping[str, str]) -> str:
    """The value of a parameter with its unit; where the unit lists the choices, what else could have been chosen."""
    value, unit = line["value"] or "none", line["unit"]
    if "|" in unit:
        others = [choice for choice in unit.split("|") if choice != value]
        return f"{value} (or {', '.join(others)})".replace("_", " ")
    if value == "none" or unit in ("date", value):
        return value.replace("_", " ")
    return f"{value} {unit.removesuffix('s') if value == '1' else unit}"


def read_table(models: Path, state: str, law_table: str) -> list[dict[str, str]]:
    """The lines of one law table in the order of the file; none where the state has no such table."""
    path = models / "rules" / state / "law" / f"{state}_{law_table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_law_rows(models: Path, state: str, row_keys: Mapping[str, Sequence[str]]) -> list[LawRow]:
    """Every row of the tables that ``row_keys`` names, by table, rows in the order of their file."""
    rows = []
    for law_table, columns in sorted(row_keys.items()):
        by_key: dict[str, list[dict[str, str]]] = {}
        for line in read_table(models, state, law_table):
            by_key.setdefault(" ".join(line[name] for name in columns if line[name]), []).append(line)
        rows += [LawRow(law_table, key, tuple(lines), _hash_of(lines)) for key, lines in by_key.items()]
    return rows


def _hash_of(lines: Sequence[Mapping[str, str]]) -> str:
    """Of everything the lines say: one changed letter of a row is another row to sign."""
    said = sorted("\x1f".join(f"{name}={value}" for name, value in sorted(line.items()) if value) for line in lines)
    return hashlib.sha256("\x1e".join(said).encode()).hexdigest()[:HASH_DIGITS]
