"""Lines that were filed, or held back, decided again: does what was done still hold, and if not, why not.

What belongs here: the verdict on each line and its causes. What does not: what the run says of a line (``today``), the
files (``recheck_files``). Nothing is done about a line: a person withdraws it, or counsel decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from orchestration.after_filing.today import NOT_ONE, NOT_TOLD, OUT_OF_SCOPE, TOLD_OTHERWISE, Element, Known, Today
from orchestration.ledger.evidence import Evidence
from orchestration.ledger.frozen_line import FrozenLine, read_frozen
from orchestration.ledger.store import Ledger, Line

UNCHANGED, WRONGLY_FILED, WRONGLY_WITHHELD = "unchanged", "wrongly_filed", "wrongly_withheld"
RIGHT_NOW_ONLY, NOT_SURE, NOT_FOUND = "right_now_only", "not_sure", "not_found"
VERDICTS = {
    UNCHANGED: "the run at hand finds the same, or shows the relief",
    WRONGLY_FILED: "filed, and the law of now gives no such relief",
    WRONGLY_WITHHELD: "not filed, withdrawn or objected to as not eligible, and it is or was eligible",
    RIGHT_NOW_ONLY: "filed; by what is told now the law of then gave no such relief, the law of now does",
    NOT_SURE: "the run at hand cannot decide it: a person must look",
    NOT_FOUND: "no delivery of the run tells the count, or not in the form that was filed",
}
GRANTED = frozenset(
    {"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged", "appealed", "vacated"}
)
"""States after an order or a note: what is wrong now is for counsel."""

WITHHELD = frozenset({"withdrawn", "objected"})
WITHHELD_GROUNDS = frozenset({"not_eligible", "record_is_wrong", "already_relieved"})


NO_RELIEF = frozenset({"ineligible", "not_yet", OUT_OF_SCOPE})
"""Outcomes that say that there is none, or none yet: nobody has to look first."""


@dataclass(frozen=True)
class LawAndVersion:
    """Now: the hash of each row of the law by table and key, the law version, that of Lookback, and the as-of date."""

    row_hashes: Mapping[str, str]
    law_version: str
    version: str
    as_of_date: str = ""


Outcome = tuple[str, str | None]
"""An outcome and the relief it gives."""


@dataclass(frozen=True)
class UnderBothLaws:
    """What the law of ``then`` and that of ``now`` give to a count as it is told today, by the software of today.
    ``why_not``: why the law of then could not be asked; then both are None."""

    then: Outcome | None = None
    now: Outcome | None = None
    why_not: str = ""

    @property
    def is_told(self) -> bool:
        """Whether both laws were asked."""
        return self.then is not None and self.now is not None

    def in_words(self) -> str:
        """``eligible dismiss``, or why it is not told."""
        return " ".join(filter(None, self.then)) if self.then is not None else f"not told: {self.why_not}"


NOT_ASKED = UnderBothLaws(why_not="nobody asked")


@dataclass(frozen=True)
class LineOfLedger:
    """A line to decide again, and where it stands. ``batch_id``: the batch it was last filed in. ``law_version``: the
    law it was filed under, or, where nothing is frozen of it, proposed under."""

    known: Known
    state: str
    batch_id: str
    law_version: str = ""

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
    laws: UnderBothLaws = NOT_ASKED

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
    laws: dict[str, str] = {}
    for event in ledger.events():
        if event.line_id is None:
            continue
        details = json.loads(event.details)
        if event.kind in ("proposed", "filing_begun"):
            laws[event.line_id] = event.law_version or ""
        if event.kind == "filed":
            batches[event.line_id] = str(event.batch_id)
            frozen[event.line_id] = details.get("evidence_hash", "")
        if event.kind == "withdrawn" or (event.kind == "objected" and details.get("ground") in WITHHELD_GROUNDS):
            withheld.add(event.line_id)
    found, compared = [], _Compared(evidence)
    for line in ledger.lines():
        known = Known(line, compared.of(line.line_id, frozen.get(line.line_id, "")))
        law_version = known.frozen.law_version if known.frozen else laws.get(line.line_id, "")
        found.append(LineOfLedger(known, states[line.line_id], batches.get(line.line_id, ""), law_version))
    return found, withheld


class _Compared:
    """What was frozen of lines without timeline, sources and texts of the law: a state has more lines than would fit
    with them. What many lines say alike (rows of the law, facts, elements) is there once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._once: dict[object, Any] = {}

    def of(self, line_id: str, evidence_hash: str) -> FrozenLine | None:
        """None where nothing was frozen, it was destroyed, or is no frozen line."""
        content = self._evidence.read(line_id, evidence_hash) if evidence_hash else None
        try:
            return self._shortened(read_frozen(content)) if content else None
        except (ValueError, TypeError, KeyError):
            return None

    def _shortened(self, frozen: FrozenLine) -> FrozenLine:
        whole = frozen.explanation
        paths = [
            {"path": path["path"], "elements": [self._element(element) for element in path["elements"]]}
            for subject in whole["subjects"]
            for determination in subject["determinations"]
            for path in determination["paths"]
        ]
        named = tuple(tuple(row[name] for name in _OF_A_ROW) for row in frozen.law_rows)
        law_rows = self._shared(named, [dict(zip(_OF_A_ROW, row, strict=True)) for row in named])
        return replace(
            frozen,
            run_id=self._shared(frozen.run_id, frozen.run_id),
            law_version=self._shared(frozen.law_version, frozen.law_version),
            note=self._shared(frozen.note, frozen.note),
            line={name: value for name, value in frozen.line.items() if name in _OF_A_LINE},
            law_rows=law_rows,
            explanation={
                "run": {"version": self._shared(whole["run"]["version"], whole["run"]["version"])},
                "paths": paths,
            },
        )

    def _element(self, element: Mapping[str, Any]) -> Mapping[str, Any]:
        facts = tuple((fact["role"], fact["words"]) for fact in element["facts"])
        key = (element["element"], element["word"], facts)
        if key not in self._once:
            told = [self._shared(fact, {"role": fact[0], "words": fact[1]}) for fact in facts]
            self._once[key] = {"element": element["element"], "word": element["word"], "facts": told}
        return cast(Mapping[str, Any], self._once[key])

    def _shared(self, key: object, value: T) -> T:
        return cast(T, self._once.setdefault((type(value), key), value))


T = TypeVar("T")
_OF_A_ROW = ("law_table", "row_key", "row_hash")
_OF_A_LINE = frozenset(
    {
        *("person_id", "person_ids", "unit_id", "as_of_date", "state_ids", "person_name", "agency_name"),
        *("case_numbers", "count_number", "section_text", "conviction_date", "arrest_date"),
    }
)
"""What of a line is compared, or found and named by."""


def verdict_on(of: LineOfLedger, today: Today, now: LawAndVersion, laws: UnderBothLaws = NOT_ASKED) -> Verdict:
    """The verdict on one line."""
    word = _word(of, today, laws)
    return Verdict(of, word, today, [] if word == UNCHANGED else causes(of, today, now, laws), laws)


def _word(of: LineOfLedger, today: Today, laws: UnderBothLaws) -> str:
    given = ("eligible", of.line.relief)
    is_eligible = (today.outcome, today.relief) == given
    if of.state in WITHHELD:
        # (What was withdrawn may have been so since the law changed; an objection was to what the law of then gave.)
        was_eligible = of.state == "objected" and laws.then == given
        return WRONGLY_WITHHELD if is_eligible or was_eligible else UNCHANGED
    if of.state in ("denied", "relieved_elsewhere"):
        return UNCHANGED
    if is_eligible:
        return RIGHT_NOW_ONLY if laws.then is not None and laws.then[0] in NO_RELIEF else UNCHANGED
    if today.outcome == "already_relieved":
        return UNCHANGED if of.state in GRANTED else NOT_SURE
    if today.outcome in (NOT_TOLD, TOLD_OTHERWISE):
        return NOT_FOUND
    return NOT_SURE if today.outcome in ("review", "undeterminable", NOT_ONE) else WRONGLY_FILED


def causes(of: LineOfLedger, today: Today, now: LawAndVersion, laws: UnderBothLaws = NOT_ASKED) -> list[str]:
    """Why the line is not decided as it was; each begins with law row, facts, identity, version, time or person."""
    if today.outcome == NOT_TOLD:
        return ["facts: no delivery of the run tells the count"]
    if today.outcome == TOLD_OTHERWISE:
        return ["facts: the count is told with another case number, section or date"]
    if laws.is_told and today.outcome != NOT_ONE:
        return _causes_by_both_laws(of, today, now, laws)
    return _causes_by_what_is_frozen(of.known.frozen, today, now)


def _causes_by_both_laws(of: LineOfLedger, today: Today, now: LawAndVersion, laws: UnderBothLaws) -> list[str]:
    """The same facts under both laws say whether the law changed it; the law of then over today's facts, whether
    anything else did."""
    frozen = of.known.frozen
    found: list[str] = []
    if laws.then != laws.now:
        rows = list(_other_rows(frozen, now)) if frozen else []
        found += rows or ["law row: another row of the law, or the policy of the county, than those it rested on"]
    if laws.then != ("eligible", of.line.relief):
        found += _what_else_changed(frozen, today, now, law_changed=bool(found))
    if found:
        return found
    if of.state in WITHHELD:
        return ["person: law and facts give it as they did when it was proposed; a person held it back"]
    return ["not known: law, facts, identity and version are the same"]


def _what_else_changed(frozen: FrozenLine | None, today: Today, now: LawAndVersion, law_changed: bool) -> list[str]:
    """Person, facts, software, day: what differs from then, under one law. At least one does."""
    if frozen is None:
        return ["facts: or identity, or version: nothing is frozen of the line, so which is not known"]
    found = [*_other_person(frozen, today), *_other_facts(frozen, today, law_changed)]
    if found:
        return found
    if _version(frozen) != now.version:
        found.append(f"version: {_version(frozen)} then, {now.version} now")
    as_of_date = str(frozen.line.get("as_of_date") or "")
    if as_of_date and now.as_of_date and as_of_date != now.as_of_date:
        found.append(f"time: decided for {as_of_date} then, for {now.as_of_date} now")
    return found or ["facts: others than those that were frozen"]


def _causes_by_what_is_frozen(frozen: FrozenLine | None, today: Today, now: LawAndVersion) -> list[str]:
    """Where the law of then cannot be asked: what was frozen, beside what the run says."""
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
    is_another = frozen.line.get("person_id") not in (None, today.person_id)
    ids_then = frozenset(frozen.line.get("person_ids") or ())
    if today.person_id and (is_another or (today.person_ids and ids_then and today.person_ids != ids_then)):
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
