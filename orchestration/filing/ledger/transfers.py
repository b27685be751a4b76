"""The other courts of a transferred case, from a row of ``marts.filing_lines`` or a frozen line.

A line frozen before transfers were recorded has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OtherCourt:
    """Another court of the case: its county, and the case's numbers there (empty: unknown). The line's own county is
    included if the case has a further number there."""

    county: str
    case_numbers: tuple[str, ...]

    def in_words(self) -> str:
        """``FRESNO: 01F2; 01F3``."""
        return f"{self.county}: {'; '.join(self.case_numbers) or 'number not known'}"


def read_other_courts(row: Mapping[str, Any]) -> list[OtherCourt]:
    """Read every other court of the line's case, by county."""
    counties: Sequence[str] = row.get("other_court_county_names") or ()
    numbers: Sequence[str] = row.get("other_court_case_numbers") or ()
    return [
        OtherCourt(county, tuple(number for number in told.split("; ") if number))
        for county, told in zip(counties, numbers, strict=True)
    ]


def read_courts_in_other_counties(row: Mapping[str, Any]) -> list[OtherCourt]:
    """Read the courts in other counties, which get a notice and answer for themselves."""
    return [court for court in read_other_courts(row) if court.county != row["county_name"]]


def read_numbers_at_own_court(row: Mapping[str, Any]) -> list[str]:
    """Read the line's own numbers, and those the case got when it came back."""
    own = [number for number in (row["case_numbers"] or "").split("; ") if number]
    here = [court for court in read_other_courts(row) if court.county == row["county_name"]]
    further = [number for court in here for number in court.case_numbers]
    return [*own, *(number for number in further if number not in own)]


def pair_courts(row: Mapping[str, Any]) -> list[tuple[OtherCourt, list[OtherCourt]]]:
    """Pair each court of another county with the case's numbers at all other courts, the line's own first."""
    own, elsewhere = (
        OtherCourt(row["county_name"], tuple(read_numbers_at_own_court(row))),
        read_courts_in_other_counties(row),
    )
    return [(court, [own, *(other for other in elsewhere if other != court)]) for court in elsewhere]


def count_doubts(row: Mapping[str, Any]) -> int:
    """Count contradictory transfers of the case; the courts they name are not notified."""
    return int(row.get("transfers_in_doubt") or 0)


def format_courts(row: Mapping[str, Any]) -> list[str]:
    """Format every court of a transferred case, the line's own first, and doubtful transfers; empty for other cases."""
    told = []
    if read_other_courts(row):
        own = OtherCourt(row["county_name"], tuple(read_numbers_at_own_court(row)))
        told = [court.in_words() for court in (own, *read_courts_in_other_counties(row))]
    if doubts := count_doubts(row):
        told.append(f"in doubt and not notified: {doubts} contradictory transfers")
    return told
