"""What counsel decided about relief that was given and that the run at hand would not give: each such matter, closed.

A matter is a line as the run tells it: other facts, another reason or another person make it another matter, which
counsel has not decided; another run of the same does not.
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
from orchestration.filing.ledger.chain import NewEvent, Written
from orchestration.filing.ledger.days import find_earliest_day, is_day
from orchestration.filing.ledger.evidence import hash_evidence, open_evidence
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.current_state import Today

DECIDED = "counsel_decided"
DECISIONS = {
    "leave_as_it_is": "the relief stands as it was given",
    "ask_the_court": "counsel asks whoever gave the relief to take it back",
}
GIVEN_AGAIN = frozenset({"reinstated", "appeal_decided_granted"})
"""After these the relief was given anew, over the decision: the matter is open again."""

MATTER = re.compile(r"m[0-9a-f]{15}")
"""It begins with a letter: a spreadsheet would make a number of digits alone."""


@dataclass(frozen=True)
class CounselDecision:
    """What counsel decided about a matter. ``counts``: no longer, where the relief was given again since."""

    line_id: str
    matter: str
    decision: str
    by: str
    on: str
    words_hash: str = ""
    counts: bool = True

    def details(self) -> dict[str, str]:
        """What the event says."""
        return {"decision": self.decision, "matter": self.matter, "on": self.on, "words_hash": self.words_hash}

    def in_words(self) -> str:
        """``leave as it is, decided by R. Ortega on 2026-06-20``."""
        return f"{self.decision.replace('_', ' ')}, decided by {self.by} on {self.on}"


def identify_matter(line_id: str, today: Today) -> str:
    """The matter that a line is, as a hash of what the run tells: outcome, reason, person, and every element with its
    facts. Neither run, day nor version is part of it."""
    elements = [[*key, word, sorted(facts)] for key, (word, facts) in sorted(today.elements.items())]
    told = [line_id, today.outcome, today.relief, today.reason, today.citation, today.person_id, elements]
    return f"m{hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()[:15]}"


def read_counsel_decisions(ledger: Ledger) -> Mapping[str, Sequence[CounselDecision]]:
    """Every decision, by line, the oldest first."""
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
) -> Written:
    """Write what counsel decided about matters of ``report``: of these lines, or all; for each or for none. The same
    again writes nothing. Raises ``RequestError``, ``TransitionError``, ``TableFileError``."""
    if decision not in DECISIONS:
        words = " or ".join(one.replace("_", "-") for one in DECISIONS)
        raise RequestError(f"a decision is {words}, not {decision!r}")
    if not by.strip() or not reason.strip() or not is_day(on):
        raise RequestError("a matter is closed by somebody, on a day like 2026-06-01, with a reason")
    matters = _matters(report, line_ids)
    words = json.dumps({"kind": DECIDED, "reason": reason}, sort_keys=True, ensure_ascii=True)
    source = hashlib.sha256(report.read_bytes()).hexdigest()
    known = 0
    with open_ledger(ledger, create=False) as opened, opened.writing() as writing:
        if on > opened.today().isoformat():
            raise RequestError(f"on lies in the future: {on}")
        before = read_counsel_decisions(opened)
        new = []
        for line_id, matter in matters.items():
            if line_id not in writing.states:
                raise RequestError(f"line {line_id}: the line is not in the ledger")
            told = CounselDecision(line_id, matter, decision, by, on, hash_evidence(words))
            standing = [one for one in before.get(line_id, ()) if one.counts and one.matter == matter]
            if standing and standing[-1] == told:
                known += 1
                continue
            if on < (given_on := find_earliest_day(opened, opened.events(line_id), opened.relief_by()[line_id])):
                raise TransitionError(f"line {line_id}: {on} lies before the day of what it follows, {given_on}")
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
    return Written(len(new), known)


def _matters(report: Path, line_ids: Collection[str]) -> dict[str, str]:
    """Line id to matter, of the lines that are meant."""
    found: dict[str, str] = {}
    for row in read_table(report, ("line_id", "matter")).rows:
        if row.wrong is not None:
            raise RequestError(f"{report.name}: {row.where}: {row.wrong}")
        line_id, matter = row.values["line_id"].lower(), row.values["matter"].lower()
        if MATTER.fullmatch(matter) is None:
            raise RequestError(f"{report.name}: {row.where}: matter must stand as in the report, like m0123456789abcde")
        if found.setdefault(line_id, matter) != matter:
            raise RequestError(f"{report.name}: two matters of the line {line_id}")
    wanted = [line_id.strip().lower() for line_id in line_ids]
    if missing := [line_id for line_id in wanted if line_id not in found]:
        raise RequestError(f"{report.name} does not name the line {missing[0]}")
    chosen = {line_id: matter for line_id, matter in found.items() if not wanted or line_id in wanted}
    if not chosen:
        raise RequestError(f"{report.name} names no line")
    return chosen
