"""What the last filing of a line reported, from what was frozen of it: the day of the decision, the courts notified.

What was destroyed by order, or never frozen, reports nothing: an answer about it goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from orchestration.filing.ledger.evidence import open_evidence, read_as_filed
from orchestration.filing.ledger.frozen_line import read_without_reasons
from orchestration.filing.ledger.further_courts import read_further_courts_notified
from orchestration.filing.ledger.store import Ledger
from orchestration.filing.ledger.transfers import read_courts_in_other_counties


def find_decision_day(ledger: Ledger, evidence: Path, line_id: str) -> str:
    """The day of the conviction or arrest; empty where it is not known to the day. No relief of it can be older."""
    with open_evidence(evidence) as opened:
        text, _ = read_as_filed(ledger, opened, line_id)
    line = read_without_reasons(text).line if text else {}
    return line.get("conviction_date") or line.get("arrest_date") or ""


def find_notified_courts(ledger: Ledger, evidence: Path, line_id: str) -> Mapping[str, str]:
    """Counties of the other courts that the filing, or a notice after it, was sent to, each with the day."""
    with open_evidence(evidence) as opened:
        text, event = read_as_filed(ledger, opened, line_id)
    if text is None or event is None:
        return {}
    filed_on = ledger.day_of(event).isoformat()
    then = {court.county: filed_on for court in read_courts_in_other_counties(read_without_reasons(text).line)}
    return read_further_courts_notified(ledger, line_id) | then
