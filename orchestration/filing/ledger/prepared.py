"""Freezing lines before their batches begin, so that a command that was stopped goes on where it was.

What belongs here: what was frozen already and can stand, and what a command that did not end left behind. What does
not: what is frozen (``frozen``), keeping it (``ledger.evidence``). What was frozen of the same run by the same software
under the same signatures would be the same bytes again: it stands. Frozen of anything else, and never begun, it is
destroyed: it tells of people, and no event names it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple
from importlib.metadata import version

import duckdb

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.duplicate_reports import decisions_that_hold
from orchestration.filing.ledger.duplicate_decisions import Decision
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.freeze import freeze
from orchestration.filing.ledger.frozen_line import as_kept
from orchestration.filing.ledger.store import Ledger
from orchestration.law.unsigned_lines import LawAtHand
from orchestration.settings import Settings
from orchestration.warehouse.open_run import RunShown
from orchestration.warehouse.run_identity import software_version


def prepare(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    run: RunShown,
    lines: Sequence[FilingLine],
    law: LawAtHand,
) -> dict[str, str]:
    """Freeze the lines and keep them; line id to the hash of what was frozen. Killed at any moment, it
    goes on where it was."""
    decisions = decisions_that_hold(connection, ledger)
    made_of = _made_of(settings, run, law, decisions)
    with open_evidence(settings.evidence) as evidence:
        _discard_what_was_never_filed(ledger, evidence, made_of)
        before = evidence.prepared(made_of)
        missing = [line for line in lines if line.line_id not in before]
        frozen = freeze(connection, settings.state, run, missing, law, decisions)
        evidence.prepare(made_of, ((line.line_id, line.text) for line in frozen))
        hashes = evidence.prepared(made_of)
    return {line.line_id: hashes[line.line_id] for line in lines}


def _made_of(settings: Settings, run: RunShown, law: LawAtHand, decisions: Sequence[Decision]) -> str:
    """A hash of all that a frozen line is made of: the run as it is shown, the rows of the law and who signed them,
    what people decided, and the software that puts it into words."""
    software = software_version(settings.models.parent, version("lookback"))
    signed = sorted(astuple(one) for one in law.signatures.values())
    rows = sorted((name, row.row_hash) for name, row in law.rows.items())
    text = json.dumps([settings.state, as_kept(run), software, signed, rows, [astuple(one) for one in decisions]])
    return hashlib.sha256(text.encode()).hexdigest()


def _discard_what_was_never_filed(ledger: Ledger, evidence: Evidence, made_of: str) -> None:
    """What was prepared of something else: what no event of its line names is destroyed."""
    otherwise: dict[str, list[str]] = defaultdict(list)
    for line_id, evidence_hash in evidence.prepared_otherwise(made_of):
        otherwise[line_id].append(evidence_hash)
    for line_id, hashes in otherwise.items():
        named = {json.loads(event.details).get("evidence_hash") for event in ledger.events(line_id)}
        for evidence_hash in hashes:
            if evidence_hash not in named:
                evidence.discard(line_id, evidence_hash)
    evidence.forget_prepared(otherwise)
