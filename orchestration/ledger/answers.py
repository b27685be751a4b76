"""Answers of courts and departments to a batch: each line's answer taken in once, or given back with why.

What belongs here: what an answer means for a line, and which answers cannot be taken in. What does not: the answer
files themselves (``filing``). The answers of one file are taken in together, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from orchestration.ledger.chain import NewEvent, details_text
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

    def details(self) -> dict[str, str]:
        """What the event says."""
        details = {"answer": self.answer, "answered_by": self.answered_by, "answered_on": self.answered_on}
        return details | ({"reason_hash": self.reason_hash} if self.reason_hash else {})


@dataclass
class TakenIn:
    """Line ids whose answer was taken in or known before; places of answers that go back, each with why.

    ``stands``: places of the answers that stand in the ledger afterwards, whether new or known.
    """

    taken_in: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    not_answered: int = 0
    given_back: dict[int, str] = field(default_factory=dict)
    stands: list[int] = field(default_factory=list)


def take_in_answers(
    ledger: Ledger,
    answers: Sequence[Answer],
    *,
    by: str,
    source_hash: str,
    today: date,
    before_commit: Callable[[TakenIn], None] = lambda done: None,
) -> TakenIn:
    """Write what was answered. ``by``: who imports the file; ``source_hash``: SHA-256 of the file. The same file again
    writes nothing.

    ``before_commit`` is told what will be done while it can still be undone: what must lie on disk before the ledger
    says so (reasons in words, what goes back) is written there, and if that fails nothing is taken in.
    """
    done = TakenIn()
    said: dict[str, set[str]] = {}
    for answer in answers:
        if answer.answer:
            said.setdefault(answer.line_id, set()).add(details_text(answer.details()))
    with ledger.writing() as writing:
        batch_of_line: dict[str, str] = {}
        answered: dict[tuple[str, str, str], set[str]] = {}
        for event in ledger.events():
            if event.line_id is None:
                continue
            if event.kind == "filed":
                batch_of_line[event.line_id] = str(event.batch_id)
            if event.kind in EVENT_OF_ANSWER.values():
                key = (event.line_id, event.kind, str(event.batch_id))
                answered.setdefault(key, set()).add(event.details)
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
                continue
            before = answered.get((answer.line_id, event_kind, answer.batch_id), set())
            if answer.line_id in written or details_text(answer.details()) in before:
                done.known.append(answer.line_id)
            elif before:
                done.given_back[answer.place] = "was answered before with another word, day, name or reason"
                continue
            else:
                try:
                    next_state(relief_by[answer.line_id], writing.states[answer.line_id], event_kind)
                except NotPossible as error:
                    done.given_back[answer.place] = f"contradicts what is known: {error}"
                    continue
                writing.append([_event(answer, event_kind, by, source_hash)])
                written.add(answer.line_id)
                done.taken_in.append(answer.line_id)
            done.stands.append(answer.place)
        before_commit(done)
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
    return NewEvent(
        kind, by, line_id=answer.line_id, batch_id=answer.batch_id, source_hash=source_hash, details=answer.details()
    )
