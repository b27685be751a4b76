"""Lines of a batch compared by case, section and count as the batch has them: ids that a spreadsheet damaged, and rows
whose id belongs to another case.

A spreadsheet turns an id of digits into a number and count 001 into 1, and sorting a part of its columns moves ids to
other rows. A count without its zeros is matched only if one line of the batch can be meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from orchestration.filing.batches.files.batch_of_lines import format_text
from orchestration.filing.ledger.answers import GoesBack
from orchestration.filing.ledger.batch import DONE
from orchestration.filing.ledger.court_key import normalise
from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.store import Ledger

COMPARED = ("case_numbers", "section", "count_number")
ANSWERING_COURT = "answering_court"
"""Further column in the file of other courts: the county of the answering court."""
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

    def find_mismatch(self, values: Mapping[str, str]) -> GoesBack | None:
        """Find whether case, section or count of a row are not those of the line that its id names. Answers of other
        courts are not compared, as they use numbers of their own."""
        line_id = values["line_id"].lower()
        if ANSWERING_COURT in values or not LINE_ID.fullmatch(line_id):
            return None
        known = dict(self._read_batch(values["batch_id"].lower())).get(line_id)
        if known is None:
            return None
        typed = _format_known(*(values.get(name) for name in COMPARED))
        wrong = [name for name, one, its in zip(COMPARED, typed, known, strict=True) if one and one != its]
        if not wrong:
            return None
        return GoesBack(
            f"{' and '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not of the line that line_id names",
            "line_id and case as our answer file has them: columns may have been sorted apart",
        )

    def _read_batch(self, batch_id: str) -> list[tuple[str, Known]]:
        if batch_id not in self._batches:
            found = self._batches[batch_id] = []
            for event in self._ledger.events(kinds=DONE, batch_id=batch_id):
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
        _format_count(normalise(format_text(count))),
    )


def _format_count(count: str) -> str:
    """Format a count without its zeros: 1 for 001, and for 001000 as some data files have it."""
    whole = count[:-3] if len(count) > 3 and count.endswith("000") else count
    return whole.lstrip("0")
