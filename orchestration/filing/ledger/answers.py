"""Answers of courts and departments to a batch: each is recorded once or rejected with a reason.

The answers of one file are recorded in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from orchestration.filing.ledger.batch import DONE
from orchestration.filing.ledger.chain import NewEvent, format_details
from orchestration.filing.ledger.days import BEFORE_US, find_earliest_day, is_day
from orchestration.filing.ledger.life_cycle import TransitionError, find_next_state, read_life_cycle
from orchestration.filing.ledger.provenance import Provenance
from orchestration.filing.ledger.store import UNKNOWN, Ledger

EVENT_OF_ANSWER = {
    "granted": "granted",
    "denied": "denied",
    "recorded": "recorded_by_the_department",
    "notified": "court_notified",
    "acknowledged": "acknowledged",
    "validated": "validated",
    "file_destroyed": "returned",
    "not_our_case": "returned",
    "name_differs": "returned",
    "already_done": "relieved_elsewhere",
}
"""Allowed answers, each with the event it becomes."""

OF_ANOTHER_COURT = "answered_by_another_court"
"""Event of an answer by another court of a transferred case. It leaves the line's state as it is: only the line's own
court acknowledges the line."""

ANSWERS_OF_ANOTHER_COURT = frozenset({"acknowledged", "file_destroyed", "not_our_case", "name_differs"})

GIVES_RELIEF = frozenset({"granted", "recorded"})

NEEDS_A_REASON = frozenset({"denied", "name_differs"})


@dataclass(frozen=True)
class Answer:
    """One answered line of a batch. ``place`` is its position in the file.

    ``reason_hash``: hash of the written reason, which is kept with the evidence; the chain holds no words about a
    person. ``court``: county of another court of a transferred case; empty if the line's own court or the department
    answers.
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
        """Line and, if another court answers, its county."""
        return self.line_id, self.court

    @property
    def event_kind(self) -> str | None:
        """The event it becomes; None for an unknown answer."""
        if self.court:
            return OF_ANOTHER_COURT if self.answer in ANSWERS_OF_ANOTHER_COURT else None
        return EVENT_OF_ANSWER.get(self.answer)

    def details(self) -> dict[str, str]:
        """Details of the event."""
        details = {"answer": self.answer, "answered_by": self.answered_by, "answered_on": self.answered_on}
        also = {"reason_hash": self.reason_hash, "court": self.court}
        return details | {name: value for name, value in also.items() if value}


def list_answers(relief_by: str, after: str) -> list[str]:
    """List the words that may answer a batch whose hand-over is the event ``after``, and those that may follow them."""
    steps = read_life_cycle(relief_by)
    events = {event: steps[event] for event in EVENT_OF_ANSWER.values() if event in steps}
    reached, before = {steps[after].to_state or ""}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {step.to_state or "" for step in events.values() if step.from_states & before}
    return [word for word, event in EVENT_OF_ANSWER.items() if event in events and events[event].from_states & reached]


CourtsTold = Callable[[str], Mapping[str, str]]
"""Maps a line id to the other courts notified of it: county to day."""

DecidedOn = Callable[[str], str]
"""Maps a line id to the day of its conviction or arrest; empty unless known to the day."""

BEFORE_THE_DECISION = "the day of that relief is before the conviction or arrest"


class GoesBack(NamedTuple):
    """Why an answer is not imported, and what to type so that it can be."""

    why: str
    to_type: str


@dataclass
class AnswersImported:
    """Line ids whose answer was recorded or known before, and places of rejected answers with the reason.

    ``stands``: places of the answers that are in the ledger afterwards, new or known; ``new``: of the new.
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
    """Record the answers. The same file again records nothing.

    Args:
        by: Person who imports the file.
        source_hash: SHA-256 of the file.
        courts_told: Other courts notified of a line; a court that was not notified has nothing to answer.
        decided_on: Day of a line's decision; relief by others cannot be older.
        before_commit: Writes to disk what must be there before the ledger refers to it (reasons, rejected rows). If it
            raises, nothing is recorded.
    """
    done = AnswersImported()
    said: dict[tuple[str, str], set[str]] = {}
    for answer in answers:
        if answer.answer:
            said.setdefault(answer.of, set()).add(format_details(answer.details()))
    with ledger.writing() as writing:
        batch_of_line: dict[str, str] = {}
        run_of_batch: dict[str, Provenance] = {}
        answered: dict[tuple[str, str, str, str], set[str]] = {}
        for event in ledger.events(kinds=[*DONE, *EVENT_OF_ANSWER.values(), OF_ANOTHER_COURT]):
            if event.line_id is None:
                continue
            if event.kind in DONE:
                batch_of_line[event.line_id] = str(event.batch_id)
            if event.kind in EVENT_OF_ANSWER.values() or event.kind == OF_ANOTHER_COURT:
                court = json.loads(event.details)["court"] if event.kind == OF_ANOTHER_COURT else ""
                key = (event.line_id, event.kind, str(event.batch_id), court)
                answered.setdefault(key, set()).add(event.said)
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        written: set[tuple[str, str]] = set()
        for answer in answers:
            if not answer.answer:
                done.not_answered += 1
                continue
            if (event_kind := answer.event_kind) is None:
                allowed = sorted(ANSWERS_OF_ANOTHER_COURT) if answer.court else list(EVENT_OF_ANSWER)
                done.given_back[answer.place] = GoesBack(
                    f"answer must be one of {', '.join(allowed)}", f"answer: one of {', '.join(allowed)}"
                )
                continue
            if wrong := _find_fault(ledger, answer, batch_of_line, said, today, courts_told):
                done.given_back[answer.place] = wrong
                continue
            before = answered.get((answer.line_id, event_kind, answer.batch_id, answer.court), set())
            if answer.of in written or format_details(answer.details()) in before:
                done.known.append(answer.line_id)
            elif before:
                done.given_back[answer.place] = _refuse_changed_answer(before)
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
    """Return why a new answer cannot follow the line's events."""
    if wrong := _find_wrong_word(answer, event_kind, relief_by):
        return wrong
    try:
        find_next_state(relief_by, states[answer.line_id], event_kind)
    except TransitionError as error:
        return GoesBack(f"contradicts the ledger: {error}", _list_next_answers(relief_by, states[answer.line_id]))
    if event_kind == BEFORE_US:
        first, why = decided_on(answer.line_id), BEFORE_THE_DECISION
    elif answer.court:
        first = courts_told(answer.line_id)[answer.court]
        why = f"answered_on is before the event it answers, of {first}"
    else:
        first = find_earliest_day(ledger, ledger.events(answer.line_id), relief_by)
        why = f"answered_on is before the event it answers, of {first}"
    if answer.answered_on < first:
        return GoesBack(why, _name_days(answer, event_kind, first, today))
    return None


def _name_days(answer: Answer, event_kind: str, first: str, today: date) -> str:
    """The days that can be typed; relief given before the line was filed has an answer of its own."""
    whose = "that relief" if event_kind == BEFORE_US else "the answer"
    earlier = "; if the relief was given before, answer: already_done" if answer.answer in GIVES_RELIEF else ""
    return f"answered_on: the day of {whose}, from {first} to {today}{earlier}"


def _find_wrong_word(answer: Answer, event_kind: str, relief_by: str) -> GoesBack | None:
    """Return why the answer does not fit the line's kind of relief: a court records nothing, a department grants
    nothing."""
    steps = read_life_cycle(relief_by)
    if event_kind in steps:
        return None
    allowed = ", ".join(word for word, kind in EVENT_OF_ANSWER.items() if kind in steps)
    return GoesBack(
        f"{answer.answer} does not answer relief by {relief_by.replace('_', ' ')}; allowed are {allowed}",
        f"answer: one of {allowed}",
    )


def _list_next_answers(relief_by: str, state: str) -> str:
    """The words that can follow the state of a line, as advice."""
    steps = read_life_cycle(relief_by)
    can = [word for word, kind in EVENT_OF_ANSWER.items() if kind in steps and state in steps[kind].from_states]
    return f"answer: one of {', '.join(can)}" if can else "nothing: leave answer empty, or delete the row"


def _refuse_changed_answer(before: Collection[str]) -> GoesBack:
    said = [json.loads(details) for details in sorted(before)]
    words = "; ".join(f"{one['answer']} by {one['answered_by']} on {one['answered_on']}" for one in said)
    return GoesBack(
        "was answered before with another answer, day, name or reason",
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
        return GoesBack("that court was not notified of the line", to_type)
    if len(said[answer.of]) > 1:
        return GoesBack("two answers contradict each other", "one row for this line: delete the wrong one")
    if not answer.answered_by.strip():
        return GoesBack("answered_by is empty", "answered_by: the judge, clerk or office that answers")
    if not is_day(answer.answered_on):
        return GoesBack("answered_on must be a date like 2026-06-01", "answered_on: the day, like 6/1/2026")
    if answer.answered_on > today.isoformat():
        return GoesBack("answered_on is in the future", f"answered_on: a day up to {today}")
    if answer.answer in NEEDS_A_REASON and not answer.reason_hash:
        return GoesBack(f"{answer.answer} needs a reason", "reason: why, in words")
    return None


def _build_event(answer: Answer, kind: str, by: str, of: Provenance) -> NewEvent:
    details = answer.details()
    return NewEvent(kind, by, line_id=answer.line_id, batch_id=answer.batch_id, **vars(of), details=details)
