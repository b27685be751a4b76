"""The words in which pages speak of outcomes, units and groups.

What belongs here: words for what a table holds. What does not: words of policies' measures (``impact.figures``), of the
law (``models/rules``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestration.reporting.releases.dictionary import TABLES

if TYPE_CHECKING:
    from orchestration.reporting.site.contents import Contents

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "eligible": ("eligible now", "everything the law asks is met, or presumed where the law says to presume it"),
    "not_yet": ("eligible later", "only time is missing, or something that time brings"),
    "review": ("to be reviewed by a person", "the record contradicts itself, or the law asks what no file tells"),
    "undeterminable": ("not to be determined", "the record lacks a fact that would decide; nothing was guessed"),
    "ineligible": ("not eligible", "at least one thing the law asks is not met"),
    "already_relieved": ("relieved before", "the record shows that the relief was given already"),
}
"""Each outcome: how it is called, and what it means."""

UNITS = {
    "people": "people",
    "determinations": "determinations",
    "convictions": "convictions",
    "charges": "charges without a conviction",
    "arrests": "arrests",
}
BASES = {"given": "by relief that was given", "if_all_granted": "if all that is eligible were granted"}
VIEWERS = {
    "after_dismissal_and_sealing": "after dismissal and sealing",
    "employers_check": "as an employer's check shows it",
    "court_counting_priors": "as a court counts priors",
}
"""What the headlines count as relief, and who looks at the record."""
KINDS = {"race": "race as recorded", "sex": "sex as recorded", "age": "age on the as-of date"}
ALL_KINDS = {**KINDS, "remedy": "remedy", "offense_group": "offense group", "year": "year of conviction or arrest"}
"""By what headlines are broken down; other tables have the first three."""
STATUSES = {"living": "living", "deceased": "dead"}
PLACES = {
    "STATEWIDE": "the whole state",
    "ELSEWHERE": "elsewhere (other states, federal courts)",
    "UNKNOWN": "county not known",
}


TABLES_IN_WORDS = TABLES
"""What each table of a release holds."""


def is_left_out(allowances: str, place: str) -> bool:
    """Whether the run did not read the histories of a county, by name (as ``warehouse.take_in`` writes it)."""
    return f"history left out: {place}" in allowances.split("; ")


def begun(text: str) -> str:
    """The words with a capital at their beginning; the others stay as they are."""
    return text[:1].upper() + text[1:]


def place_name(site: Contents, place: str) -> str:
    """A place for people: the name of a county, or words."""
    names = {county.place: county.name for county in site.counties}
    return names.get(place) or PLACES.get(place, place)


def place_order(place: str) -> tuple[int, str]:
    """The whole state first, then counties by name, last what is no county."""
    return (0 if place == "STATEWIDE" else 2 if place in PLACES else 1), place


def law_name(site: Contents, law: str) -> str:
    """A remedy by its name; all of them together."""
    return next((one.name for one in site.remedies if one.remedy_id == law), "under any law")


def amount(count: int | None) -> str:
    """A count as it is written: ``1,234``, or the word ``withheld``."""
    return "withheld" if count is None else f"{count:,}"


def percent(share: float | None) -> str:
    """A share as it is written; nothing where it is not given."""
    if share is None:
        return ""
    return "< 0.1 %" if 0 < share < 0.001 else f"{100 * share:.1f} %"


def share_or_count(row: Mapping[str, Any]) -> str:
    """What stands beside a bar: the share; else the count, which may be none; else that it is withheld."""
    return percent(row["share"]) or amount(row["count"])


def span(bounds: Any) -> str:
    """A count told as a range: ``21 to 30``; ``none``; or ``withheld``, from 1 to 10."""
    if bounds is None:
        return "withheld"
    low, high = bounds
    return "none" if high == 0 else f"{low:,} to {high:,}"


def added(parts: Sequence[int | None], whole: int | None) -> str:
    """A sum as a reader can check it: ``8,132 + 1,230 = 9,362``. Parts that are withheld are told last and together:
    how many there are, and what of the sum can be told still."""
    shown = [amount(part) for part in parts if part is not None]
    untold = len(parts) - len(shown)
    sum_of_shown = " + ".join(shown)
    if not untold:
        return f"{sum_of_shown} = {amount(whole)}" if whole is not None else f"{sum_of_shown}; the whole is withheld"
    hidden = "1 part that is withheld" if untold == 1 else f"{untold} parts that are withheld"
    if whole is not None:
        return f"{sum_of_shown} + {hidden} = {amount(whole)}" if shown else f"{hidden} = {amount(whole)}"
    if shown:
        return f"{sum_of_shown} + {hidden}; the whole is withheld too"
    return "its only part is withheld, as the whole is" if untold == 1 else f"{hidden}; the whole is withheld too"


def among(count: int | None) -> str:
    """What something is counted among: ``1,234``, or that the number is withheld."""
    return "a number that is withheld" if count is None else f"{count:,}"
