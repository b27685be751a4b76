"""Counsel's decisions about relief that was given and that the current run would not give.

A matter is a line as the run describes it. Other facts, another reason or another person make a new matter, which
counsel has not decided; another run with the same facts does not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.files.tables import read_table
from orchestration.filing.ledger.chain import NewEvent, WriteCounts
from orchestration.filing.ledger.days import find_earliest_day, is_day
from orchestration.filing.ledger.evidence import hash_evidence, open_evidence
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.current_state import CurrentRecord

DECIDED = "counsel_decided"
DECISIONS = {
    "leave_as_it_is": "the relief stays as given",
    "ask_the_court": "counsel asks the court or department to revoke the relief",
}
GIVEN_AGAIN = frozenset({"reinstated", "appeal_decided_granted"})
"""After these events the relief was given again despite the decision, and the matter is open again."""

MATTER = re.compile(r"m[0-9a-f]{15}")
"""It begins with a letter, since spreadsheets turn digits into numbers."""


@dataclass(frozen=True)
class CounselDecision:
    """Counsel's decision about a matter. ``counts``: False if the relief was given again since."""

    line_id: str
    matter: str
    decision: str
    by: str
    on: str
    words_hash: str = ""
    counts: bool = True

    def details(self) -> dict[str, str]:
        """Details of the event."""
        return {"decision": self.decision, "matter": self.matter, "on": self.on, "words_hash": self.words_hash}

    def in_words(self) -> str:
        """Format as ``leave as it is, decided by R. Ortega on 2026-06-20``."""
        return f"{self.decision.replace('_', ' ')}, decided by {self.by} on {self.on}"


def identify_matter(line_id: str, today: CurrentRecord) -> str:
    """Hash a line's matter: outcome, reason, person, and every element with its facts. Run, day and version do not
    count."""
    elements = [[*key, word, sorted(facts)] for key, (word, facts) in sorted(today.elements.items())]
    told = [line_id, today.outcome, today.relief, today.reason, today.citation, today.person_id, elements]
    return f"m{hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()[:15]}"


def read_counsel_decisions(ledger: Ledger) -> Mapping[str, Sequence[CounselDecision]]:
    """Read every decision, by line, oldest first."""
    found: dict[str, list[CounselDecision]] = defaultdict(list)
    for event in ledger.events(kinds=[DECIDED, *GIVEN_AGAIN]):
        line_id = str(event.line_id)
        if event.kind in GIVEN_AGAIN:
            found[line_id] = [replace(one, counts=False) for one in found.get(line_id, [])]
        else:
            said = json.loads(event.details)
            decided = (said["matter"], said["decision"], event.by, said["on"], said["words_hash"])
            found[line_id].append(CounselDecision(line_id, *decided))
    return {line_id: decisions for line_id, decisions in found.items() if decisions}


def close_matters(
    report: Path,
    line_ids: Collection[str],
    *,
    decision: str,
    by: str,
    on: str,
    reason: str,
    ledger: Path,
    evidence: Path,
) -> WriteCounts:
    """Record counsel's decision about matters of ``report``, of these lines or all, for each or for none.

    The same decision again writes nothing.

    Raises:
        RequestError: A value is missing or invalid.
        TransitionError: The decision cannot follow the line's events.
        TableFileError: The report cannot be read.
    """
    if decision not in DECISIONS:
        words = " or ".join(one.replace("_", "-") for one in DECISIONS)
        raise RequestError(f"a decision must be {words}, not {decision!r}")
    if not by.strip() or not reason.strip() or not is_day(on):
        raise RequestError(
            "closing a matter needs a name (--by), a date like 2026-06-01 (--on) and a reason (--reason)"
        )
    matters = _read_matters(report, line_ids)
    words = json.dumps({"kind": DECIDED, "reason": reason}, sort_keys=True, ensure_ascii=True)
    source = hashlib.sha256(report.read_bytes()).hexdigest()
    known = 0
    with open_ledger(ledger, create=False) as opened, opened.writing() as writing:
        if on > opened.today().isoformat():
            raise RequestError(f"the date is in the future: {on}")
        before = read_counsel_decisions(opened)
        new = []
        for line_id, matter in matters.items():
            if line_id not in writing.states:
                raise RequestError(f"line {line_id} is not in the ledger")
            told = CounselDecision(line_id, matter, decision, by, on, hash_evidence(words))
            standing = [one for one in before.get(line_id, ()) if one.counts and one.matter == matter]
            if standing and standing[-1] == told:
                known += 1
                continue
            if on < (given_on := find_earliest_day(opened, opened.events(line_id), opened.relief_by()[line_id])):
                raise TransitionError(f"line {line_id}: {on} is before the relief, of {given_on}")
            new.append(told)
        for one in new:
            of = replace(opened.run_of_line(one.line_id), source_hash=source)
            try:
                writing.append([NewEvent(DECIDED, by, line_id=one.line_id, **vars(of), details=one.details())])
            except TransitionError as error:
                raise TransitionError(f"line {one.line_id}: {error}") from None
        with open_evidence(evidence) as kept:
            for one in new:
                kept.keep(one.line_id, words)
    return WriteCounts(len(new), known)


def _read_matters(report: Path, line_ids: Collection[str]) -> dict[str, str]:
    """Map the selected lines to their matters."""
    found: dict[str, str] = {}
    for row in read_table(report, ("line_id", "matter")).rows:
        if row.wrong is not None:
            raise RequestError(f"{report.name}: {row.where}: {row.wrong}")
        line_id, matter = row.values["line_id"].lower(), row.values["matter"].lower()
        if MATTER.fullmatch(matter) is None:
            raise RequestError(f"{report.name}: {row.where}: matter must be as in the report, like m0123456789abcde")
        if found.setdefault(line_id, matter) != matter:
            raise RequestError(f"{report.name}: line {line_id} has two matters")
    wanted = [line_id.strip().lower() for line_id in line_ids]
    if missing := [line_id for line_id in wanted if line_id not in found]:
        raise RequestError(f"{report.name} does not contain line {missing[0]}")
    chosen = {line_id: matter for line_id, matter in found.items() if not wanted or line_id in wanted}
    if not chosen:
        raise RequestError(f"{report.name} contains no line")
    return chosen
