"""Checking: somebody looked at lines of relief by operation of law and found them right.

Neither is an approval: who checks answers for the facts, who approves for the filing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.life_cycle import TransitionError, find_next_state
from orchestration.filing.ledger.provenance import NOTHING_KNOWN, Origins, RestsOn
from orchestration.filing.ledger.store import Ledger

CHECKED, INTO_REVIEW = "checked", "taken_into_review"


@dataclass
class Moved:
    """Line ids that were moved, that stood there already, and those that cannot be, each with why."""

    moved: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def check_lines(
    ledger: Ledger, checked_by: Mapping[str, str], words: Mapping[str, str], of: RestsOn = NOTHING_KNOWN
) -> Moved:
    """Lines that were looked at, with who did. ``words``: line id to the hash of what was said beside it.
    ``of``: what they were looked at on."""
    done = Moved()
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
    of: RestsOn = NOTHING_KNOWN,
    sources: Mapping[str, str] | None = None,
) -> Moved:
    """Lines that a reviewer is given; those that wait there already, or wait for nobody, stay as they are.
    ``sources``: line id to the hash of its own source, where ``of`` has none."""
    done, origin = Moved(), Origins(of, sources or {})
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
