"""How the words of elements make a path, and paths make a finding; an unknown level tried both ways.

What belongs here: the part "Words" of the page, for both remedies. What does not: any element.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.models.generative.oracle.relief_facts import Answer, Record, ReliefFinding

RANK = ("already_relieved", "eligible", "not_yet", "review", "undeterminable", "ineligible")
RELIEVED = "not_relieved_before"
NO_CLOCK = frozenset({"no_active_supervision_record", "not_serving_a_sentence", "no_pending_charges"})
"""Elements whose no ends by what somebody does or corrects, and on no day that the record tells."""

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class DecidedPath:
    """One path with its outcome, and the element that decided it."""

    place: int
    path: str
    outcome: str
    deciding_element: str | None
    word: str | None
    eligible_on: date | None
    is_open: bool = False
    """It waits for a day, and something besides is not known."""

    @property
    def order(self) -> tuple[bool, bool, int, date, int]:
        """Better paths first: by outcome, then by day (none is last), then by the order of the paths."""
        is_barred = self.outcome == "ineligible"
        return is_barred, self.is_open, RANK.index(self.outcome), self.eligible_on or date.max, self.place


def decide(
    place: int,
    path: str,
    answers: Answers,
    leads_to_review: frozenset[str],
    for_counsel: frozenset[str] = frozenset(),
) -> DecidedPath:
    """The outcome of a path, first that applies. How the law reads is asked once the facts are on record."""

    def decided(outcome: str, element: str | None, day: date | None = None, *, is_open: bool = False) -> DecidedPath:
        return DecidedPath(place, path, outcome, element, answers[element].word if element else None, day, is_open)

    def first(word: str, among: frozenset[str] | None = None) -> str | None:
        return next(
            (name for name, answer in answers.items() if answer.word == word and (among is None or name in among)), None
        )

    if answers[RELIEVED].word == "not_met":
        return decided("already_relieved", RELIEVED)
    if barred := first("not_met"):
        return decided("ineligible", barred)
    # Before the day of a wait no answer makes the path one of today, unless the record itself is in doubt.
    waiting = first("not_yet", frozenset(answers) - NO_CLOCK)
    if waiting and first("unknown") and answers["record_is_clear"].word != "unknown":
        return decided("not_yet", waiting, is_open=True)
    if doubted := first("unknown", leads_to_review):
        return decided("review", doubted)
    if missing := first("unknown", frozenset(answers) - for_counsel):
        return decided("undeterminable", missing)
    if legal_question := first("unknown"):
        return decided("review", legal_question)
    waiting = first("not_yet")
    days = [answer.day for answer in answers.values() if answer.day]
    # What is met since a day nobody knows is met: it hides since when, not until when.
    has_no_day = any(
        (answer.is_day_missing and not waiting) or (answer.word == "not_yet" and answer.day is None)
        for answer in answers.values()
    )
    day = None if has_no_day else max(days, default=None)
    return decided("not_yet" if waiting else "eligible", waiting, day)


def best(paths: Sequence[DecidedPath]) -> DecidedPath:
    """The path that is the finding."""
    return min(paths, key=lambda path: path.order)


def worse(*paths: DecidedPath) -> DecidedPath:
    """Of paths with one outcome the one that comes last."""
    return max(paths, key=lambda path: path.order)


LINE_UNREAD = "record_line_unread"


def named_unread(record: Record, finding: ReliefFinding) -> ReliefFinding:
    """Where a record in doubt decided, a line that could not be read is the reason, unless the ids contradict."""
    is_for_the_line = record.has_unread_line and not record.has_identity_conflict
    if is_for_the_line and finding.deciding_element == "record_is_clear":
        return replace(finding, reason_code=LINE_UNREAD)
    return finding


def finding_of(
    unit_id: str, remedy_id: str, relief: str, path: DecidedPath, *, is_level_immaterial: bool = False
) -> ReliefFinding:
    """The finding that a path is. Where it is eligible the path is the reason, else the element that decided."""
    reason = path.path if path.deciding_element is None else f"{path.deciding_element}_{path.word}"
    return ReliefFinding(
        unit_id=unit_id,
        remedy_id=remedy_id,
        outcome=path.outcome,
        relief=relief if path.outcome == "eligible" else None,
        path=path.path,
        reason_code=f"{remedy_id}_{reason}",
        deciding_element=path.deciding_element,
        eligible_on=path.eligible_on,
        is_level_immaterial=is_level_immaterial,
    )
