"""Review and approval: decisions about lines, and the checks that a line must pass to be approved.

Decisions are checked against state, holds, signatures on the law and the two-person rule. A line of relief by operation
of law can be marked as checked, which is no approval.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from orchestration.filing.ledger.chain import Event, NewEvent
from orchestration.filing.ledger.holds import Held, find_hold_over, read_holds_in_force
from orchestration.filing.ledger.life_cycle import TransitionError, find_next_state
from orchestration.filing.ledger.provenance import NOTHING_KNOWN, LineProvenances, Provenance
from orchestration.filing.ledger.returned_lines import NAME_UNDECIDED, find_undecided_names
from orchestration.filing.ledger.store import Ledger, Writing
from orchestration.law.demonstration import is_demonstration
from orchestration.law.signatures import OVERTAKEN
from orchestration.people import Actor, simplify_name

APPROVE, OBJECT, LATER = "approve", "object", "later"
GROUNDS = ("not_eligible", "danger", "record_is_wrong", "other_person", "already_relieved", "other")
"""Grounds of a prosecutor's objection: that the law does not give it, danger, and faults a line can have."""

UNSIGNED = "rests on law that nobody has signed as it is now"
SIGNATURE_OVERTAKEN = f"{UNSIGNED}: {OVERTAKEN} since it was signed"
"""Why a line waits for counsel."""


@dataclass(frozen=True)
class Decision:
    """A reviewer's decision about a line. ``by``: the reviewer.

    ``ground``: one of ``GROUNDS``, required for an objection. ``words_hash``: hash of the written remark, which is kept
    with the evidence; the chain holds no words about a person.
    """

    line_id: str
    decision: str
    by: str
    ground: str = ""
    words_hash: str = ""

    def details(self) -> dict[str, str]:
        """Details of the event."""
        return {name: text for name, text in (("ground", self.ground), ("words_hash", self.words_hash)) if text}


@dataclass
class ApprovalResult:
    """Line ids that were approved, objected to or postponed, and those refused, each with the reason."""

    approved: list[str] = field(default_factory=list)
    objected: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def record_decisions(
    ledger: Ledger,
    decisions: Sequence[Decision],
    *,
    about: Mapping[str, Held],
    unsigned: Mapping[str, Collection[str]],
    one_person_may_do_both: bool = False,
    of: Provenance = NOTHING_KNOWN,
    sources: Mapping[str, str] | None = None,
) -> ApprovalResult:
    """Record valid decisions in one transaction, and return the others with the reason.

    Args:
        about: Hold values of each line that is eligible in the current run; other lines cannot be approved.
        unsigned: Law rows of a line's determination that are not verified and that nobody signed.
        of: Run and law the decisions rest on.
        sources: Line id to the hash of its own source, if ``of`` has none.
        one_person_may_do_both: Switches the two-person rule off, unless there is a file of people.
    """
    done, origin = ApprovalResult(), LineProvenances(of, sources or {})
    twice = find_contradictions(decisions)
    with ledger.writing() as writing:
        holds, undecided = read_holds_in_force(ledger), find_undecided_names(ledger)
        lines = {line.line_id: line for line in ledger.lines()}
        may_do_both = one_person_may_do_both and writing.actor.people is None
        proposals = {str(event.line_id): event for event in ledger.events(kinds=["proposed", "proposed_again"])}
        for decision in sorted(set(decisions), key=lambda one: (one.line_id, one.decision)):
            line = lines.get(decision.line_id)
            if line is None:
                done.refused[decision.line_id] = ledger.explain_unknown(decision.line_id)
            elif decision.line_id in twice:
                done.refused[decision.line_id] = "two decisions contradict each other"
            elif not decision.by.strip():
                done.refused[decision.line_id] = "decided_by is empty"
            elif decision.decision == LATER:
                done.later.append(decision.line_id)
            elif decision.decision == OBJECT:
                _record_objection(writing, decision, line.relief_by, done, origin.of(decision.line_id))
            elif decision.decision != APPROVE:
                done.refused[decision.line_id] = f"a decision must be {APPROVE}, {OBJECT} or {LATER}"
            elif writing.states[decision.line_id] == "approved":
                done.known.append(decision.line_id)
            elif decision.line_id not in about:
                done.refused[decision.line_id] = "not eligible in the current run"
            elif hold := find_hold_over(about[decision.line_id], holds):
                done.refused[decision.line_id] = f"held: {hold.reason}"
            elif decision.line_id in undecided:
                done.refused[decision.line_id] = NAME_UNDECIDED
            elif rows := unsigned.get(decision.line_id):
                done.refused[decision.line_id] = f"{UNSIGNED}: {', '.join(sorted(rows))}"
            elif not may_do_both and _is_same_person(writing.actor, decision.by, proposals[decision.line_id]):
                done.refused[decision.line_id] = "the person who proposed it cannot approve it"
            else:
                _record_approval(writing, decision, line.relief_by, done, origin.of(decision.line_id))
    return done


def _is_same_person(actor: Actor, by: str, proposal: Event) -> bool:
    """Whether who approves also proposed: by name, and by account or key, whatever name was typed. Both accounts of a
    demonstration are of whoever gives it."""
    if simplify_name(by) == simplify_name(proposal.by):
        return True
    if is_demonstration([by]) and is_demonstration([proposal.by]):
        return False
    said = json.loads(proposal.details)
    return actor.is_same_as(said.get("account", ""), said.get("key", ""))


class LineDecision(Protocol):
    """Any object with a decision about a line."""

    @property
    def line_id(self) -> str:
        """The line."""

    @property
    def decision(self) -> str:
        """What."""

    @property
    def ground(self) -> str:
        """The ground, if it is an objection."""


def find_contradictions(decisions: Iterable[LineDecision]) -> set[str]:
    """Return lines with two different decisions, or two objections on different grounds."""
    words: dict[str, set[tuple[str, str]]] = {}
    for decision in decisions:
        ground = decision.ground if decision.decision == OBJECT else ""
        words.setdefault(decision.line_id, set()).add((decision.decision, ground))
    return {line_id for line_id, said in words.items() if len(said) > 1}


def _record_approval(
    writing: Writing, decision: Decision, relief_by: str, done: ApprovalResult, of: Provenance
) -> None:
    try:
        find_next_state(relief_by, writing.states[decision.line_id], "approved")
    except TransitionError as error:
        done.refused[decision.line_id] = str(error)
        return
    event = NewEvent("approved", decision.by, line_id=decision.line_id, details=decision.details(), **vars(of))
    writing.append([event])
    done.approved.append(decision.line_id)


def _record_objection(
    writing: Writing, decision: Decision, relief_by: str, done: ApprovalResult, of: Provenance
) -> None:
    if writing.states[decision.line_id] == "objected":
        done.known.append(decision.line_id)
        return
    if decision.ground not in GROUNDS:
        done.refused[decision.line_id] = f"an objection needs a ground: {', '.join(GROUNDS)}"
        return
    try:
        find_next_state(relief_by, writing.states[decision.line_id], "objected")
    except TransitionError as error:
        done.refused[decision.line_id] = str(error)
        return
    event = NewEvent("objected", decision.by, line_id=decision.line_id, details=decision.details(), **vars(of))
    writing.append([event])
    done.objected.append(decision.line_id)


CHECKED, INTO_REVIEW = "checked", "taken_into_review"


@dataclass
class MoveResult:
    """Line ids that were moved, that were in that state before, and that cannot move, each with the reason."""

    moved: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def check_lines(
    ledger: Ledger, checked_by: Mapping[str, str], words: Mapping[str, str], of: Provenance = NOTHING_KNOWN
) -> MoveResult:
    """Record that lines were checked and by whom.

    ``words``: line id to the hash of a remark. ``of``: run and law the check rests on.
    """
    done = MoveResult()
    with ledger.writing() as writing:
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        for line_id, by in sorted(checked_by.items()):
            if writing.states.get(line_id) == CHECKED:
                done.known.append(line_id)
                continue
            try:
                find_next_state(relief_by[line_id], writing.states[line_id], CHECKED)
            except (TransitionError, KeyError) as error:
                done.refused[line_id] = (
                    str(error) if isinstance(error, TransitionError) else ledger.explain_unknown(line_id)
                )
                continue
            details = {"words_hash": words[line_id]} if line_id in words else {}
            writing.append([NewEvent(CHECKED, by, line_id=line_id, details=details, **vars(of))])
            done.moved.append(line_id)
    return done


def take_into_review(
    ledger: Ledger,
    line_ids: Iterable[str],
    *,
    by: str,
    of: Provenance = NOTHING_KNOWN,
    sources: Mapping[str, str] | None = None,
) -> MoveResult:
    """Mark lines as given to a reviewer; lines under review, or past it, stay as they are.

    ``sources``: line id to the hash of its own source, if ``of`` has none.
    """
    done, origin = MoveResult(), LineProvenances(of, sources or {})
    with ledger.writing() as writing:
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        for line_id in sorted(set(line_ids)):
            try:
                find_next_state(relief_by[line_id], writing.states[line_id], INTO_REVIEW)
            except (TransitionError, KeyError):
                done.known.append(line_id)
                continue
            writing.append([NewEvent(INTO_REVIEW, by, line_id=line_id, **vars(origin.of(line_id)))])
            done.moved.append(line_id)
    return done
