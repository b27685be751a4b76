"""Which other courts were told of a line when it was filed: those of a transferred case, from what was frozen.

What belongs here: asking the evidence for them. What does not: what their answers mean (``ledger.answers``). What was
destroyed by order tells nothing: an answer about it goes back.
"""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path

from orchestration.ledger.evidence import open_evidence
from orchestration.ledger.frozen_line import read_without_reasons
from orchestration.ledger.further_courts import further_courts_told
from orchestration.ledger.store import Ledger
from orchestration.ledger.transferred import in_other_counties


def courts_told(ledger: Ledger, evidence: Path, line_id: str) -> Set[str]:
    """Counties of the other courts that the last filing of the line told, or a notice after it."""
    hashes = [json.loads(event.details)["evidence_hash"] for event in ledger.events(line_id, kinds=["filed"])]
    if not hashes:
        return frozenset()
    with open_evidence(evidence) as opened:
        text = opened.read(line_id, hashes[-1])
    if text is None:
        return frozenset()
    then = {court.county for court in in_other_counties(read_without_reasons(text).line)}
    return then | further_courts_told(ledger, line_id)
