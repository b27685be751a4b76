"""What an explanation is: plain values, the same for text, JSON and page.

What belongs here: the shape of an explanation, in the words of the record and the law. What does not: reading it
(``reading``), showing it. The names of the fields are the keys of the JSON; each is described in
``docs/reference/explanation_keys.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.warehouse.open_run import RunShown

FORMAT_VERSION = 1
"""Goes up when a key is taken away or means something else; a new key leaves it as it is."""

NOTICE = (
    "This is the record of one person. It is for those alone whose work on this record gives them the right to see it. "
    "Keep it out of mail, tickets and logs, and destroy copies when the work is done."
)


@dataclass(frozen=True)
class Source:
    """Lines of one delivered file. ``shares_name``: another delivery of the run has the same file name."""

    delivery_id: str
    file_name: str
    shares_name: bool
    lines: Sequence[int]


@dataclass(frozen=True)
class PersonShown:
    """Whose record it is, as the newest cut tells it."""

    person_id: str
    name: str | None
    other_names: Sequence[str]
    state_ids: Sequence[str]
    issuer_ids: Sequence[str]
    birth_date_earliest: date | None
    birth_date_latest: date | None
    is_deceased: bool
    has_registration: bool
    data_as_of: date


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    kind: str
    date_earliest: date | None
    date_latest: date | None
    date_precision: str
    words: str
    details: str
    county: str | None
    case_numbers: str | None
    fact_id: str
    charge_ids: Sequence[str]
    sources: Sequence[Source]


@dataclass(frozen=True)
class Fact:
    """One fact a word rests on; without ``sources`` where no delivered line tells it (a person established it)."""

    role: str
    words: str
    sources: Sequence[Source]


@dataclass(frozen=True)
class ElementShown:
    """One question of the law. ``sources``: the lines its facts stand on; where no fact on record answers it
    (``is_on_record`` is false) those of the count, or arrest, that is asked about. ``is_immaterial``: the answer is not
    known, and whatever it were the outcome would be the same."""

    element: str
    word: str
    question: str
    citation: str
    verified: str
    needed: str
    when_unknown: str
    condition: str | None
    is_deciding: bool
    is_on_record: bool
    facts: Sequence[Fact]
    sources: Sequence[Source]
    is_immaterial: bool = False


@dataclass(frozen=True)
class PathShown:
    """One way to the relief; ``path`` is None where the remedy has one way only, or none was decided on."""

    path: str | None
    is_deciding: bool
    elements: Sequence[ElementShown]


@dataclass(frozen=True)
class Determination:
    """One remedy for one charge (or arrest). ``sentence`` says it in one line; ``in_the_way``, ``missing`` and
    ``waits_for`` are the questions of the deciding path that are not met, unknown, not yet met; ``immaterial`` those
    that are unknown and hold nothing up. What was frozen before a field was there has none."""

    remedy_id: str
    remedy_name: str
    outcome: str
    sentence: str
    relief: str | None
    reason: str
    citation: str
    verified: str
    eligible_on: date | None
    conditions: Sequence[str]
    in_the_way: Sequence[str]
    missing: Sequence[str]
    waits_for: Sequence[str]
    presumed: Sequence[str]
    hints: Sequence[str]
    has_possible_better_path: bool
    paths: Sequence[PathShown]
    immaterial: Sequence[str] = ()


@dataclass(frozen=True)
class Subject:
    """What is determined: a charge, or an arrest as a whole."""

    charge_id: str | None
    arrest_id: str | None
    happening: Happening
    determinations: Sequence[Determination]


@dataclass(frozen=True)
class Explanation:
    """Everything that is shown. ``not_reached``: charges of the person that no remedy of the run reaches."""

    notice: str
    state: str
    run: RunShown
    person: PersonShown
    timeline: Sequence[Happening]
    subjects: Sequence[Subject]
    not_reached: int


OUTCOMES = {
    "eligible": "eligible",
    "not_yet": "not eligible yet",
    "review": "a person must look at it",
    "undeterminable": "cannot be determined from what is on record",
    "ineligible": "not eligible",
    "already_relieved": "relieved already",
}
"""Outcomes in words; one that is not here speaks for itself."""


def format_name(name: str) -> str:
    """``relief_dismissed_1203_4`` → ``relief dismissed 1203 4``."""
    return name.replace("_", " ")


def format_determination(outcome: str, relief: str | None, eligible_on: date | None, conditions: Sequence[str]) -> str:
    """The determination in one line; the conditions are worded by the law table."""
    if outcome == "not_yet" and eligible_on is not None:
        return " ".join([f"eligible on {eligible_on}", " and ".join(conditions)]).strip()
    words = OUTCOMES.get(outcome, format_name(outcome))
    if relief and outcome == "eligible":
        return f"{words}: {format_name(relief)}"
    if relief == "no_change":
        return f"{words}: nothing lighter exists"
    return words
