"""Facts a state's file never tells, established by people: a small CSV file that survives every re-delivery.

What belongs here: reading and checking the file. What does not: which charge a fact is about
(``int_established_facts``) and what follows from it (rules).

Columns: ``id`` (``state:<CII>`` or ``issuer:<SUBJECT_ID>``), ``county``, ``case_number``, ``section`` (``11358`` or
``11357(a)``), ``fact`` (one of the state's ``law/<state>_facts.csv``), ``value`` (``yes`` or ``no``),
``established_by``, ``established_on`` (ISO date), ``why``. Taking a line out of the file takes the fact back.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.intake.identity import normalise_id

COLUMNS = ("id", "county", "case_number", "section", "fact", "value", "established_by", "established_on", "why")
_SECTION = re.compile(r"([0-9][0-9A-Z.]*)((?:\([0-9A-Z]+\))*)")


class EstablishedFactsInvalid(ValueError):
    """The facts file cannot be used. The message names file, line and what is wrong, never an id, name or case."""


@dataclass(frozen=True)
class EstablishedFact:
    """One fact. ``fact_id`` is made of its content; ``subdivision_path`` is empty where the whole section is meant.

    ``case_number_key`` is written as staging writes it: upper case letters and digits; several numbers sorted, with +.
    """

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


def read_known_facts(path: Path) -> frozenset[str]:
    """The facts that a state's law asks about, from ``law/<state>_facts.csv``; none where there is no such table."""
    if not path.exists():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["fact"] for row in csv.DictReader(file))


def case_number_key(written: str) -> str:
    """``00-f 0001`` → ``0001+00F``: numbers joined by space or comma are several, as in the state's file."""
    numbers = {re.sub(r"[^A-Z0-9]", "", number) for number in re.split(r"[ ,;]+", written.upper())}
    return "+".join(sorted(numbers - {"", "NULL"}))


def read_established_facts(
    path: Path, known_facts: Collection[str], counties: Collection[str]
) -> Sequence[EstablishedFact]:
    """The facts in ``path``, sorted by content; none where there is no file. Equal lines are one.

    Raises ``EstablishedFactsInvalid`` for what is no such file, a wrong header, id, county, section, fact, value or
    date, a missing case number, name or reason, and for lines that contradict each other about one count.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise EstablishedFactsInvalid(f"{path.name}: the header must be {','.join(COLUMNS)}")
            facts = [(reader.line_num, _fact(path, reader.line_num, row, known_facts, counties)) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise EstablishedFactsInvalid(f"{path.name}: expected CSV in UTF-8, found something else") from None
    except OSError:
        raise EstablishedFactsInvalid(f"{path.name}: expected a file that can be read, found none") from None
    _refuse_contradictions(path, facts)
    return sorted({fact for _, fact in facts}, key=lambda fact: fact.fact_id)


def _fact(
    path: Path, line: int, row: dict[str, str], known_facts: Collection[str], counties: Collection[str]
) -> EstablishedFact:
    def wrong(what: str) -> EstablishedFactsInvalid:
        return EstablishedFactsInvalid(f"{path.name}, line {line}: {what}")

    if len(row) != len(COLUMNS) or None in row.values():
        raise wrong(f"expected {len(COLUMNS)} values")
    try:
        id_key = normalise_id(row["id"])
    except ValueError:
        raise wrong("an id must be written state:<number> or issuer:<number>") from None
    county = " ".join(row["county"].upper().split())
    if county not in counties:
        raise wrong("the county must be one of the state's counties")
    case_number = case_number_key(row["case_number"])
    if not case_number:
        raise wrong("case_number must be filled in")
    section = _SECTION.fullmatch(re.sub(r"\s+", "", row["section"]).upper())
    if section is None:
        raise wrong("the section must be written like 11358 or 11357(a)")
    fact = row["fact"].strip().lower()
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
    parts = (id_key, county, case_number, section[1], section[2].lower(), fact, value, established_by)
    content = "|".join((*parts, established_on.isoformat(), why))
    fact_id = hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:16]
    return EstablishedFact(fact_id, *parts, established_on, why)


def _refuse_contradictions(path: Path, facts: Sequence[tuple[int, EstablishedFact]]) -> None:
    """A line for a whole section speaks of its subdivisions too."""
    of_one_section: dict[tuple[str, ...], list[tuple[int, EstablishedFact]]] = defaultdict(list)
    for line, fact in facts:
        key = (fact.id_key, fact.county_name, fact.case_number_key, fact.section, fact.fact)
        for earlier_line, earlier in of_one_section[key]:
            paths = {earlier.subdivision_path, fact.subdivision_path}
            if earlier.value != fact.value and (len(paths) == 1 or "" in paths):
                raise EstablishedFactsInvalid(
                    f"{path.name}: lines {earlier_line} and {line} contradict each other about the same count"
                )
        of_one_section[key].append((line, fact))
