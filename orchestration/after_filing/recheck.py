"""Lines that were filed, or held back, decided again: does what was done still hold, and if not, why not.

What belongs here: the verdict on each line and its causes. What does not: what the run says of a line (``today``), the
files (``recheck_files``). Nothing is done about a line: a person withdraws it, or counsel decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.after_filing.today import NOT_ONE, NOT_TOLD, OUT_OF_SCOPE, TOLD_OTHERWISE, Element, Known, Today
from orchestration.ledger.evidence import Evidence
from orchestration.ledger.frozen_line import FrozenLine, read_frozen
from orchestration.ledger.store import Ledger, Line

UNCHANGED, WRONGLY_FILED, WRONGLY_WITHHELD = "unchanged", "wrongly_filed", "wrongly_withheld"
NOT_SURE, NOT_FOUND = "not_sure", "not_found"
VERDICTS = {
    UNCHANGED: "the run at hand finds the same, or shows the relief",
    WRONGLY_FILED: "filed, and the run at hand finds no such relief",
    WRONGLY_WITHHELD: "withdrawn or objected to as not eligible, and the run at hand finds it eligible",
    NOT_SURE: "the run at hand cannot decide it: a person must look",
    NOT_FOUND: "no delivery of the run tells the count, or not in the form that was filed",
}
GRANTED = frozenset(
    {"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged", "appealed", "vacated"}
)
"""States after an order or a note: what is wrong now is for counsel."""

WITHHELD = frozenset({"withdrawn", "objected"})
WITHHELD_GROUNDS = frozenset({"not_eligible", "record_is_wrong", "already_relieved"})


@dataclass(frozen=True)
class LawAndVersion:
    """Now: the hash of each row of the law by table and key, the law version, and that of Lookback."""

    row_hashes: Mapping[str, str]
    law_version: str
    version: str


@dataclass(frozen=True)
class LineOfLedger:
    """A line to decide again, and where it stands. ``batch_id``: the batch it was last filed in."""

    known: Known
    state: str
    batch_id: str

    @property
    def line(self) -> Line:
        """The line."""
        return self.known.line


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a line now. ``causes``: why it is not as it was, most certain first."""

    of: LineOfLedger
    verdict: str
    today: Today
    causes: Sequence[str]

    @property
    def goes_to(self) -> str:
        """Who must do something: the court or department (a notice to withdraw), counsel, or nobody."""
        if self.verdict != WRONGLY_FILED:
            return ""
        return "counsel" if self.of.state in GRANTED else "withdrawal"


def lines_to_decide(ledger: Ledger, evidence: Evidence) -> list[LineOfLedger]:
    """Every line that was ever filed, and every line that was withheld since it was taken for not eligible."""
    lines, withheld = _lines(ledger, evidence)
    return [one for one in lines if one.batch_id or (one.line.line_id in withheld and one.state in WITHHELD)]


def all_lines(ledger: Ledger, evidence: Evidence) -> list[LineOfLedger]:
    """Every line of the ledger."""
    return _lines(ledger, evidence)[0]


def _lines(ledger: Ledger, evidence: Evidence) -> tuple[list[LineOfLedger], set[str]]:
    states = ledger.states()
    frozen: dict[str, str] = {}
    batches: dict[str, str] = {}
    withheld: set[str] = set()
    for event in ledger.events():
        if event.line_id is None:
            continue
        details = json.loads(event.details)
        if event.kind == "filed":
            batches[event.line_id] = str(event.batch_id)
            frozen[event.line_id] = details.get("evidence_hash", "")
        if event.kind == "withdrawn" or (event.kind == "objected" and details.get("ground") in WITHHELD_GROUNDS):
            withheld.add(event.line_id)
    found = []
    for line in ledger.lines():
        known = Known(line, _frozen(evidence, line.line_id, frozen.get(line.line_id, "")))
        found.append(LineOfLedger(known, states[line.line_id], batches.get(line.line_id, "")))
    return found, withheld


def _frozen(evidence: Evidence, line_id: str, evidence_hash: str) -> FrozenLine | None:
    content = evidence.read(line_id, evidence_hash) if evidence_hash else None
    try:
        return _what_is_compared(read_frozen(content)) if content else None
    except (ValueError, TypeError, KeyError):
        return None


def _what_is_compared(frozen: FrozenLine) -> FrozenLine:
    """The same without timeline, sources and texts of the law: a state has more lines than would fit with them."""
    whole = frozen.explanation
    paths = [
        {
            "path": path["path"],
            "elements": [
                {
                    "element": element["element"],
                    "word": element["word"],
                    "facts": [{"role": fact["role"], "words": fact["words"]} for fact in element["facts"]],
                }
                for element in path["elements"]
            ],
        }
        for subject in whole["subjects"]
        for determination in subject["determinations"]
        for path in determination["paths"]
    ]
    return replace(
        frozen,
        law_rows=[{name: row[name] for name in ("law_table", "row_key", "row_hash")} for row in frozen.law_rows],
        explanation={"run": {"version": whole["run"]["version"]}, "paths": paths},
    )


def verdict_on(of: LineOfLedger, today: Today, now: LawAndVersion) -> Verdict:
    """The verdict on one line."""
    word = _word(of, today)
    return Verdict(of, word, today, [] if word == UNCHANGED else causes(of.known, today, now))


def _word(of: LineOfLedger, today: Today) -> str:
    is_eligible = (today.outcome, today.relief) == ("eligible", of.line.relief)
    if of.state in WITHHELD:
        return WRONGLY_WITHHELD if is_eligible else UNCHANGED
    if is_eligible or of.state in ("denied", "relieved_elsewhere"):
        return UNCHANGED
    if today.outcome == "already_relieved":
        return UNCHANGED if of.state in GRANTED else NOT_SURE
    if today.outcome in (NOT_TOLD, TOLD_OTHERWISE):
        return NOT_FOUND
    return NOT_SURE if today.outcome in ("review", "undeterminable", NOT_ONE) else WRONGLY_FILED


def causes(known: Known, today: Today, now: LawAndVersion) -> list[str]:
    """Why the line is not decided as it was; each begins with law row, facts, identity or version."""
    if today.outcome == NOT_TOLD:
        return ["facts: no delivery of the run tells the count"]
    if today.outcome == TOLD_OTHERWISE:
        return ["facts: the count is told with another case number, section or date"]
    frozen = known.frozen
    if frozen is None:
        return ["not known: nothing is frozen of the line, or an order destroyed it"]
    found = [*_other_rows(frozen, now), *_other_person(frozen, today)]
    found += _other_facts(frozen, today, law_changed=any(cause.startswith("law row") for cause in found))
    if not found and frozen.law_version != now.law_version:
        found.append("law row: another row of the law, or the policy of the county, than those it rested on")
    if not found and _version(frozen) != now.version:
        found.append(f"version: {_version(frozen)} then, {now.version} now")
    if not found and today.outcome == OUT_OF_SCOPE:
        found.append("facts: no law of the run reaches the count as it is told now")
    return found or ["not known: law, facts, identity and version are the same"]


def _other_rows(frozen: FrozenLine, now: LawAndVersion) -> Iterator[str]:
    for row in frozen.law_rows:
        name = f"{row['law_table']} {row['row_key']}"
        if name not in now.row_hashes:
            yield f"law row: {name} is gone"
        elif now.row_hashes[name] != row["row_hash"]:
            yield f"law row: {name} says something else"


def _other_person(frozen: FrozenLine, today: Today) -> Iterator[str]:
    if today.person_id and frozen.line.get("person_id") not in (None, today.person_id):
        yield "identity: the count is another person's, or persons were merged or parted"


def _other_facts(frozen: FrozenLine, today: Today, law_changed: bool) -> Iterator[str]:
    """Elements that rest on other facts. Where no facts were frozen another word says so, unless the law changed: then
    it may be the law that makes them count."""
    for key, (word, facts) in _elements(frozen).items():
        if key not in today.elements:
            continue
        word_now, facts_now = today.elements[key]
        if facts != facts_now if facts else word != word_now and not law_changed:
            yield f"facts: {key[1]} was {word}, is {word_now}"


def _elements(frozen: FrozenLine) -> dict[tuple[str, str], Element]:
    return {
        (path["path"] or "", element["element"]): (
            element["word"],
            frozenset(f"{fact['role']}: {fact['words']}" for fact in element["facts"]),
        )
        for path in frozen.explanation["paths"]
        for element in path["elements"]
    }


def _version(frozen: FrozenLine) -> str:
    return str(frozen.explanation["run"]["version"])
