"""Identity of a line: the key by which a court finds it, as hashes.

Person ids are attributes of a line, so that merging two persons, another cycle number or another delivery leave the key
unchanged.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

WITHOUT = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True)
class CourtKey:
    """Court (county), case number key (letters and digits; several sorted with ``+``), count number as recorded,
    section with code book and subdivision, conviction date (ISO; empty if unknown), relief asked for.

    ``compared_as`` replaces an empty ``section`` in comparisons (for an arrest, its charges). It is not part of the id:
    an arrest keeps its id when charges are added.
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
        """Whether a court can find the count: it needs case number and date."""
        return bool(self.court and self.case_number_key and self.conviction_date and self.section)

    @property
    def line_id(self) -> str:
        """32 hex digits of the key's SHA-256."""
        return _hash("line", *self._count(), self.relief)[:32]

    @property
    def count_id(self) -> str:
        """32 hex digits of the SHA-256 of the key without relief: the count, whatever is asked for it."""
        return _hash("count", *self._count())[:32]

    def _count(self) -> tuple[str, ...]:
        return (self.court, self.case_number_key, self.count_number, self.section, self.conviction_date)

    def hash_parts(self, court: str | None = None) -> tuple[str, str, str]:
        """Hash case number, section and conviction date within the court, or within ``court``; equal hashes mean equal
        parts."""
        within = self.court if court is None else court
        return (
            _hash("case", within, self.case_number_key)[:32],
            _hash("section", within, self.compared_as or self.section)[:32],
            _hash("date", within, self.conviction_date)[:32],
        )


def normalise(text: str) -> str:
    """Keep letters and digits only, as capitals."""
    return WITHOUT.sub("", text.upper())


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
