"""Answers of courts and departments to a batch: each line's answer taken in once, or given back with why.

What belongs here: what an answer means for a line, and which answers cannot be taken in. What does not: the answer
files themselves (``filing``). The answers of one file are taken in together, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from orchestration.ledger.chain import NewEvent
from orchestration.ledger.life_cycle import NotPossible, next_state
from orchestration.ledger.store import Ledger

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

NEEDS_A_REASON = frozenset({"denied", "name_differs"})


@dataclass(frozen=True)
class Answer:
    """One answered line of a batch. ``place`` tells where it stands in its file.

    ``reason_hash``: hash of the reason in words, which lies with the evidence; the chain holds no words about a person.
    """

    place: int
    batch_id: str
    line_id: str
    answer: str
    answered_by: str
    answered_on: str
    reason_hash: str = ""


@dataclass
class TakenIn:
    """Line ids whose answer was taken in or known before; places of answers that go back, each with why."""

    taken_in: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    not_answered: int = 0
    given_back: dict[int, str] = field(default_factory=dict)


def take_in_answers(ledger: Ledger, answers: Sequence[Answer], *, by: str, source_hash: str, today: date) -> TakenIn:
    """Write what was answered. ``by``: who imports the file; ``source_hash``: SHA-256 of the file. The same file again
    writes nothing."""
    done = TakenIn()
    said: dict[str, set[str]] = {}
    for answer in answers:
        if answer.answer:
            said.setdefault(answer.line_id, set()).add(answer.answer)
    with ledger.writing() as writing:
        batch_of_line: dict[str, str] = {}
        answered: set[tuple[str, str, str]] = set()
        for event in ledger.events():
            if event.line_id is None:
                continue
            if event.kind == "filed":
                batch_of_line[event.line_id] = str(event.batch_id)
            if event.kind in EVENT_OF_ANSWER.values():
                answered.add((event.line_id, event.kind, str(event.batch_id)))
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        written: set[str] = set()
        for answer in answers:
            if not answer.answer:
                done.not_answered += 1
                continue
            event_kind = EVENT_OF_ANSWER.get(answer.answer)
            wrong = _wrong(answer, event_kind, batch_of_line, said, today)
            if wrong is not None or event_kind is None:
                done.given_back[answer.place] = wrong or "unknown answer"
            elif answer.line_id in written or (answer.line_id, event_kind, answer.batch_id) in answered:
                done.known.append(answer.line_id)
            else:
                try:
                    next_state(relief_by[answer.line_id], writing.states[answer.line_id], event_kind)
                except NotPossible as error:
                    done.given_back[answer.place] = f"contradicts what is known: {error}"
                    continue
                writing.append([_event(answer, event_kind, by, source_hash)])
                written.add(answer.line_id)
                done.taken_in.append(answer.line_id)
    return done


def _wrong(
    answer: Answer, event_kind: str | None, batch_of_line: dict[str, str], said: dict[str, set[str]], today: date
) -> str | None:
    if event_kind is None:
        return f"an answer is one of {', '.join(EVENT_OF_ANSWER)}"
    if answer.line_id not in batch_of_line:
        return "no such line was filed"
    if batch_of_line[answer.line_id] != answer.batch_id:
        return "the line was filed in another batch"
    if len(said[answer.line_id]) > 1:
        return "two answers contradict each other"
    if not answer.answered_by.strip():
        return "nobody answers for it"
    try:
        answered_on = date.fromisoformat(answer.answered_on)
    except ValueError:
        return "answered_on must be a date like 2026-06-01"
    if answered_on > today:
        return "answered_on lies in the future"
    if answer.answer in NEEDS_A_REASON and not answer.reason_hash:
        return f"{answer.answer} needs a reason"
    return None


def _event(answer: Answer, kind: str, by: str, source_hash: str) -> NewEvent:
    details = {"answer": answer.answer, "answered_by": answer.answered_by, "answered_on": answer.answered_on}
    if answer.reason_hash:
        details["reason_hash"] = answer.reason_hash
    return NewEvent(
        kind, by, line_id=answer.line_id, batch_id=answer.batch_id, source_hash=source_hash, details=details
    )
