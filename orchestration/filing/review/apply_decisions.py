"""Record decisions in the ledger: those of reviewers' workbooks, and approvals of many lines at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.holds import read_known_law
from orchestration.filing.ledger.approvals import (
    APPROVE,
    CHECKED,
    INTO_REVIEW,
    Decision,
    check_lines,
    find_contradictions,
    record_decisions,
)
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.provenance import NOTHING_KNOWN, Provenance
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.review.decisions import ReviewerDecision
from orchestration.law.demonstration import REVIEWER, is_demonstration
from orchestration.law.questions.decisions import find_deciders
from orchestration.law.tables import read_table
from orchestration.law.unsigned_lines import CurrentLaw, find_unsigned, load_law
from orchestration.people import find_account, simplify_name
from orchestration.settings import Settings

LONGEST_NAME, LONGEST_WORDS = 200, 4_000
"""Longest name, which the chain keeps for ever and documents print, and longest words, as for an answer."""


class SilenceError(RuntimeError):
    """The state's law does not treat silence as approval. The message is one line."""


@dataclass
class Outcome:
    """Line ids by result; ``refused``: line id to reason."""

    approved: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    objected: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def apply_decisions(
    settings: Settings,
    said: Sequence[ReviewerDecision],
    lines: Sequence[FilingLine],
    law: CurrentLaw,
    *,
    one_person_may_do_both: bool = False,
    approves: bool = False,
    of: Provenance = NOTHING_KNOWN,
) -> Outcome:
    """Record decisions. ``lines``: those eligible in the current run.

    An approval of relief that no prosecutor reviews only marks the line as checked, unless the command
    ``approves``. ``of``: run, law and workbooks behind the decisions; if omitted, each line's own rows.
    """
    done = Outcome()
    # checking and objecting are two transactions, so contradictions are found before the first
    twice = find_contradictions(said)
    done.refused |= dict.fromkeys(sorted(twice), "two decisions contradict each other")
    done.refused |= {one.line_id: why for one in said if one.line_id not in twice and (why := _find_bad_text(one))}
    said = [one for one in said if one.line_id not in done.refused]
    with open_ledger(settings.ledger, create=False) as ledger:
        if not one_person_may_do_both:
            done.refused |= _find_own_decisions(settings, said, ledger)
            said = [one for one in said if one.line_id not in done.refused]
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        words = _keep_words(settings, [one for one in said if one.line_id in relief_by])
        checking = [
            one
            for one in said
            if one.decision == APPROVE and not approves and is_checked_first(relief_by.get(one.line_id))
        ]
        if checking:
            _check(ledger, checking, words, done, of)
        is_checked = {id(one) for one in checking}
        decisions = [
            Decision(one.line_id, one.decision, one.decided_by, one.ground, words.get(one.line_id, ""))
            for one in said
            if id(one) not in is_checked
        ]
        wanted = {one.line_id for one in decisions}
        about = [line for line in lines if line.line_id in wanted]
        known = read_known_law(law)
        decided = record_decisions(
            ledger,
            decisions,
            about={line.line_id: replace(line.held, law=known) for line in about},
            unsigned=_find_unsigned(settings, about, law, decisions),
            one_person_may_do_both=one_person_may_do_both,
            of=of,
            sources={line.line_id: line.candidate.source_hash for line in about},
        )
    for name in ("approved", "objected", "later", "known"):
        getattr(done, name).extend(getattr(decided, name))
    done.refused |= decided.refused
    return done


def _find_own_decisions(settings: Settings, said: Sequence[ReviewerDecision], ledger: Ledger) -> dict[str, str]:
    """Find the lines that somebody approves who decided what the law leaves open of their remedy."""
    deciders = find_deciders(settings)
    if not deciders:
        return {}
    remedies = {line.line_id: line.remedy_id for line in ledger.lines()}
    account = find_account()
    return {
        one.line_id: "who decided a question of its law (lookback law decide) approves no line that rests on it"
        for one in said
        if one.decision == APPROVE
        and {simplify_name(one.decided_by), account} & deciders.get(remedies.get(one.line_id, ""), set())
    }


def _find_unsigned(
    settings: Settings, about: Sequence[FilingLine], law: CurrentLaw, decisions: Sequence[Decision]
) -> dict[str, list[str]]:
    """What each line rests on that nobody signed; signatures of a demonstration count for its accounts alone."""
    demonstrated = {one.line_id for one in decisions if is_demonstration([one.by])}
    found = find_unsigned((line for line in about if line.line_id not in demonstrated), law)
    if demonstrated:
        lines = (line for line in about if line.line_id in demonstrated)
        found |= find_unsigned(lines, load_law(settings, REVIEWER))
    return found


def _find_bad_text(said: ReviewerDecision) -> str:
    """Return why the name or words of a decision cannot be kept; empty if they can."""
    if not said.decided_by.isprintable() or len(said.decided_by) > LONGEST_NAME:
        return f"decided_by must be plain text of at most {LONGEST_NAME} characters"
    if not "".join(said.words.split()).isprintable() or len(said.words) > LONGEST_WORDS:
        return f"words must be plain text of at most {LONGEST_WORDS:,} characters"
    return ""


def _check(
    ledger: Ledger, checking: Sequence[ReviewerDecision], words: Mapping[str, str], done: Outcome, of: Provenance
) -> None:
    named = {one.line_id: one.decided_by for one in checking if one.decided_by.strip()}
    done.refused |= {one.line_id: "decided_by is empty" for one in checking if one.line_id not in named}
    moved = check_lines(ledger, named, words, of)
    done.checked.extend(moved.moved)
    done.known.extend(moved.known)
    done.refused |= moved.refused


def _keep_words(settings: Settings, said: Sequence[ReviewerDecision]) -> dict[str, str]:
    """Keep the remark of each decision with the evidence, and map line id to its hash."""
    found: dict[str, str] = {}
    spoken = [one for one in said if one.words]
    if spoken:
        with open_evidence(settings.evidence) as evidence:
            for one in spoken:
                kept = {"kind": "words_of_decision", "decision": one.decision, "words": one.words}
                found[one.line_id] = evidence.keep(one.line_id, json.dumps(kept, sort_keys=True))
    return found


def find_lines_to_approve(
    ledger: Ledger, lines: Sequence[FilingLine], only: Collection[str] | None = None
) -> list[FilingLine]:
    """Find the lines that wait for approval, or those of them that are named."""
    states = ledger.states()
    return [
        line
        for line in lines
        if (only is None or line.line_id in only) and is_approvable(line.candidate.relief_by, states.get(line.line_id))
    ]


def is_approvable(relief_by: str, state: str | None) -> bool:
    """Whether a line of this state can be approved."""
    return state in read_life_cycle(relief_by)["approved"].from_states


def is_checked_first(relief_by: str | None) -> bool:
    """Whether an approval in a workbook only marks the line as checked, since no prosecutor reviews it."""
    return relief_by is not None and CHECKED in read_life_cycle(relief_by)


def find_silent_lines(settings: Settings, ledger: Ledger, today: date) -> set[str]:
    """Find lines whose review period ended without a word, if the state's law treats silence as approval.

    Raises:
        SilenceError: It does not.
    """
    parameters = {
        row["parameter"]: row["value"]
        for row in read_table(settings.models, settings.state, "parameters")
        if row["effective_from"] <= today.isoformat() <= (row["effective_to"] or today.isoformat())
    }
    days, means = parameters.get("review_window_days"), parameters.get("review_silence_means")
    if means != "approved" or not days:
        raise SilenceError(
            f"the parameters of {settings.state} do not treat silence as approval (review_silence_means is "
            f"{means or 'empty'}, review_window_days is {days or 'empty'}): approve the lines by id or with a reason"
        )
    last_day = (today - timedelta(days=int(days))).isoformat()
    states = ledger.states()
    given = {
        event.line_id: ledger.day_of(event).isoformat() for event in ledger.events(kinds=[INTO_REVIEW]) if event.line_id
    }
    return {line_id for line_id, day in given.items() if day < last_day and states[line_id] == "under_review"}
