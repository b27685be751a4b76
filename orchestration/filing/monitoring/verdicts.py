"""Verdict on a line that was filed or withheld: its frozen text against the current run.

A frozen line was eligible, under its law and on its facts. No law of an earlier day decides again: causes are what the
frozen text and the current run say differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.monitoring.counsel import CounselDecision, identify_matter
from orchestration.filing.monitoring.current_state import (
    NOT_ONE,
    NOT_TOLD,
    OUT_OF_SCOPE,
    TOLD_OTHERWISE,
    WITHHELD,
    CurrentRecord,
    Element,
    LedgerLine,
)

UNCHANGED, WRONGLY_FILED, WRONGLY_WITHHELD = "unchanged", "wrongly_filed", "wrongly_withheld"
NOT_SURE, NOT_FOUND = "not_sure", "not_found"
VERDICTS = {
    UNCHANGED: "the current run finds the same, or shows the relief",
    WRONGLY_FILED: "filed, but the current run gives no such relief",
    WRONGLY_WITHHELD: "withdrawn, or objected to as not eligible, but it is or was eligible",
    NOT_SURE: "neither the current run nor the frozen text decides it: a reviewer must",
    NOT_FOUND: "no delivery of the run has the count in the form that was filed",
}
GRANTED = frozenset({"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged", "appealed"})
"""States after relief was granted or recorded: errors are for counsel."""

LAW_ROW, FACTS, IDENTITY = "law row", "facts", "identity"


@dataclass(frozen=True)
class CurrentLaw:
    """The current law: row hashes by table and key, law version, Lookback version, as-of date."""

    row_hashes: Mapping[str, str]
    law_version: str
    version: str
    as_of_date: str = ""


@dataclass(frozen=True)
class Verdict:
    """Verdict on a line. ``causes``: why it changed, most certain first. ``counsel``: counsel's earlier decisions about
    the line, oldest first."""

    of: LedgerLine
    verdict: str
    today: CurrentRecord
    causes: Sequence[str]
    counsel: Sequence[CounselDecision] = ()

    @property
    def matter(self) -> str:
        """The matter for counsel; empty if there is none."""
        is_for_counsel = self.verdict == WRONGLY_FILED and self.of.state in GRANTED
        return identify_matter(self.of.line.line_id, self.today) if is_for_counsel else ""

    @property
    def closed_by(self) -> CounselDecision | None:
        """Counsel's decision about exactly this matter; None while it is open."""
        its = [one for one in self.counsel if one.counts and one.matter == self.matter]
        return its[-1] if its else None

    @property
    def goes_to(self) -> str:
        """Who must act: the court or department (a notice to withdraw), counsel, or nobody."""
        if self.verdict != WRONGLY_FILED or self.closed_by is not None:
            return ""
        return "counsel" if self.matter else "withdrawal"

    def format_counsel(self) -> str:
        """Format counsel's decision about this matter, or about an earlier matter of the line."""
        if not self.matter or not self.counsel:
            return ""
        if self.closed_by is not None:
            return f"closed: {self.closed_by.in_words()}"
        return f"open again; before: {self.counsel[-1].in_words()}"


def decide_verdict(
    of: LedgerLine, today: CurrentRecord, now: CurrentLaw, counsel: Sequence[CounselDecision] = ()
) -> Verdict:
    """Decide the verdict on one line.

    A line without its frozen text is never found unchanged if the text could change the verdict.
    """
    causes = find_causes(of, today, now)
    if of.state in WITHHELD:
        verdict = _decide_withheld(of, today, now, {cause.split(":")[0] for cause in causes})
    else:
        verdict = _decide_filed(of, today)
    return Verdict(of, verdict, today, [] if verdict == UNCHANGED else causes, counsel)


def _decide_filed(of: LedgerLine, today: CurrentRecord) -> str:
    if of.state in ("denied", "relieved_elsewhere", "vacated") or _is_eligible(of, today):
        return UNCHANGED
    if today.outcome == "already_relieved":
        return UNCHANGED if of.state in GRANTED else NOT_SURE
    if today.outcome in (NOT_TOLD, TOLD_OTHERWISE):
        return NOT_FOUND
    return NOT_SURE if today.outcome in ("review", "undeterminable", NOT_ONE) else WRONGLY_FILED


def _decide_withheld(of: LedgerLine, today: CurrentRecord, now: CurrentLaw, kinds: set[str]) -> str:
    if _is_eligible(of, today):
        return WRONGLY_WITHHELD
    # A line may be withdrawn because the law changed; an objection is to what the law of its day gave.
    is_same_law = of.law_version == now.law_version
    if of.state != "objected" or not today.unit_id or today.outcome == "already_relieved" or is_same_law:
        return UNCHANGED
    if kinds <= {FACTS, IDENTITY}:
        return UNCHANGED
    return WRONGLY_WITHHELD if LAW_ROW in kinds and not kinds & {FACTS, IDENTITY} else NOT_SURE


def _is_eligible(of: LedgerLine, today: CurrentRecord) -> bool:
    return (today.outcome, today.relief) == ("eligible", of.line.relief)


def find_causes(of: LedgerLine, today: CurrentRecord, now: CurrentLaw) -> list[str]:
    """Find what differs between the frozen text and the current run. Each cause begins with its kind and a colon."""
    if today.outcome == NOT_TOLD:
        return ["facts: no delivery of the run has the count"]
    if today.outcome == TOLD_OTHERWISE:
        return ["facts: the count has another case number, section or date"]
    if today.outcome == NOT_ONE:
        return ["facts: another count cannot be distinguished from it"]
    found = [f"person: the run finds it eligible; it was {of.state}"] if _is_eligible(of, today) else []
    frozen = of.known.frozen
    if frozen is None:
        return found or ["not known: the line has no frozen text, or an order destroyed it"]
    rows = list(_find_other_rows(frozen, now))
    found += [*rows, *_find_other_person(frozen, today), *_find_other_facts(frozen, today, law_changed=bool(rows))]
    return found or list(_find_possible_causes(frozen, today, now))


def _find_possible_causes(frozen: FrozenLine, today: CurrentRecord, now: CurrentLaw) -> Iterator[str]:
    """Yield all that differs where the line's law rows, person and facts are the same."""
    version, as_of_date = str(frozen.explanation["run"]["version"]), str(frozen.line.get("as_of_date") or "")
    differences = {
        f"{FACTS}: no law of the run applies to the count as recorded now": today.outcome == OUT_OF_SCOPE,
        f"{LAW_ROW}: another row of the law or the county's policy": frozen.law_version != now.law_version,
        f"version: {version} then, {now.version} now": version != now.version,
        f"time: decided as of {as_of_date}, rechecked as of {now.as_of_date}": bool(as_of_date and now.as_of_date)
        and as_of_date != now.as_of_date,
    }
    found = [cause for cause, differs in differences.items() if differs]
    yield from found or ["not known: law, facts, identity and version are the same"]


def _find_other_rows(frozen: FrozenLine, now: CurrentLaw) -> Iterator[str]:
    for row in frozen.law_rows:
        name = f"{row['law_table']} {row['row_key']}"
        if name not in now.row_hashes:
            yield f"{LAW_ROW}: {name} was removed"
        elif now.row_hashes[name] != row["row_hash"]:
            yield f"{LAW_ROW}: {name} was changed"


def _find_other_person(frozen: FrozenLine, today: CurrentRecord) -> Iterator[str]:
    is_another = frozen.line.get("person_id") not in (None, today.person_id)
    ids_then = frozenset(frozen.line.get("person_ids") or ())
    if today.person_id and (is_another or (today.person_ids and ids_then and today.person_ids != ids_then)):
        yield f"{IDENTITY}: the count is of another person, or persons were merged or split"


def _find_other_facts(frozen: FrozenLine, today: CurrentRecord, law_changed: bool) -> Iterator[str]:
    """Yield elements that rest on other facts. Without frozen facts a changed status shows it, unless the law changed,
    which may be the reason."""
    for key, (word, facts) in _group_elements(frozen).items():
        if key not in today.elements:
            continue
        word_now, facts_now = today.elements[key]
        if facts != facts_now if facts else word != word_now and not law_changed:
            yield f"{FACTS}: {key[1]} was {word}, is {word_now}"


def _group_elements(frozen: FrozenLine) -> dict[tuple[str, str], Element]:
    return {
        (path["path"] or "", element["element"]): (
            element["word"],
            frozenset(f"{fact['role']}: {fact['words']}" for fact in element["facts"]),
        )
        for path in frozen.explanation["paths"]
        for element in path["elements"]
    }
