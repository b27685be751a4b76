"""Facts that no delivery reports and people established, in a CSV file that is kept when a state delivers again.

Columns: ``id``, ``county``, ``case_number``, ``section`` (``subjects``), ``fact`` (from the state's
law table ``facts``, which says whether it is about a charge, person, arrest or line), ``value`` (``yes`` or
``no``), ``established_by``, ``established_on`` (ISO date), ``why``. Removing a line withdraws the fact.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from orchestration.ingestion.decisions.subjects import ALL_SECTIONS, SubjectError, parse_subject_of_unit
from orchestration.ingestion.layouts.layout import Notation
from orchestration.law.tables import read_table

COLUMNS = ("id", "county", "case_number", "section", "fact", "value", "established_by", "established_on", "why")
Where = TypeVar("Where")
UNIT_LABELS = {"charge": "count", "person": "person", "arrest": "arrest", "line": "line"}


class FactFileError(ValueError):
    """The facts file cannot be used. The message has file, line and fault, never an id, name or case."""


@dataclass(frozen=True)
class EstablishedFact:
    """One fact. ``fact_id`` is a hash of its content. ``unit`` is the kind of its subject (``subjects``)."""

    fact_id: str
    id_key: str
    county_name: str
    case_number_key: str
    section: str
    subdivision_path: str
    fact: str
    value: str
    established_by: str
    established_on: date
    why: str
    unit: str = "charge"


def read_known_facts(models: Path, state: str) -> Mapping[str, str]:
    """Read the facts that a state's law depends on, with the unit of each; empty if the state has none."""
    return {row["fact"]: row["unit"] for row in read_table(models, state, "facts") if row["unit"] in UNIT_LABELS}


def read_established_facts(path: Path, known_facts: Mapping[str, str], notation: Notation) -> Sequence[EstablishedFact]:
    """Read the facts in ``path``, sorted by id, without repetition; none if the file does not exist.

    Raises:
        FactFileError: A line is invalid or contradicts another.
    """
    facts = read_fact_lines(path, known_facts, notation)
    if found := find_contradiction(facts):
        raise FactFileError(
            f"{path.name}: lines {found[0]} and {found[1]} contradict each other about the same {UNIT_LABELS[found[2]]}"
        )
    return sorted({fact for _, fact in facts}, key=lambda fact: fact.fact_id)


def read_fact_lines(
    path: Path, known_facts: Mapping[str, str], notation: Notation
) -> Sequence[tuple[int, EstablishedFact]]:
    """Read every line with its number, contradictions included.

    Raises:
        FactFileError: A line is invalid.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise FactFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
            return [
                (reader.line_num, parse_fact(path, f"line {reader.line_num}", row, known_facts, notation))
                for row in reader
            ]
    except (UnicodeDecodeError, csv.Error):
        raise FactFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    except OSError:
        raise FactFileError(f"{path.name}: expected a readable file") from None


def parse_fact(
    path: Path, where: str, row: Mapping[str, str], known_facts: Mapping[str, str], notation: Notation
) -> EstablishedFact:
    """Parse one line.

    Raises:
        FactFileError: The line is invalid; the message names file and ``where`` in it.
    """

    def wrong(what: str) -> FactFileError:
        return FactFileError(f"{path.name}, {where}: {what}")

    if len(row) != len(COLUMNS) or None in row.values():
        raise wrong(f"expected {len(COLUMNS)} values")
    fact = row["fact"].strip().lower()
    try:
        subject = parse_subject_of_unit(row, known_facts.get(fact, "charge"), notation)
    except SubjectError as error:
        raise wrong(str(error)) from None
    if fact not in known_facts:
        raise wrong(f"the fact must be one of {', '.join(sorted(known_facts)) or 'none: this state has no such facts'}")
    value = row["value"].strip().lower()
    if value not in ("yes", "no"):
        raise wrong("the value must be yes or no")
    try:
        established_on = date.fromisoformat(row["established_on"].strip())
    except ValueError:
        raise wrong("established_on must be a date like 2026-03-01") from None
    established_by, why = row["established_by"].strip(), row["why"].strip()
    if not established_by or not why:
        raise wrong("established_by and why must be filled in")
    parts = (*subject.words, fact, value, established_by)
    content = "|".join((*parts, established_on.isoformat(), why))
    fact_id = hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:16]
    return EstablishedFact(fact_id, *parts, established_on, why, subject.unit)


def find_contradiction(facts: Sequence[tuple[Where, EstablishedFact]]) -> tuple[Where, Where, str] | None:
    """Find the first two lines that contradict each other; return their locations and their unit.

    A line for a whole section includes its subdivisions, one for all sections every charge of the case.
    """
    of_one_case: dict[tuple[str, ...], list[tuple[Where, EstablishedFact]]] = defaultdict(list)
    for where, fact in facts:
        key = (fact.id_key, fact.county_name, fact.case_number_key, fact.fact)
        for earlier_where, earlier in of_one_case[key]:
            if earlier.value != fact.value and _share_unit(earlier, fact):
                return earlier_where, where, fact.unit
        of_one_case[key].append((where, fact))
    return None


def _share_unit(one: EstablishedFact, other: EstablishedFact) -> bool:
    if ALL_SECTIONS in (one.section, other.section):
        return True
    paths = {one.subdivision_path, other.subdivision_path}
    return one.section == other.section and (len(paths) == 1 or "" in paths)
