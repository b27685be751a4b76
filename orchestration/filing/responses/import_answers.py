"""A file of answers taken in: all that can stand in one transaction, the rest given back.

Reasons lie on disk before the ledger says so; a crash between leaves words that no event names, and the next import of
the file finds them there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from orchestration.filing.ledger.answers import AnswersImported, record_answers
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.responses.answer_files import AnswerFile, read_answers
from orchestration.filing.responses.filed_lines import find_decision_day, find_notified_courts
from orchestration.filing.responses.rejected_rows import write_given_back


@dataclass(frozen=True)
class Imported:
    """How many answers were taken in, were known, were missing, went back (by why), and the file of those."""

    taken_in: int
    known: int
    not_answered: int
    given_back: Mapping[str, int]
    file: Path | None


class _OnlyAsked(Exception):
    """Nothing is to be written."""


def import_answers(
    file: Path,
    *,
    ledger: Path,
    evidence: Path,
    by: str,
    today: date,
    given_back_to: Path | None = None,
    dry_run: bool = False,
) -> Imported:
    """Take in what ``file`` answers. ``by``: who imports it. ``given_back_to``: the folder for what goes back, if not
    beside the file. Raises ``TableFileError``, ``LedgerError``; then nothing was taken in."""
    read = read_answers(file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    written: list[Path | None] = [None]
    planned: list[AnswersImported] = []

    def before_commit(done: AnswersImported) -> None:
        planned.append(done)
        if dry_run:
            raise _OnlyAsked
        written[0] = write_given_back(file, read.columns, read.rows, _list_given_back(read, done), given_back_to)
        _keep_reasons(evidence, read, done, destroyed)

    with open_ledger(ledger, create=False) as opened:
        destroyed = {event.line_id for event in opened.events(kinds=["evidence_destroyed"])}
        with suppress(_OnlyAsked):
            record_answers(
                opened,
                read.answers,
                by=by,
                source_hash=sha256,
                today=today,
                courts_told=partial(find_notified_courts, opened, evidence),
                decided_on=partial(find_decision_day, opened, evidence),
                before_commit=before_commit,
            )
    (done,) = planned
    reasons: dict[str, int] = {}
    for why in _list_given_back(read, done).values():
        reasons[why] = reasons.get(why, 0) + 1
    return Imported(len(done.taken_in), len(done.known), done.not_answered, reasons, written[0])


def _list_given_back(read: AnswerFile, done: AnswersImported) -> dict[int, str]:
    return dict(sorted({**read.unreadable, **done.given_back}.items()))


def _keep_reasons(evidence: Path, read: AnswerFile, done: AnswersImported, destroyed: Collection[str | None]) -> None:
    """Keep the reasons of what stands; one that was known and destroyed by order since does not come back."""
    new, standing = set(done.taken_in), set(done.stands)
    answers = [
        answer
        for answer in read.answers
        if answer.place in standing
        and answer.reason_hash
        and (answer.line_id in new or answer.line_id not in destroyed)
    ]
    if answers:
        with open_evidence(evidence) as opened:
            for answer in answers:
                opened.keep(answer.line_id, read.reasons[answer.place])
