"""Decisions brought to the ledger: those of a reviewer's workbook, and approvals of many lines at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.files.batch_of_lines import COURT_ORDER
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
from orchestration.filing.ledger.provenance import NOTHING_KNOWN, RestsOn
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.review.decisions import SaidOfALine
from orchestration.law.demonstration import REVIEWER, is_demonstration
from orchestration.law.tables import read_table
from orchestration.law.unsigned_lines import CurrentLaw, find_unsigned, load_law
from orchestration.settings import Settings

APPROVABLE = {COURT_ORDER: frozenset({"proposed", "under_review"}), "operation_of_law": frozenset({CHECKED})}
"""States in which a line can be approved, by who grants the relief."""


LONGEST_NAME, LONGEST_WORDS = 200, 4_000
"""Characters of a name, which stands in the chain for ever and on documents, and of words, as those of an answer."""


class SilenceError(RuntimeError):
    """The law of the state does not say that silence is an approval. The message is one line."""


@dataclass
class Outcome:
    """Line ids by what became of them; ``refused``: line id to why."""

    approved: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    objected: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def apply_decisions(
    settings: Settings,
    said: Sequence[SaidOfALine],
    lines: Sequence[FilingLine],
    law: CurrentLaw,
    *,
    one_person_may_do_both: bool = False,
    approves: bool = False,
    of: RestsOn = NOTHING_KNOWN,
) -> Outcome:
    """Bring decisions to the ledger. ``lines``: those the run at hand finds eligible.

    An approval of a line of relief by operation of law says that it was checked, unless the command ``approves``.
    ``of``: the run, its law and the workbooks that the decisions were made on; without any, each
    line's own rows.
    """
    done = Outcome()
    # (Checking and objecting are two steps of the ledger: what contradicts must be seen before the first.)
    twice = find_contradictions(said)
    done.refused |= dict.fromkeys(sorted(twice), "two decisions contradict each other")
    done.refused |= {one.line_id: why for one in said if one.line_id not in twice and (why := _find_bad_text(one))}
    said = [one for one in said if one.line_id not in done.refused]
    with open_ledger(settings.ledger, create=False) as ledger:
        relief_by = {line.line_id: line.relief_by for line in ledger.lines()}
        words = _keep_words(settings, [one for one in said if one.line_id in relief_by])
        checking = [
            one
            for one in said
            if one.decision == APPROVE and not approves and relief_by.get(one.line_id, COURT_ORDER) != COURT_ORDER
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
        decided = record_decisions(
            ledger,
            decisions,
            about={line.line_id: line.held for line in about},
            unsigned=_find_unsigned(settings, about, law, decisions),
            one_person_may_do_both=one_person_may_do_both,
            of=of,
            sources={line.line_id: line.candidate.source_hash for line in about},
        )
    for name in ("approved", "objected", "later", "known"):
        getattr(done, name).extend(getattr(decided, name))
    done.refused |= decided.refused
    return done


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


def _find_bad_text(said: SaidOfALine) -> str:
    """Why the name or the words of a decision cannot be kept; empty where they can."""
    if not said.decided_by.isprintable() or len(said.decided_by) > LONGEST_NAME:
        return f"who decides is named in plain text, in at most {LONGEST_NAME} characters"
    if not "".join(said.words.split()).isprintable() or len(said.words) > LONGEST_WORDS:
        return f"words are plain text of at most {LONGEST_WORDS:,} characters"
    return ""


def _check(
    ledger: Ledger, checking: Sequence[SaidOfALine], words: Mapping[str, str], done: Outcome, of: RestsOn
) -> None:
    named = {one.line_id: one.decided_by for one in checking if one.decided_by.strip()}
    done.refused |= {one.line_id: "nobody answers for the decision" for one in checking if one.line_id not in named}
    moved = check_lines(ledger, named, words, of)
    done.checked.extend(moved.moved)
    done.known.extend(moved.known)
    done.refused |= moved.refused


def _keep_words(settings: Settings, said: Sequence[SaidOfALine]) -> dict[str, str]:
    """Line id to the hash of what was said beside the decision; the words lie with the evidence."""
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
    """The lines that wait for an approval, or those of them that are named."""
    states = ledger.states()
    return [
        line
        for line in lines
        if (only is None or line.line_id in only)
        and states.get(line.line_id) in APPROVABLE.get(line.candidate.relief_by, frozenset())
    ]


def find_silent_lines(settings: Settings, ledger: Ledger, today: date) -> set[str]:
    """Lines whose days of review are over and about which nobody said anything, where the law of the state takes that
    for an approval. Raises ``SilenceError``."""
    parameters = {
        row["parameter"]: row["value"]
        for row in read_table(settings.models, settings.state, "parameters")
        if row["effective_from"] <= today.isoformat() <= (row["effective_to"] or today.isoformat())
    }
    days, means = parameters.get("review_window_days"), parameters.get("review_silence_means")
    if means != "approved" or not days:
        raise SilenceError(
            f"the parameters of {settings.state} do not say that silence is an approval (review_silence_means is "
            f"{means or 'empty'}, review_window_days is {days or 'empty'}): nobody's silence is taken for an answer"
        )
    last_day = (today - timedelta(days=int(days))).isoformat()
    states = ledger.states()
    given = {
        event.line_id: ledger.day_of(event).isoformat() for event in ledger.events(kinds=[INTO_REVIEW]) if event.line_id
    }
    return {line_id for line_id, day in given.items() if day < last_day and states[line_id] == "under_review"}
