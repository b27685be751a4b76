"""The subject of a manual input: a person, an arrest, charges, or a delivered line.

``id`` is ``state:<number>`` or ``issuer:<number>``; for a person it is enough. An arrest has ``county`` and its day in
``case_number`` (``arrest:1994-05-01``). A charge has ``county``, ``case_number`` (or the day of its arrest) and
``section``. An incomplete day is written as far as it is on record (``arrest:1994-05``, ``arrest:1994``,
``arrest:unknown``). ``section`` is ``none`` if the charge names none, and ``all`` for every charge of the case or
arrest. ``county`` can also be ``ELSEWHERE`` (another state) or ``UNKNOWN``. A delivered line that could not be read has
delivery and number in ``case_number`` (``line:0123456789ab:17``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.ingestion.layouts.layout import Notation

COLUMNS = ("id", "county", "case_number", "section")
OTHER_PLACES = ("ELSEWHERE", "UNKNOWN")
NO_SECTION = "none"
ALL_SECTIONS = "all"
_ARREST = "arrest:"
_LINE = re.compile(r"line:[0-9a-f]{12}:[1-9][0-9]*")


class SubjectError(ValueError):
    """The line has no valid subject. The message has what was expected, not what was found: it could name a person."""


@dataclass(frozen=True)
class Subject:
    """``unit``: person, line, arrest or charge. Fields that the unit does not use are empty.

    ``case_number_key`` is as in staging (upper-case letters and digits; several numbers sorted and joined by +), or
    ``arrest:`` and the day, or ``line:``, delivery and number. ``subdivision_path`` is empty for the whole section.
    """

    unit: str
    id_key: str
    county_name: str
    case_number_key: str
    section: str
    subdivision_path: str

    @property
    def words(self) -> tuple[str, str, str, str, str]:
        """The identifying fields, from which the unit follows."""
        return (self.id_key, self.county_name, self.case_number_key, self.section, self.subdivision_path)


def normalize_case_number(written: str) -> str:
    """Convert ``00-f 0001`` to ``0001+00F``: as in the state's file, a space or comma separates numbers."""
    numbers = {re.sub(r"[^A-Z0-9]", "", number) for number in re.split(r"[ ,;]+", written.upper())}
    return "+".join(sorted(numbers - {"", "NULL"}))


def parse_subject(row: Mapping[str, str], notation: Notation) -> Subject:
    """Parse the subject of a line; the filled columns determine its unit.

    Raises:
        SubjectError: The line has no valid subject.
    """
    county, written = " ".join(row["county"].upper().split()), row["section"].strip()
    has_arrest = row["case_number"].strip().lower().startswith(_ARREST)
    unit = "person" if not (county or row["case_number"].strip() or written) else "charge"
    if has_arrest and not written:
        unit = "arrest"
    return parse_subject_of_unit(row, unit, notation)


def parse_subject_of_unit(row: Mapping[str, str], unit: str, notation: Notation) -> Subject:
    """Parse the subject of a line with a given ``unit``.

    Raises:
        SubjectError: The line has no valid subject.
    """
    try:
        id_key = notation.normalize_id(row["id"])
    except ValueError:
        raise SubjectError("an id must be written state:<number> or issuer:<number>") from None
    if unit == "person":
        if any(row[column].strip() for column in COLUMNS[1:]):
            raise SubjectError("county, case_number and section must be empty for a person")
        return Subject(unit, id_key, "", "", "", "")
    if unit == "line":
        return Subject(unit, id_key, "", _normalize_line(row), "", "")
    county = " ".join(row["county"].upper().split())
    if county not in notation.counties and county not in OTHER_PLACES:
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
            raise SubjectError("the section must be empty for an arrest")
        return Subject(unit, id_key, county, key, "", "")
    if written.lower() in (NO_SECTION, ALL_SECTIONS):
        return Subject(unit, id_key, county, key, written.lower(), "")
    section = notation.section.fullmatch(written.upper())
    if section is None:
        raise SubjectError(f"the section must be written like {notation.section_example}")
    return Subject(unit, id_key, county, key, section[1], section[2].lower())


def _normalize_line(row: Mapping[str, str]) -> str:
    if row["county"].strip() or row["section"].strip():
        raise SubjectError("county and section must be empty for a delivered line")
    key = row["case_number"].strip().lower()
    if _LINE.fullmatch(key) is None:
        raise SubjectError("case_number must be delivery and number of the line, written like line:0123456789ab:17")
    return key


def _normalize_arrest(written: str) -> str:
    day = written[len(_ARREST) :].strip().lower()
    try:
        # Python parses no year or month alone, so the first day of it is checked.
        date.fromisoformat(day if len(day) == 10 else f"{day}{'-01-01'[len(day) - 4 :]}" if len(day) in (4, 7) else "")
    except ValueError:
        if day != "unknown":
            raise SubjectError("the day of the arrest must be written like arrest:1994-05-01") from None
    return _ARREST + day
