"""How a line of a file that people write names its subject: a person, an arrest, or charges.

What belongs here: reading and checking ``id``, ``county``, ``case_number`` and ``section``. What does not: what the
line says of the subject (``established_facts``, ``claims``), and which rows of a run it is about
(``int_established_*``).

``id`` is ``state:<CII>`` or ``issuer:<SUBJECT_ID>``. A person is named by it alone. An arrest is named by its county
and its day, ``arrest:1994-05-01``, written in ``case_number``; a charge by county, case number and section, one without
a case number by the day of its arrest instead. A day that is not on record whole is written as far as it is
(``arrest:1994-05``, ``arrest:1994``, ``arrest:unknown``); ``section`` is ``none`` where the text of the charge names
none, and ``all`` where every charge of the case or of the arrest is meant. Beside the counties of the state,
``ELSEWHERE`` is a place in another state, ``UNKNOWN`` one that nobody can tell. A line of a delivered file that
could not be read is named by delivery and number, ``line:0123456789ab:17``, written in ``case_number``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.ingestion.decisions.identity import normalize_id

COLUMNS = ("id", "county", "case_number", "section")
OTHER_PLACES = ("ELSEWHERE", "UNKNOWN")
NO_SECTION = "none"
ALL_SECTIONS = "all"
_ARREST = "arrest:"
_LINE = re.compile(r"line:[0-9a-f]{12}:[1-9][0-9]*")
_SECTION = re.compile(r"([0-9][0-9A-Z.]*)((?:\([0-9A-Z]+\))*)")


class SubjectError(ValueError):
    """The line names no subject. The message says what was expected, never what was found: it could name a person."""


@dataclass(frozen=True)
class Subject:
    """``unit``: person, line, arrest or charge. What does not belong to the unit is empty.

    ``case_number_key`` is written as staging writes it (upper case letters and digits; several numbers sorted, with +),
    or ``arrest:`` and the day, or ``line:``, delivery and number. ``subdivision_path`` is empty where the whole section
    is meant.
    """

    unit: str
    id_key: str
    county_name: str
    case_number_key: str
    section: str
    subdivision_path: str

    @property
    def words(self) -> tuple[str, str, str, str, str]:
        """What names it, without the unit, which follows from it."""
        return (self.id_key, self.county_name, self.case_number_key, self.section, self.subdivision_path)


def normalize_case_number(written: str) -> str:
    """``00-f 0001`` → ``0001+00F``: numbers joined by space or comma are several, as in the state's file."""
    numbers = {re.sub(r"[^A-Z0-9]", "", number) for number in re.split(r"[ ,;]+", written.upper())}
    return "+".join(sorted(numbers - {"", "NULL"}))


def parse_subject(row: Mapping[str, str], counties: Collection[str]) -> Subject:
    """The subject that a line names; its unit follows from what is filled in. Raises ``SubjectError``."""
    county, written = " ".join(row["county"].upper().split()), row["section"].strip()
    has_arrest = row["case_number"].strip().lower().startswith(_ARREST)
    unit = "person" if not (county or row["case_number"].strip() or written) else "charge"
    if has_arrest and not written:
        unit = "arrest"
    return parse_subject_of_unit(row, unit, counties)


def parse_subject_of_unit(row: Mapping[str, str], unit: str, counties: Collection[str]) -> Subject:
    """The subject of ``unit`` that a line names. Raises ``SubjectError``."""
    try:
        id_key = normalize_id(row["id"])
    except ValueError:
        raise SubjectError("an id must be written state:<number> or issuer:<number>") from None
    if unit == "person":
        if any(row[column].strip() for column in COLUMNS[1:]):
            raise SubjectError("county, case_number and section must be empty: it is about the person")
        return Subject(unit, id_key, "", "", "", "")
    if unit == "line":
        return Subject(unit, id_key, "", _normalize_line(row), "", "")
    county = " ".join(row["county"].upper().split())
    if county not in counties and county not in OTHER_PLACES:
        raise SubjectError("the county must be one of the state's counties")
    number = row["case_number"].strip()
    if number.lower().startswith(_ARREST):
        key = _normalize_arrest(number)
    elif unit == "arrest":
        raise SubjectError("case_number must be the day of the arrest, written like arrest:1994-05-01")
    else:
        key = normalize_case_number(number)
        if not key:
            raise SubjectError("case_number must be filled in")
    written = re.sub(r"\s+", "", row["section"])
    if unit == "arrest":
        if written:
            raise SubjectError("the section must be empty: it is about the arrest")
        return Subject(unit, id_key, county, key, "", "")
    if written.lower() in (NO_SECTION, ALL_SECTIONS):
        return Subject(unit, id_key, county, key, written.lower(), "")
    section = _SECTION.fullmatch(written.upper())
    if section is None:
        raise SubjectError("the section must be written like 11358 or 11357(a)")
    return Subject(unit, id_key, county, key, section[1], section[2].lower())


def _normalize_line(row: Mapping[str, str]) -> str:
    if row["county"].strip() or row["section"].strip():
        raise SubjectError("county and section must be empty: it is about a line of a delivered file")
    key = row["case_number"].strip().lower()
    if _LINE.fullmatch(key) is None:
        raise SubjectError("case_number must name the line, delivery and number, written like line:0123456789ab:17")
    return key


def _normalize_arrest(written: str) -> str:
    day = written[len(_ARREST) :].strip().lower()
    try:
        # (A year and a month alone are no ISO date for Python: the first of it stands for the check.)
        date.fromisoformat(day if len(day) == 10 else f"{day}{'-01-01'[len(day) - 4 :]}" if len(day) in (4, 7) else "")
    except ValueError:
        if day != "unknown":
            raise SubjectError("the day of the arrest must be written like arrest:1994-05-01") from None
    return _ARREST + day
