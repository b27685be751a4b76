"""How headlines add up: the parts of each as the release tells them, by law, state of the ledger, year, missing fact.

What belongs here: parts with names for people, and the sum in figures. What does not: counting (``levels``), which
parts are withheld (``publication.headline_counts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.words import added

LEVELS, PARTS = "levels", "level_parts"
BY = {"law": "by law", "state": "by where it stands", "year": "by year", "fact": "by what is missing or asked"}
WHAT = ("measure", "unit", "basis", "viewer")


@dataclass(frozen=True)
class Parts:
    """The parts of one kind, largest first, those that are withheld last; ``says`` is the sum in figures."""

    by: str
    rows: Sequence[tuple[str, Row]]
    whole: int | None
    says: str


def sums(site: Contents, row: Row) -> Iterator[Parts]:
    """Every way in which the headline adds up."""
    its = [one for one in site.tables.get(PARTS, ()) if all(one[name] == row[name] for name in WHAT)]
    for kind, by in BY.items():
        parts = sorted((one for one in its if one["part_kind"] == kind), key=_order)
        if parts:
            named = [(part_name(site, one["part"]), one) for one in parts]
            yield Parts(by, named, row["count"], added([one["count"] for one in parts], row["count"]))


def _order(part: Row) -> tuple[bool, int, str]:
    return part["count"] is None, -(part["count"] or 0), part["part"]


def part_name(site: Contents, part: str) -> str:
    """Remedies by their names; whatever is no remedy in the words of the table."""
    names = {remedy.remedy_id: remedy.name for remedy in site.remedies}
    words = [names.get(word, word) for word in part.split(" ")]
    return " ".join(words).replace("_", " ")
