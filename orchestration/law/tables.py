"""Rows of the law, from CSV tables (``law/*.csv``) and packs: key, citation, tag and a content hash."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.law.pack_files.columns import PEOPLE_TABLES, ROW_KEYS
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.law.pack_files.lines import ENTRY, WRITTEN, list_lines, list_pack_lines

HASH_DIGITS = 16
TEXT_COLUMNS = (
    "reason_text",
    "question",
    "presumption_text",
    "hint_text",
    "list_name",
    "remedy_name",
    "scenario_name",
    "says",
    "words",
    WRITTEN,
)
"""Columns that describe a row in words; the first non-empty one is used."""


@dataclass(frozen=True)
class LawRow:
    """One row of a law table. If several lines share its key (a matrix row for several sections), ``lines`` has all of
    them.

    ``entries``: the entries of packs it was read from (``<pack> <section>``); none of a CSV table.
    """

    law_table: str
    row_key: str
    lines: tuple[Mapping[str, str], ...]
    row_hash: str
    entries: frozenset[str] = frozenset()

    @property
    def citation(self) -> str:
        """The citations of all lines, joined by ``; ``."""
        return "; ".join(dict.fromkeys(line["citation"] for line in self.lines if line["citation"]))

    @property
    def verified(self) -> str:
        """The tags of all lines, joined by ``/``, so that the weakest counts."""
        return "/".join(dict.fromkeys(line["verified"] for line in self.lines))

    @property
    def words(self) -> str:
        """The row in words, as far as a column has them; for a parameter its value."""
        line = self.lines[0]
        for column in TEXT_COLUMNS:
            if line.get(column):
                return line[column]
        if "parameter" in line:
            return format_value(line)
        return "; ".join(line[column] for column in ("word", "membership", "fact_needed", "note") if line.get(column))


def format_value(line: Mapping[str, str]) -> str:
    """Format the value of a parameter with its unit, or with the other choices if the unit lists them."""
    value, unit = line["value"] or "none", line["unit"]
    if "|" in unit:
        others = [choice for choice in unit.split("|") if choice != value]
        return f"{value} (or {', '.join(others)})".replace("_", " ")
    if value == "none" or unit in ("date", value):
        return value.replace("_", " ")
    return f"{value} {unit.removesuffix('s') if value == '1' else unit}"


def read_packs(models: Path, state: str) -> list[PackFile]:
    """Read the packs of a state.

    Raises:
        PackError: One is invalid.
    """
    return read_pack_files(models / "rules" / state, state)


def read_table(models: Path, state: str, law_table: str) -> list[dict[str, str]]:
    """Read the lines of one law table, those of its CSV file and then those of packs; none if the state has none.

    Raises:
        PackError: A pack is invalid.
    """
    own = read_csv_table(models, state, law_table)
    packs = read_packs(models, state)
    if law_table in PEOPLE_TABLES:
        return list_lines(packs, {law_table: own})[law_table]
    return own + list_pack_lines(packs).get(law_table, [])


def read_csv_table(models: Path, state: str, law_table: str) -> list[dict[str, str]]:
    """Read the lines of a CSV law table, in ``law/`` or beside the packs, in file order; none if there is no file."""
    folder = models / "rules" / state
    for path in (folder / "law" / f"{state}_{law_table}.csv", folder / f"{state}_{law_table}.csv"):
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
    return []


def list_csv_tables(models: Path, state: str) -> list[str]:
    """List the CSV law tables of a state, but for signatures, in ``law/`` and beside the packs."""
    folder = models / "rules" / state
    found = {
        path.stem.removeprefix(f"{state}_")
        for path in (*folder.glob(f"{state}_*.csv"), *folder.glob(f"law/{state}_*.csv"))
    }
    return sorted(found - {"signatures"})


def is_in_force(row: Mapping[str, str], day: str) -> bool:
    """Return whether a row with ``effective_from`` and ``effective_to`` is in force on ``day``."""
    return row["effective_from"] <= day and (not row["effective_to"] or day <= row["effective_to"])


def read_parameters(models: Path, state: str, day: str) -> dict[str, str]:
    """Read the value of each parameter that is in force on ``day``.

    Raises:
        PackError: A pack is invalid.
    """
    rows = read_table(models, state, "parameters")
    return {row["parameter"]: row["value"] for row in rows if is_in_force(row, day)}


def read_law_rows(models: Path, state: str, row_keys: Mapping[str, Sequence[str]]) -> list[LawRow]:
    """Read every row of the tables in ``row_keys`` and of packs, by table, in file order.

    A row of a pack that a CSV table has under the same key is the CSV table's.

    Raises:
        PackError: A pack is invalid.
    """
    rows = []
    packs = list_pack_lines(read_packs(models, state))
    for law_table, columns in sorted({**ROW_KEYS, **row_keys}.items()):
        if law_table == "element_reads":  # (No law of its own.)
            continue
        by_key: dict[str, list[dict[str, str]]] = {}
        for line in read_csv_table(models, state, law_table):
            by_key.setdefault(make_key(columns, line), []).append(line)
        of_csv = {*by_key}
        for line in packs.get(law_table, []):
            if (key := make_key(columns, line)) not in of_csv:
                by_key.setdefault(key, []).append(line)
        for key, lines in by_key.items():
            entries = frozenset(line[ENTRY] for line in lines if ENTRY in line)
            plain = tuple({name: value for name, value in line.items() if name != ENTRY} for line in lines)
            rows.append(LawRow(law_table, key, plain, _hash_lines(plain), entries))
    return rows


def make_key(columns: Sequence[str], line: Mapping[str, str]) -> str:
    """Make the key of a row from its key columns, without the empty ones."""
    return " ".join(line[name] for name in columns if line[name])


def _hash_lines(lines: Sequence[Mapping[str, str]]) -> str:
    """Hash the whole content of the lines: any change needs a new signature."""
    texts = sorted("\x1f".join(f"{name}={value}" for name, value in sorted(line.items()) if value) for line in lines)
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()[:HASH_DIGITS]
