"""The day of the conviction or arrest that a line is of, from what was frozen of it: no relief of it can be older.

What belongs here: asking the evidence for that day. What does not: comparing it with a day that is told
(``ledger.answers``, ``orders``). What was destroyed by order, or never frozen, tells no day.
"""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.store import Ledger


def decided_on(ledger: Ledger, evidence: Path, line_id: str) -> str:
    """That day as the last filing of the line told it; empty where it is not known to the day."""
    filings = list(ledger.events(line_id, kinds=["filed"]))
    if not filings:
        return ""
    with open_evidence(evidence) as opened:
        text = opened.read(line_id, json.loads(filings[-1].details)["evidence_hash"])
    if text is None:
        return ""
    line = read_without_reasons(text).line
    return line.get("conviction_date") or line.get("arrest_date") or ""
