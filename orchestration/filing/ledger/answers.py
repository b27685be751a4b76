"""Answers of courts and departments to a batch: each line's answer taken in once, or given back with why.

The answers of one file are taken in together, in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from orchestration.filing.ledger.chain import NewEvent, format_details
from orchestration.filing.ledger.days import BEFORE_US, find_earliest_day, is_day
from orchestration.filing.ledger.life_cycle import TransitionError, find_next_state, read_life_cycle
from orchestration.filing.ledger.provenance import RestsOn
from orchestration.filing.ledger.store import UNKNOWN, Ledger

EVENT_OF_ANSWER = {
    "granted": "granted",
    "denied": "denied",
    "recorded": "recorded_by_the_department",
    "notified": "court_notified",
    "acknowledged": "acknowledged",
    "file_destroyed": "returned",
    "not_our_case": "returned",
    "name_differs": "returned",
    "already_done": "relieved_elsewhere",
}
"""What may be answered, and the event it becomes."""

OF_ANOTHER_COURT = "answered_by_another_court"
"""The event of an answer of another court than the line's, which has a transferred case too: it is kept, and leaves the
line as it is. The line is acknowledged by its own court alone."""

ANSWERS_OF_ANOTHER_COURT = frozenset({"acknowledged", "file_destroyed", "not_our_case", "name_differs"})

NEEDS_A_REASON = frozenset({"denied", "name_differs"})


@dataclass(frozen=True)
class Answer:
    """One answered line of a batch. ``place`` tells where it stands in its file.

    ``reason_hash``: hash of the reason in words, which lies with the evidence; the chain holds no words about a person.
    ``court``: county of another court of a transferred case, which answers for itself; empty: who acts on the line.
    """

    place: int
    batch_id: str
    line_id: str
    answer: str
    answered_by: str
    answered_on: str
    reason_hash: str = ""
    court: str = ""

    @property
    def of(self) -> tuple[str, str]:
        """Whose answer it is: the line, and the court where it is another one."""
        return self.line_id, self.court

    @property
    def event_kind(self) -> str | None:
        """The event it becomes; None where the word is none."""
        if self.court:
            return OF_ANOTHER_COURT if self.answer in ANSWERS_OF_ANOTHER_COURT else None
        return EVENT_OF_ANSWER.get(self.answer)

    def details(self) -> dict[str, str]:
        """What the event says."""
        details = {"answer": self.answer, "answered_by": self.answered_by, "answered_on": self.answered_on}
        also = {"reason_hash": self.reason_hash, "court": self.court}
        return details | {name: value for name, value in also.items() if value}


CourtsTold = Callable[[str], Mapping[str, str]]
"""The other courts that were told of a line, by county, each with the day it was told."""

DecidedOn = Callable[[str], str]
"""The day of the conviction or arrest that a line is of; empty where it is not known to the day."""

BEFORE_THE_DECISION = "the day of that relief lies before the conviction or arrest it is of"


class GoesBack(NamedTuple):
    """Why an answer is not imported, and what to type so that it can be."""

    why: str
    to_type: str


@dataclass
class AnswersImported:
    """Line ids whose answer was taken in or known before; places of answers that go back, each with why.

    ``stands``: places of the answers that stand in the ledger afterwards, whether new or known; ``new``: of the new.
    """

    taken_in: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    not_answered: int = 0
    given_back: dict[int, GoesBack] = field(default_factory=dict)
    stands: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)


def record_answers(
    ledger: Ledger,
    answers: Sequence[Answer],
    *,
    by: str,
    source_hash: str,
    today: date,
    courts_told: CourtsTold = lambda line_id: {},
    decided_on: DecidedOn = lambda line_id: "",
    before_commit: Callable[[AnswersImported], None] = lambda done: None,
) -> AnswersImported:
    """Write what was answered. ``by``: who imports the file; ``source_hash``: SHA-256 of the file. The same file again
    writes nothing.

    ``courts_told``: a court that was not told of a line has nothing to answer about it. ``decided_on``: relief that was
    there before us is no older than that.

    ``before_commit`` is told what will be done while it can still be undone: what must lie on disk before the ledger
    says so (reasons in words, what goes back) is written there, and if that fails nothing is taken in.
    """
    done = AnswersImported()
    said: dict[tuple[str, str], set[str]] = {}
    for answer in answers:
        if answer.answer:
            said.setdefault(answer.of, set()).add(format_details(answer.details()))
    with ledger.writing() as writing:
        batch_of_line: dict[str, str] = {}
        run_of_batch: dict[str, RestsOn] = {}
        answered: dict[tuple[str, str, str, str], set[str]] = {}
        for event in ledger.events(kinds=["filed", *EVENT_OF_ANSWER.values(), OF_ANOTHER_COURT]):
            if event.line_id is None:
                continue
            if event.kind == "filed":
                batch_of_line[event.line_id] = str(event.batch_id)
            if event.kind in EVENT_OF_ANSWER.values() or event.kind == OF_ANOTHER_COURT:
                court = json.loads(event.details)["court"] if event.kind == OF_ANOTHER_COURT else ""
                key = (event.line_id, event.kind, str(event.batch_id), court)
                answered.setdefault(key, set()).add(event.details)
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        written: set[tuple[str, str]] = set()
        for answer in answers:
            if not answer.answer:
                done.not_answered += 1
                continue
            if (event_kind := answer.event_kind) is None:
                allowed = sorted(ANSWERS_OF_ANOTHER_COURT) if answer.court else list(EVENT_OF_ANSWER)
                done.given_back[answer.place] = GoesBack(
                    f"an answer is one of {', '.join(allowed)}", f"answer: one of {', '.join(allowed)}"
                )
                continue
            if wrong := _find_fault(ledger, answer, batch_of_line, said, today, courts_told):
                done.given_back[answer.place] = wrong
                continue
            before = answered.get((answer.line_id, event_kind, answer.batch_id, answer.court), set())
            if answer.of in written or format_details(answer.details()) in before:
                done.known.append(answer.line_id)
            elif before:
                done.given_back[answer.place] = _contradicts_what_was_said(before)
                continue
            else:
                if wrong := _find_contradiction(
                    answer,
                    event_kind,
                    relief_by[answer.line_id],
                    ledger,
                    writing.states,
                    today,
                    courts_told,
                    decided_on,
                ):
                    done.given_back[answer.place] = wrong
                    continue
                if answer.batch_id not in run_of_batch:
                    run_of_batch[answer.batch_id] = ledger.run_of_batch(answer.batch_id)
                of = replace(run_of_batch[answer.batch_id], source_hash=source_hash)
                writing.append([_build_event(answer, event_kind, by, of)])
                written.add(answer.of)
                done.taken_in.append(answer.line_id)
                done.new.append(answer.place)
            done.stands.append(answer.place)
        before_commit(done)
    return done


def _find_contradiction(
    answer: Answer,
    event_kind: str,
    relief_by: str,
    ledger: Ledger,
    states: Mapping[str, str],
    today: date,
    courts_told: CourtsTold,
    decided_on: DecidedOn,
) -> GoesBack | None:
    """Why an answer that is new cannot follow what is known of its line."""
    if wrong := _find_wrong_word(answer, event_kind, relief_by):
        return wrong
    try:
        find_next_state(relief_by, states[answer.line_id], event_kind)
    except TransitionError as error:
        return GoesBack(f"contradicts what is known: {error}", _list_next_answers(relief_by, states[answer.line_id]))
    if event_kind == BEFORE_US:
        first, why = decided_on(answer.line_id), BEFORE_THE_DECISION
    elif answer.court:
        first = courts_told(answer.line_id)[answer.court]
        why = f"answered_on lies before the day of what it answers or follows, {first}"
    else:
        first = find_earliest_day(ledger, ledger.events(answer.line_id), relief_by)
        why = f"answered_on lies before the day of what it answers or follows, {first}"
    if answer.answered_on < first:
        return GoesBack(why, f"answered_on: a day from {first} to {today}")
    return None


def _find_wrong_word(answer: Answer, event_kind: str, relief_by: str) -> GoesBack | None:
    """Why the word is none for a line of this kind of relief: a court records nothing, a department grants nothing."""
    steps = read_life_cycle(relief_by)
    if event_kind in steps:
        return None
    allowed = ", ".join(word for word, kind in EVENT_OF_ANSWER.items() if kind in steps)
    return GoesBack(
        f"{answer.answer} is no answer to relief by {relief_by.replace('_', ' ')}: it is one of {allowed}",
        f"answer: one of {allowed}",
    )


def _list_next_answers(relief_by: str, state: str) -> str:
    """The words that can follow the state of a line, as advice."""
    steps = read_life_cycle(relief_by)
    can = [word for word, kind in EVENT_OF_ANSWER.items() if kind in steps and state in steps[kind].from_states]
    return f"answer: one of {', '.join(can)}" if can else "nothing: leave answer empty, or delete the row"


def _contradicts_what_was_said(before: Collection[str]) -> GoesBack:
    said = [json.loads(details) for details in sorted(before)]
    words = "; ".join(f"{one['answer']} by {one['answered_by']} on {one['answered_on']}" for one in said)
    return GoesBack(
        "was answered before with another word, day, name or reason",
        f"what was imported before ({words}), or delete the row; a correction is: lookback file event corrected",
    )


def _find_fault(
    ledger: Ledger,
    answer: Answer,
    batch_of_line: dict[str, str],
    said: dict[tuple[str, str], set[str]],
    today: date,
    courts_told: CourtsTold,
) -> GoesBack | None:
    if answer.line_id not in batch_of_line:
        why = ledger.explain_unknown(answer.line_id)
        return GoesBack("no such line was filed" if why == UNKNOWN else why, "line_id: as our answer file has it")
    if batch_of_line[answer.line_id] != answer.batch_id:
        return GoesBack("the line was filed in another batch", f"batch_id: {batch_of_line[answer.line_id]}")
    if answer.court and answer.court not in (told := courts_told(answer.line_id)):
        to_type = f"answering_court: one of {', '.join(sorted(told))}" if told else "nothing: delete the row"
        return GoesBack("no notice of the line went to that court", to_type)
    if len(said[answer.of]) > 1:
        return GoesBack("two answers contradict each other", "one row for this line: delete the wrong one")
    if not answer.answered_by.strip():
        return GoesBack("nobody answers for it", "answered_by: the judge, clerk or office that answers")
    if not is_day(answer.answered_on):
        return GoesBack("answered_on must be a date like 2026-06-01", "answered_on: the day, like 6/1/2026")
    if answer.answered_on > today.isoformat():
        return GoesBack("answered_on lies in the future", f"answered_on: a day up to {today}")
    if answer.answer in NEEDS_A_REASON and not answer.reason_hash:
        return GoesBack(f"{answer.answer} needs a reason", "reason: why, in words")
    return None


def _build_event(answer: Answer, kind: str, by: str, of: RestsOn) -> NewEvent:
    details = answer.details()
    return NewEvent(kind, by, line_id=answer.line_id, batch_id=answer.batch_id, **vars(of), details=details)
