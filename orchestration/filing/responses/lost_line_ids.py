"""Lines of a batch whose id a spreadsheet damaged, found by case, section and count as the batch has them.

A spreadsheet turns an id of digits into a number and count 001 into 1. A count without its zeros is matched only if one
line of the batch can be meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from orchestration.filing.batches.files.batch_of_lines import format_text
from orchestration.filing.ledger.court_key import normalise
from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.store import Ledger

LINE_ID = re.compile(r"[0-9a-f]{32}")
Known = tuple[str, str, str]
"""Case numbers, section and count, without signs and leading zeros."""


class LostLineIds:
    """Finds the line that a row without a readable id is about."""

    def __init__(self, ledger: Ledger, evidence: Evidence) -> None:
        self._ledger, self._evidence = ledger, evidence
        self._batches: dict[str, list[tuple[str, Known]]] = {}

    def find_line_id(self, values: Mapping[str, str]) -> str:
        """Find the id: that of the row if it can be one, else that of the only line it fits; empty if none or several
        do."""
        line_id = values["line_id"].lower()
        if LINE_ID.fullmatch(line_id):
            return line_id
        asked = _format_known(values.get("case_numbers"), values.get("section"), values.get("count_number"))
        if not asked[0]:
            return ""
        fitting = [one for one, known in self._read_batch(values["batch_id"].lower()) if known == asked]
        return fitting[0] if len(fitting) == 1 else ""

    def _read_batch(self, batch_id: str) -> list[tuple[str, Known]]:
        if batch_id not in self._batches:
            found = self._batches[batch_id] = []
            for event in self._ledger.events(kinds=["filed"], batch_id=batch_id):
                line_id = str(event.line_id)
                if text := self._evidence.read(line_id, json.loads(event.details)["evidence_hash"]):
                    line = read_without_reasons(text).line
                    known = (line.get("case_numbers"), line.get("section_text"), line.get("count_number"))
                    found.append((line_id, _format_known(*known)))
        return self._batches[batch_id]


def _format_known(case_numbers: object, section: object, count: object) -> Known:
    return (
        normalise(format_text(case_numbers)),
        normalise(format_text(section)),
        normalise(format_text(count)).lstrip("0"),
    )
