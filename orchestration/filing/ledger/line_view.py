"""Lines of the ledger to look at again: where each stands, and what was frozen of it, read of those alone that need it.

What belongs here: reading them. What does not: verdicts (``recheck``, ``landed``), what the run says (``today``). A
state has more lines than can be read whole in a minute, or held in memory with what was frozen of them: where a line
stands is told by events, what is asked of many (persons, count) stands at the end of a document, and the whole of it is
read of lines that are not as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen, read_without_reasons
from orchestration.filing.ledger.store import Ledger, Line

WITHHELD = frozenset({"withdrawn", "objected"})
WITHHELD_GROUNDS = frozenset({"not_eligible", "record_is_wrong", "already_relieved"})


@dataclass(frozen=True)
class Known:
    """A line the ledger knows, and what was frozen of it; None where nothing was, it was destroyed by order, or nobody
    asked for it yet (``WhatWasFrozen``)."""

    line: Line
    frozen: FrozenLine | None

    def person_ids(self) -> set[str]:
        """Every id the person was known under."""
        told = self.frozen.line if self.frozen else {}
        return {self.line.first_person_id, *told.get("person_ids", ()), *filter(None, [told.get("person_id")])}


@dataclass(frozen=True)
class LineOfLedger:
    """A line to look at again, and where it stands. ``batch_id``: the batch it was last filed in. ``law_version``: the
    law it was filed under, or, where it never was, proposed under. ``evidence_hash``: what was frozen of it when it was
    filed last; ``known`` holds it only once it was read."""

    known: Known
    state: str
    batch_id: str
    law_version: str = ""
    evidence_hash: str = ""

    @property
    def line(self) -> Line:
        """The line."""
        return self.known.line


def lines_to_decide(ledger: Ledger) -> list[LineOfLedger]:
    """Every line that was ever filed, and every line that was withheld since it was taken for not eligible."""
    lines, withheld = _lines(ledger)
    return [one for one in lines if one.batch_id or (one.line.line_id in withheld and one.state in WITHHELD)]


def all_lines(ledger: Ledger) -> list[LineOfLedger]:
    """Every line of the ledger."""
    return _lines(ledger)[0]


_KINDS = ("proposed", "filing_begun", "filed", "withdrawn", "objected")


def _lines(ledger: Ledger) -> tuple[list[LineOfLedger], set[str]]:
    states = ledger.states()
    frozen: dict[str, str] = {}
    batches: dict[str, str] = {}
    withheld: set[str] = set()
    laws: dict[str, str] = {}
    begun: dict[str, str] = {}
    for event in ledger.events(kinds=_KINDS):
        if event.line_id is None:
            continue
        if event.kind == "proposed":
            laws[event.line_id] = event.law_version or ""
        elif event.kind == "filing_begun":
            begun[event.line_id] = event.law_version or ""
        elif event.kind == "filed":
            laws[event.line_id] = begun.get(event.line_id, "")
            batches[event.line_id] = str(event.batch_id)
            frozen[event.line_id] = json.loads(event.details).get("evidence_hash", "")
        elif event.kind == "withdrawn" or json.loads(event.details).get("ground") in WITHHELD_GROUNDS:
            withheld.add(event.line_id)
    return [
        LineOfLedger(
            Known(line, None),
            states[line.line_id],
            batches.get(line.line_id, ""),
            laws.get(line.line_id, ""),
            frozen.get(line.line_id, ""),
        )
        for line in ledger.lines()
    ], withheld


class WhatWasFrozen:
    """What was frozen of lines, without timeline, sources and texts of the law. What many lines say alike (rows of the
    law, facts, elements) is there once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._once: dict[object, Any] = {}

    def known_by(self, lines: Iterable[LineOfLedger]) -> list[LineOfLedger]:
        """The lines with their rows of ``filing_lines`` alone: persons, count, how a court finds them."""
        return [_with(one, self._row(one)) for one in lines]

    def whole(self, lines: Iterable[LineOfLedger]) -> list[LineOfLedger]:
        """The lines with all that is compared."""
        return [_with(one, self._whole(one)) for one in lines]

    def _row(self, one: LineOfLedger) -> FrozenLine | None:
        """None where nothing was frozen, it was destroyed, or is no frozen line."""
        content = self._content(one)
        try:
            return self._short(read_without_reasons(content)) if content else None
        except (ValueError, TypeError):
            return None

    def _whole(self, one: LineOfLedger) -> FrozenLine | None:
        content = self._content(one)
        try:
            return self._compared(read_frozen(content)) if content else None
        except (ValueError, TypeError, KeyError):
            return None

    def _content(self, one: LineOfLedger) -> str | None:
        return self._evidence.read(one.line.line_id, one.evidence_hash) if one.evidence_hash else None

    def _short(self, frozen: FrozenLine) -> FrozenLine:
        return replace(
            frozen,
            run_id=self._shared(frozen.run_id, frozen.run_id),
            law_version=self._shared(frozen.law_version, frozen.law_version),
            note=self._shared(frozen.note, frozen.note),
            line={name: value for name, value in frozen.line.items() if name in _OF_A_LINE},
        )

    def _compared(self, frozen: FrozenLine) -> FrozenLine:
        whole = frozen.explanation
        paths = [
            {"path": path["path"], "elements": [self._element(element) for element in path["elements"]]}
            for subject in whole["subjects"]
            for determination in subject["determinations"]
            for path in determination["paths"]
        ]
        named = tuple(tuple(row[name] for name in _OF_A_ROW) for row in frozen.law_rows)
        law_rows = self._shared(named, [dict(zip(_OF_A_ROW, row, strict=True)) for row in named])
        version = self._shared(whole["run"]["version"], whole["run"]["version"])
        explanation = {"run": {"version": version}, "paths": paths}
        return replace(self._short(frozen), law_rows=law_rows, explanation=explanation)

    def _element(self, element: Mapping[str, Any]) -> Mapping[str, Any]:
        facts = tuple((fact["role"], fact["words"]) for fact in element["facts"])
        key = (element["element"], element["word"], facts)
        if key not in self._once:
            told = [self._shared(fact, {"role": fact[0], "words": fact[1]}) for fact in facts]
            self._once[key] = {"element": element["element"], "word": element["word"], "facts": told}
        return cast(Mapping[str, Any], self._once[key])

    def _shared(self, key: object, value: T) -> T:
        return cast(T, self._once.setdefault((type(value), key), value))


def _with(one: LineOfLedger, frozen: FrozenLine | None) -> LineOfLedger:
    return replace(one, known=Known(one.line, frozen))


T = TypeVar("T")
_OF_A_ROW = ("law_table", "row_key", "row_hash")
_OF_A_LINE = frozenset(
    {
        *("person_id", "person_ids", "unit_id", "as_of_date", "state_ids", "person_name", "agency_name"),
        *("case_numbers", "count_number", "section_text", "conviction_date", "arrest_date"),
    }
)
"""What of a line is compared, or found and named by."""
