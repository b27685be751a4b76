"""Lists about applicants: the status of each, and per county the entries that legal aid can take up.

Both name people. The office keeps the first; legal aid gets a county's list only with the person's consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.files.tables import format_csv
from orchestration.filing.applicants.matching import Match
from orchestration.filing.applicants.store import Applicant

APPLICANTS = ("name", "date_of_birth", "id", "county", "applied_on", "match", "why", "person_ids", "lines", "petitions")
LEGAL_AID = (
    "name",
    "date_of_birth",
    "applied_on",
    "lives_in",
    "county",
    "case_numbers",
    "charge",
    "level",
    "day",
    "determined",
    "petitions",
    "convictions_on_record",
    "felonies_on_record",
    "counties_with_convictions",
    "cleared_without_petition",
)
COLUMNS_OF_PETITIONS = (
    "county",
    "case_numbers",
    "charge",
    "level",
    "day",
    "determined",
    "petitions",
    "convictions",
    "felonies",
    "counties",
    "lines",
)


def format_applicants(
    matches: Sequence[Match], lines: Mapping[str, int], petitions: Sequence[Mapping[str, Any]]
) -> bytes:
    """Format one row per applicant: match on record, number of lines, number of entries that need a petition."""

    def row(match: Match) -> list[object]:
        person = match.person_id
        needed = sum(1 for one in petitions if one["person_id"] == person)
        about = [match.word, match.why, " ".join(match.person_ids)]
        counts: list[object] = [lines.get(person, 0), needed] if person else ["", ""]
        return [*vars(match.applicant).values(), *about, *counts]

    return format_csv(APPLICANTS, (row(match) for match in matches))


def format_legal_aid_lists(matches: Sequence[Match], petitions: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Map file name to content: one list per county of the conviction or arrest."""
    of_person: dict[str, Applicant] = {}
    for match in sorted(matches, key=lambda match: match.applicant.applied_on):
        if match.person_id:
            of_person.setdefault(match.person_id, match.applicant)
    files = {}
    for county in sorted({str(one["county"]) for one in petitions}):
        rows = []
        for one in petitions:
            if one["county"] == county:
                asked = of_person[one["person_id"]]
                about = [asked.name, asked.date_of_birth, asked.applied_on, asked.county]
                rows.append([*about, *(one[column] for column in COLUMNS_OF_PETITIONS)])
        files[f"legal_aid_{'_'.join(county.lower().split())}.csv"] = format_csv(LEGAL_AID, rows)
    return files
