"""Which other courts were told of a line when it was filed: those of a transferred case, from what was frozen.

What belongs here: asking the evidence for them. What does not: what their answers mean (``ledger.answers``). What was
destroyed by order tells nothing: an answer about it goes back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.further_courts import further_courts_told
from orchestration.filing.ledger.store import Ledger
from orchestration.filing.ledger.transfers import in_other_counties


def courts_told(ledger: Ledger, evidence: Path, line_id: str) -> Mapping[str, str]:
    """Counties of the other courts that the last filing of the line told, or a notice after it, each with the day."""
    filings = list(ledger.events(line_id, kinds=["filed"]))
    if not filings:
        return {}
    with open_evidence(evidence) as opened:
        text = opened.read(line_id, json.loads(filings[-1].details)["evidence_hash"])
    if text is None:
        return {}
    filed_on = ledger.day_of(filings[-1]).isoformat()
    then = {court.county: filed_on for court in in_other_counties(read_without_reasons(text).line)}
    return further_courts_told(ledger, line_id) | then
