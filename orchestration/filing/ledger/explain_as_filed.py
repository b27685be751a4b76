"""Explain a line as it was filed, from its frozen text, without warehouse, delivery or law tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.determinations.explanations.model import Explanation
from orchestration.filing.ledger.batch import BEGUN
from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.evidence import Evidence, hash_evidence, open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen
from orchestration.filing.ledger.further_courts import read_further_courts_notified
from orchestration.filing.ledger.store import LedgerError, open_ledger
from orchestration.filing.ledger.transfers import format_courts
from orchestration.warehouse.run_errors import ExplanationError, WrongQuestionError


class EvidenceGoneError(ExplanationError):
    """The frozen text was destroyed by order, or was changed."""


@dataclass(frozen=True)
class LineEvent:
    """An event of the line. ``day``: day of ``at`` in the state's time zone; ``on``: the day the event reports (of an
    order or answer); ``words``: the remark kept beside it. Empty if there is none."""

    event_number: int
    at: str
    day: str
    what: str
    by: str
    on: str
    words: str

    def in_words(self) -> str:
        """Format the event as one line."""
        of_day = f", of {self.on}" if self.on else ""
        said = f": {' '.join(self.words.split())}" if self.words else ""
        return f"{self.day}  {self.what.replace('_', ' ')}{of_day}, by {self.by}{said}"


@dataclass(frozen=True)
class FiledLine:
    """``event_number``, ``filed_at``, ``filed_by``: of the event that filed the line in ``batch_id``. ``stands``: the
    line's current state; ``life``: all its events."""

    frozen: FrozenLine
    batch_id: str
    event_number: int
    filed_at: str
    filed_by: str
    further_courts: Sequence[str] = ()
    """Counties of courts notified after the filing."""
    stands: str = ""
    life: Sequence[LineEvent] = ()

    @property
    def explanation(self) -> Explanation:
        """The explanation as dataclasses."""
        from pydantic import TypeAdapter

        return TypeAdapter(Explanation).validate_python(self.frozen.explanation)

    def as_json(self) -> str:
        """Format the frozen text and the record of the filing as JSON."""
        document = {
            **{"format": "lookback-line-as-filed", "format_version": 1, **vars(self)},
            **{"frozen": vars(self.frozen), "life": [vars(one) for one in self.life]},
        }
        return json.dumps(document, indent=2, ensure_ascii=True) + "\n"

    def head(self) -> str:
        """Format the filing and the law rows as they read that day."""
        lines = [
            f"LINE {self.frozen.line_id} AS FILED on {self.filed_at} by {self.filed_by} in batch {self.batch_id}",
            f"ledger event {self.event_number} · run {self.frozen.run_id} · law {self.frozen.law_version}",
            "",
            f"CURRENT STATE  {self.stands.replace('_', ' ')}",
            *(f"  {one.in_words()}" for one in self.life),
            "",
            "THE LAW AS IT READ THAT DAY",
        ]
        for row in self.frozen.law_rows:
            signed = f", signed by {row['signed_by']} on {row['signed_on']}" if row["signed_by"] else ""
            words = f": {row['words']}" if row["words"] else ""
            lines.append(f"  {row['law_table']} {row['row_key']}{words} [{row['citation']}; {row['verified']}{signed}]")
        if told := format_courts(self.frozen.line):
            lines += ["", "COURTS OF THE CASE", *(f"  {court}" for court in told)]
        if self.further_courts:
            lines += ["", "COURTS NOTIFIED LATER", *(f"  {court}" for court in self.further_courts)]
        return _show("\n".join([*lines, ""])) + "\n"


def explain_as_filed(ledger: Path, evidence: Path, line_id: str) -> FiledLine:
    """Return the line as it was last filed.

    Raises:
        WrongQuestionError: The line was not filed.
        EvidenceGoneError: Its frozen text was destroyed or changed.
    """
    if not ledger.exists():
        raise WrongQuestionError(f"nothing is filed yet: there is no ledger at {ledger}")
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
        happened = [_build_line_event(one, day, opened_evidence) for one, day in life if one.kind not in BEGUN]
    if text is None:
        raise EvidenceGoneError(f"the frozen text of line {line_id} was destroyed, or is not in {evidence}")
    if hash_evidence(text) != frozen_hash:
        raise EvidenceGoneError(f"the frozen text of line {line_id} was changed: run lookback ledger verify")
    return FiledLine(
        read_frozen(text), str(event.batch_id), event.event_number, event.at, event.by, later, stands, happened
    )


def _build_line_event(event: Event, day: str, evidence: Evidence) -> LineEvent:
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
    return LineEvent(event.event_number, event.at, day, event.kind, event.by, on, "; ".join(filter(None, words)))


def _show(text: str) -> str:
    from orchestration.determinations.explanations.wording import escape_control_characters

    return "\n".join(escape_control_characters(line) for line in text.split("\n"))
