"""Rows of the ledger's table of lines, held against what was frozen of the lines when they were filed."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field

from orchestration.filing.batches.candidates import ARREST, court_key
from orchestration.filing.ledger.batch import BEGUN
from orchestration.filing.ledger.chain import LINE_HASH
from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_without_reasons
from orchestration.filing.ledger.life_cycle import FIRST
from orchestration.filing.ledger.store import Ledger, Line


@dataclass
class Compared:
    """What differs, one sentence each, and of how many lines nothing is frozen."""

    faults: list[str] = field(default_factory=list)
    not_compared: int = 0


def compare_with_frozen(ledger: Ledger, evidence: Evidence) -> Compared:
    """Compare the rows that no event names with what was frozen of them last."""
    found = Compared()
    unnamed = {event.line_id for event in ledger.events(kinds=[FIRST]) if LINE_HASH not in json.loads(event.details)}
    if not unnamed:
        return found
    begun = {event.line_id: json.loads(event.details) for event in ledger.events(kinds=[BEGUN])}
    for line in ledger.lines():
        if line.line_id not in unnamed:
            continue
        try:
            text = evidence.read(line.line_id, begun.get(line.line_id, {}).get("evidence_hash", ""))
            frozen = read_without_reasons(text) if text is not None else None
        except (ValueError, zlib.error):
            frozen = None  # that it is not what was frozen, ``ledger.verify`` says
        if frozen is None:
            found.not_compared += 1
        elif differing := _find_differing(line, frozen):
            found.faults.append(f"line {line.line_id}: {', '.join(differing)} are not what was frozen of it")
    return found


def _find_differing(line: Line, frozen: FrozenLine) -> list[str]:
    """Columns that are not as frozen. The remedy may be another one since it was proposed, and so may what an arrest
    was made for."""
    row = frozen.line
    is_arrest = row["unit"] == ARREST
    key = court_key({**row, "known_day": row["arrest_date" if is_arrest else "conviction_date"]}, row["relief"])
    case_hash, section_hash, date_hash = key.part_hashes()
    then = {
        "line_id": key.line_id,
        "relief_by": row["relief_by"],
        "county_name": row["county_name"],
        "relief": row["relief"],
        "count_id": key.count_id,
        "case_hash": case_hash,
        "section_hash": line.section_hash if is_arrest else section_hash,
        "date_hash": date_hash,
        "first_person_id": row["recorded_person_id"],
    }
    return [name for name, value in then.items() if getattr(line, name) != value]
