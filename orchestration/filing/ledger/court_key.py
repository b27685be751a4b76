"""What a line is known by: the key a court would find it with, as hashes.

Ids of persons and charges are attributes of a line: merging two persons, another cycle number or another delivery leave
the key as it is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

WITHOUT = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True)
class CourtKey:
    """Court (county), case number key (letters and digits; several sorted with ``+``), count number as recorded,
    section with code book and subdivision, conviction date (ISO; empty where unknown), relief asked for.

    ``compared_as``: what another line must share to count as told of the same section, where ``section`` says nothing
    (of an arrest: what it was made for). It is no part of the id: an arrest stays that one when charges are added.
    """

    court: str
    case_number_key: str
    count_number: str
    section: str
    conviction_date: str
    relief: str
    compared_as: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether a court can find the count by it: without case number or date it cannot."""
        return bool(self.court and self.case_number_key and self.conviction_date and self.section)

    @property
    def line_id(self) -> str:
        """32 hex digits of SHA-256 of the key."""
        return _hash("line", *self._count(), self.relief)[:32]

    @property
    def count_id(self) -> str:
        """32 hex digits of SHA-256 of the key without the relief: the same count, whatever is asked for it."""
        return _hash("count", *self._count())[:32]

    def _count(self) -> tuple[str, ...]:
        return (self.court, self.case_number_key, self.count_number, self.section, self.conviction_date)

    def part_hashes(self, court: str | None = None) -> tuple[str, str, str]:
        """Hashes of case number, section and conviction date within the court (or within another one: what they would
        be if that one told them); equal where the parts are."""
        within = self.court if court is None else court
        return (
            _hash("case", within, self.case_number_key)[:32],
            _hash("section", within, self.compared_as or self.section)[:32],
            _hash("date", within, self.conviction_date)[:32],
        )


def normalise(text: str) -> str:
    """Upper case letters and digits only."""
    return WITHOUT.sub("", text.upper())


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
