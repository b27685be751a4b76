"""A line explained as it was filed: from what was frozen then, without warehouse, delivery or law tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.determinations.explanations.model import Explanation
from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.evidence import Evidence, hash_evidence, open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen
from orchestration.filing.ledger.further_courts import read_further_courts_notified
from orchestration.filing.ledger.store import LedgerError, open_ledger
from orchestration.filing.ledger.transfers import format_courts
from orchestration.warehouse.run_errors import ExplanationError, WrongQuestionError


class EvidenceGoneError(ExplanationError):
    """What was frozen was destroyed by order, or is not what was frozen."""


@dataclass(frozen=True)
class Happened:
    """An event of the line. ``day``: of the moment ``at``, in the state's offices; ``on``: the day it tells (of an
    order, an answer); ``words``: what was said beside it, where that is kept. Empty where nothing is told."""

    event_number: int
    at: str
    day: str
    what: str
    by: str
    on: str
    words: str

    def in_words(self) -> str:
        """On one line."""
        of_day = f", of {self.on}" if self.on else ""
        said = f": {' '.join(self.words.split())}" if self.words else ""
        return f"{self.day}  {self.what.replace('_', ' ')}{of_day}, told by {self.by}{said}"


@dataclass(frozen=True)
class Filed:
    """``event_number``, ``filed_at``, ``filed_by``: of the event that filed the line in ``batch_id``. ``stands``: the
    state of the line now; ``life``: what happened to it, from the first day to now."""

    frozen: FrozenLine
    batch_id: str
    event_number: int
    filed_at: str
    filed_by: str
    further_courts: Sequence[str] = ()
    """Counties of courts that were told later."""
    stands: str = ""
    life: Sequence[Happened] = ()

    @property
    def explanation(self) -> Explanation:
        """The explanation, made of plain values again."""
        from pydantic import TypeAdapter

        return TypeAdapter(Explanation).validate_python(self.frozen.explanation)

    def as_json(self) -> str:
        """Everything that was frozen, with what the ledger says of the filing."""
        document = {
            **{"format": "lookback-line-as-filed", "format_version": 1, **vars(self)},
            **{"frozen": vars(self.frozen), "life": [vars(one) for one in self.life]},
        }
        return json.dumps(document, indent=2, ensure_ascii=True) + "\n"

    def head(self) -> str:
        """What was filed when by whom, and the rows of the law as they read that day."""
        lines = [
            f"LINE {self.frozen.line_id} AS FILED on {self.filed_at} by {self.filed_by} in batch {self.batch_id}",
            f"ledger event {self.event_number} · run {self.frozen.run_id} · law {self.frozen.law_version}",
            "",
            f"IT STANDS NOW  {self.stands.replace('_', ' ')}",
            *(f"  {one.in_words()}" for one in self.life),
            "",
            "THE LAW AS IT READ",
        ]
        for row in self.frozen.law_rows:
            signed = f", signed by {row['signed_by']} on {row['signed_on']}" if row["signed_by"] else ""
            words = f": {row['words']}" if row["words"] else ""
            lines.append(f"  {row['law_table']} {row['row_key']}{words} [{row['citation']}; {row['verified']}{signed}]")
        if told := format_courts(self.frozen.line):
            lines += ["", "COURTS OF THE CASE", *(f"  {court}" for court in told)]
        if self.further_courts:
            lines += ["", "COURTS TOLD LATER", *(f"  {court}" for court in self.further_courts)]
        return _show("\n".join([*lines, ""])) + "\n"


def explain_as_filed(ledger: Path, evidence: Path, line_id: str) -> Filed:
    """What was frozen of the line when it was filed last. Raises ``WrongQuestion`` for a line that was not filed,
    ``EvidenceGoneError``."""
    if not ledger.exists():
        raise WrongQuestionError(f"nothing was filed yet: there is no ledger at {ledger}")
    try:
        with open_ledger(ledger, create=False) as opened:
            life = [(event, opened.day_of(event).isoformat()) for event in opened.events(line_id)]
            events = [event for event, _ in life if event.kind == "filed"]
            stands = opened.states().get(line_id, "")
            later = sorted(read_further_courts_notified(opened, line_id))
            unknown = "" if stands else f": {opened.explain_unknown(line_id)}"
    except LedgerError as error:
        raise ExplanationError(str(error)) from None
    if not events:
        raise WrongQuestionError(f"no line {line_id!r} was filed{unknown}")
    event = events[-1]
    frozen_hash = json.loads(event.details)["evidence_hash"]
    with open_evidence(evidence) as opened_evidence:
        text = opened_evidence.read(line_id, frozen_hash)
        happened = [_build_happened(one, day, opened_evidence) for one, day in life if one.kind != "filing_begun"]
    if text is None:
        raise EvidenceGoneError(f"what was frozen of the line {line_id} was destroyed, or is not at {evidence}")
    if hash_evidence(text) != frozen_hash:
        raise EvidenceGoneError(f"what is kept of the line {line_id} is not what was frozen: lookback ledger verify")
    return Filed(
        read_frozen(text), str(event.batch_id), event.event_number, event.at, event.by, later, stands, happened
    )


def _build_happened(event: Event, day: str, evidence: Evidence) -> Happened:
    told = json.loads(event.details)
    kept = evidence.read(str(event.line_id), told.get("words_hash") or told.get("reason_hash") or "")
    said = json.loads(kept) if kept else {}
    answered_by = f"answered by {told['answered_by']}" if told.get("answered_by") else ""
    words = [
        answered_by,
        told.get("answer"),
        told.get("decision", "").replace("_", " "),
        told.get("ground"),
        told.get("reason"),
        *(said.get(name) for name in ("order", "ground", "words", "reason")),
    ]
    on = told.get("on") or told.get("answered_on") or ""
    return Happened(event.event_number, event.at, day, event.kind, event.by, on, "; ".join(filter(None, words)))


def _show(text: str) -> str:
    from orchestration.determinations.explanations.wording import escape_control_characters

    return "\n".join(escape_control_characters(line) for line in text.split("\n"))
