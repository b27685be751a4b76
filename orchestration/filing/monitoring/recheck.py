"""Lines that were filed, or held back, decided again: does what was done still hold, and if not, why not.

What belongs here: the verdict on each line and its causes. What does not: what the run says of a line (``today``), the
files (``recheck_files``). Nothing is done about a line: a person withdraws it, or counsel decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.line_view import WITHHELD, LineOfLedger
from orchestration.filing.monitoring.counsel import CounselDecision, matter_of
from orchestration.filing.monitoring.current_determinations import (
    NOT_ONE,
    NOT_TOLD,
    OUT_OF_SCOPE,
    TOLD_OTHERWISE,
    Element,
    Today,
)

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
GRANTED = frozenset({"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged", "appealed"})
"""States after an order or a note: what is wrong now is for counsel."""

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
    """What the law of ``then`` and that of ``now`` give to a count as it is told today. ``why_not``: why that of then
    could not be asked; then both are None."""

    then: Outcome | None = None
    now: Outcome | None = None
    why_not: str = ""

    @property
    def is_told(self) -> bool:
        """Whether both laws were asked."""
        return self.then is not None and self.now is not None

    def in_words(self) -> str:
        """``eligible dismiss``, or why it is not told."""
        return _in_words(self.then) if self.then is not None else f"not told: {self.why_not}"


NOT_ASKED = UnderBothLaws(why_not="nobody asked")


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a line now. ``causes``: why it is not as it was, most certain first."""

    of: LineOfLedger
    verdict: str
    today: Today
    causes: Sequence[str]
    laws: UnderBothLaws = NOT_ASKED
    counsel: Sequence[CounselDecision] = ()
    """What counsel decided of the line before, the oldest first."""

    @property
    def matter(self) -> str:
        """The matter counsel decides about; empty where it is none."""
        is_for_counsel = self.verdict == WRONGLY_FILED and self.of.state in GRANTED
        return matter_of(self.of.line.line_id, self.today) if is_for_counsel else ""

    @property
    def closed_by(self) -> CounselDecision | None:
        """What counsel decided about this very matter; None where it is open."""
        its = [one for one in self.counsel if one.counts and one.matter == self.matter]
        return its[-1] if its else None

    @property
    def goes_to(self) -> str:
        """Who must do something: the court or department (a notice to withdraw), counsel, or nobody."""
        if self.verdict != WRONGLY_FILED or self.closed_by is not None:
            return ""
        return "counsel" if self.matter else "withdrawal"

    def counsel_in_words(self) -> str:
        """What counsel decided about it, or about the line when it was another matter."""
        if not self.matter or not self.counsel:
            return ""
        if self.closed_by is not None:
            return f"closed: {self.closed_by.in_words()}"
        return f"open again; before: {self.counsel[-1].in_words()}"


def verdict_on(
    of: LineOfLedger,
    today: Today,
    now: LawAndVersion,
    laws: UnderBothLaws = NOT_ASKED,
    counsel: Sequence[CounselDecision] = (),
) -> Verdict:
    """The verdict on one line."""
    word = word_on(of, today, laws)
    return Verdict(of, word, today, [] if word == UNCHANGED else causes(of, today, now, laws), laws, counsel)


def word_on(of: LineOfLedger, today: Today, laws: UnderBothLaws = NOT_ASKED) -> str:
    """The word of the verdict: nothing that was frozen is asked for it."""
    given = ("eligible", of.line.relief)
    is_eligible = (today.outcome, today.relief) == given
    if of.state in WITHHELD:
        # (What was withdrawn may have been so since the law changed; an objection was to what the law of then gave.)
        was_eligible = of.state == "objected" and laws.then == given
        return WRONGLY_WITHHELD if is_eligible or was_eligible else UNCHANGED
    if of.state in ("denied", "relieved_elsewhere", "vacated"):
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


def _in_words(outcome: Outcome | None) -> str:
    return " ".join(filter(None, outcome or ()))


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
