"""The applicants' file: a small CSV file that is kept between deliveries.

One faulty line rejects the whole file. Messages name file and line, never a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from orchestration.files.tables import Row, TableFileError, read_table
from orchestration.ingestion.decisions.csv_lines import add_lines
from orchestration.ingestion.layouts.layout import Notation

COLUMNS = ("name", "date_of_birth", "id", "county", "applied_on")
NEEDED = ("name", "date_of_birth", "applied_on")
LONGEST_NAME = 200


@dataclass(frozen=True, order=True)
class Applicant:
    """One person who applied. ``name``: ``LAST, FIRST MIDDLE`` as written; ``id_key``: ``state:…`` or ``issuer:…``;
    ``county``: where they live; days in ISO format. Unknown values are empty."""

    name: str
    date_of_birth: str
    id_key: str
    county: str
    applied_on: str


@dataclass(frozen=True)
class ImportedApplicants:
    """How many applicants were added, and how many were known before."""

    added: int
    known: int


def import_applicants(
    file: Path, kept: Path, notation: Notation, today: date, *, dry_run: bool = False
) -> ImportedApplicants:
    """Add the applicants of ``file`` that the kept file lacks.

    Raises:
        TableFileError: The file cannot be used; nothing was added.
    """
    there = set(read_applicants(kept, notation))
    lines = _read(file, notation, today)
    new = sorted(set(lines) - there)
    if new and not dry_run:
        add_lines(kept, COLUMNS, [astuple(one) for one in new])
    return ImportedApplicants(len(new), len(lines) - len(new))


def read_applicants(kept: Path, notation: Notation) -> Sequence[Applicant]:
    """Read the applicants in the kept file, each once and sorted. Without a file there are none.

    Raises:
        TableFileError: The file cannot be used.
    """
    return sorted(set(_read(kept, notation, None))) if kept.exists() else []


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Split a name: ``Synthpeña-Ruiz, María J.`` → ``("SYNTHPENARUIZ", ("MARIA", "J"))``.

    Letters become capitals without accents. The last name loses spaces and hyphens, since histories vary in them.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)).upper()
    last, _, given = plain.partition(",")
    words = (re.sub(r"[^A-Z0-9]", "", word) for word in given.split())
    return re.sub(r"[^A-Z0-9]", "", last), tuple(word for word in words if word)


def _read(path: Path, notation: Notation, today: date | None) -> list[Applicant]:
    return [_parse_applicant(path, row, notation, today) for row in read_table(path, NEEDED).rows]


def _parse_applicant(path: Path, row: Row, notation: Notation, today: date | None) -> Applicant:
    def wrong(what: str) -> TableFileError:
        return TableFileError(f"{path.name}, {row.where}: {what}; nothing of the file was imported")

    values = {column: " ".join(row.values.get(column, "").split()) for column in COLUMNS}
    if row.wrong:
        raise wrong(row.wrong)
    last, given = split_name(values["name"])
    if not last or not given or not values["name"].isprintable() or len(values["name"]) > LONGEST_NAME:
        raise wrong("the name must be written LAST, FIRST MIDDLE")
    days = {}
    for column in ("date_of_birth", "applied_on"):
        try:
            days[column] = date.fromisoformat(values[column])
        except ValueError:
            raise wrong(f"{column} must be a date like 2026-06-01") from None
    if days["applied_on"] < days["date_of_birth"] or (today is not None and days["applied_on"] > today):
        raise wrong("applied_on is before the date of birth or in the future")
    try:
        id_key = notation.normalize_id(values["id"]) if values["id"] else ""
    except ValueError:
        raise wrong("an id must be written state:<number> or issuer:<number>") from None
    county = values["county"].upper()
    if county and county not in notation.counties:
        raise wrong("the county must be one of the state's counties")
    return Applicant(values["name"], str(days["date_of_birth"]), id_key, county, str(days["applied_on"]))
