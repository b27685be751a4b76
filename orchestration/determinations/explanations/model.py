"""The data model of an explanation, shared by text, JSON and HTML.

Field names are the JSON keys that ``docs/reference/explanation_keys.md`` describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.warehouse.open_run import RunShown

FORMAT_VERSION = 1
"""Increases when a key is removed or changes its meaning; a new key does not change it."""

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
    """The person, as the newest cut reports it."""

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
class TimelineEvent:
    """One event of the timeline."""

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


NEVER_TOLD = "the_state_never_tells"


@dataclass(frozen=True)
class Fact:
    """A fact behind an element's status; without ``sources`` if a person established it, or if it is what the state's
    files never tell (role ``NEVER_TOLD``)."""

    role: str
    words: str
    sources: Sequence[Source]
    fact_id: str = ""


@dataclass(frozen=True)
class ElementShown:
    """One element of a remedy.

    ``sources``: lines of its facts; if it has none (``is_on_record`` is false), lines of the charge or arrest in
    question. ``is_immaterial``: the answer is unknown, and no answer would change the outcome.
    """

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
    """One path to the relief. ``path`` is None if the remedy has a single path or none decided."""

    path: str | None
    is_deciding: bool
    elements: Sequence[ElementShown]


@dataclass(frozen=True)
class Determination:
    """One remedy for one charge or arrest.

    ``sentence`` summarizes it. Questions of the deciding path: ``in_the_way`` are not met, ``missing`` unknown,
    ``waits_for`` not yet met, ``immaterial`` unknown without effect. ``answer``: what blocks it, until when and
    why, in one sentence. Both are empty in determinations frozen before the field.
    """

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
    answer: str = ""
    not_before: date | None = None
    """Of one that waits and leaves a question open besides, the day before which it cannot be due, where one is known;
    no promise."""


@dataclass(frozen=True)
class Subject:
    """A charge, or an arrest as a whole, with its determinations."""

    charge_id: str | None
    arrest_id: str | None
    happening: TimelineEvent
    determinations: Sequence[Determination]


@dataclass(frozen=True)
class Explanation:
    """The whole explanation. ``not_reached``: number of charges to which no remedy of the run applies."""

    notice: str
    state: str
    run: RunShown
    person: PersonShown
    timeline: Sequence[TimelineEvent]
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
"""Outcomes in words; others are shown by name."""


def format_name(name: str) -> str:
    """Format ``relief_given_by_law`` as ``relief given by law``."""
    return name.replace("_", " ")


def format_determination(
    outcome: str,
    relief: str | None,
    eligible_on: date | None,
    conditions: Sequence[str],
    relief_words: str | None = None,
    not_before: date | None = None,
) -> str:
    """Format a determination in one line; the law tables word the conditions, and what is no relief."""
    if outcome == "not_yet" and eligible_on is not None:
        return " ".join([f"eligible on {eligible_on}", " and ".join(conditions)]).strip()
    if outcome == "not_yet" and not_before is not None:
        return f"not before {not_before}, and then a question is open"
    words = OUTCOMES.get(outcome, format_name(outcome))
    if relief and outcome == "eligible":
        return f"{words}: {format_name(relief)}"
    return f"{words}: {relief_words}" if relief_words else words
