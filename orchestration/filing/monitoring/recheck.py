"""Decide lines that were filed or withheld again, under the previous law and the current law.

The recheck changes no line: a person withdraws it, or counsel decides. dbt is imported only if a previous law differs
from the current one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb

from orchestration.determinations.snapshots.queries import KEYS_TABLE
from orchestration.determinations.snapshots.store import KeptRun, UnknownRunError, find_run
from orchestration.determinations.snapshots.tables import create_keys
from orchestration.files.publish_dir import publish_dir
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.batches.candidates import EVERYTHING, Selection, build_court_key
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.filing.monitoring.counsel import CounselDecision, identify_matter, read_counsel_decisions
from orchestration.filing.monitoring.current_state import (
    FOUND_BY,
    NOT_ONE,
    NOT_TOLD,
    OUT_OF_SCOPE,
    TOLD_OTHERWISE,
    WITHHELD,
    CurrentRecord,
    Element,
    FrozenLines,
    LedgerLine,
    find_current_records,
    find_lines_to_decide,
    list_match_columns,
)
from orchestration.law.snapshots.store import PreviousLaw, read_previous_law
from orchestration.law.unsigned_lines import check_run_law, load_law
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts, open_warehouse
from orchestration.warehouse.current_run import read_current_run
from orchestration.warehouse.locks import AnotherRunError, acquire_run_lock, release_run_lock
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

if TYPE_CHECKING:
    from orchestration.law.snapshots.evaluate import EvaluatedLaw


UNCHANGED, WRONGLY_FILED, WRONGLY_WITHHELD = "unchanged", "wrongly_filed", "wrongly_withheld"
RIGHT_NOW_ONLY, NOT_SURE, NOT_FOUND = "right_now_only", "not_sure", "not_found"
VERDICTS = {
    UNCHANGED: "the current run finds the same, or shows the relief",
    WRONGLY_FILED: "filed, but the current law gives no such relief",
    WRONGLY_WITHHELD: "withdrawn, or objected to as not eligible, but it is or was eligible",
    RIGHT_NOW_ONLY: "filed in error under the previous law, but eligible under the current law",
    NOT_SURE: "the current run cannot decide it: a reviewer must",
    NOT_FOUND: "no delivery of the run has the count in the form that was filed",
}
GRANTED = frozenset({"granted", "recorded", "recorded_by_the_department", "court_notified", "acknowledged", "appealed"})
"""States after relief was granted or recorded: errors are for counsel."""

NO_RELIEF = frozenset({"ineligible", "not_yet", OUT_OF_SCOPE})
"""Outcomes without relief, or without relief yet: nothing to review."""


@dataclass(frozen=True)
class CurrentLaw:
    """The current law: row hashes by table and key, law version, Lookback version, as-of date."""

    row_hashes: Mapping[str, str]
    law_version: str
    version: str
    as_of_date: str = ""


Outcome = tuple[str, str | None]
"""An outcome and the relief it gives."""


@dataclass(frozen=True)
class BothOutcomes:
    """Outcome of a count, as recorded today, under the previous law (``then``) and the current law (``now``).
    ``why_not``: why the previous law could not be applied; both are None in that case."""

    then: Outcome | None = None
    now: Outcome | None = None
    why_not: str = ""

    @property
    def is_told(self) -> bool:
        """Whether both laws were applied."""
        return self.then is not None and self.now is not None

    def in_words(self) -> str:
        """``eligible dismiss``, or why it is unknown."""
        return _format_outcome(self.then) if self.then is not None else f"unknown: {self.why_not}"


NOT_ASKED = BothOutcomes(why_not="not asked")


@dataclass(frozen=True)
class Verdict:
    """Verdict on a line. ``causes``: why it changed, most certain first."""

    of: LedgerLine
    verdict: str
    today: CurrentRecord
    causes: Sequence[str]
    laws: BothOutcomes = NOT_ASKED
    counsel: Sequence[CounselDecision] = ()
    """Counsel's earlier decisions about the line, oldest first."""

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

    def counsel_in_words(self) -> str:
        """Counsel's decision about this matter, or about an earlier matter of the line."""
        if not self.matter or not self.counsel:
            return ""
        if self.closed_by is not None:
            return f"closed: {self.closed_by.in_words()}"
        return f"open again; before: {self.counsel[-1].in_words()}"


def decide_verdict(
    of: LedgerLine,
    today: CurrentRecord,
    now: CurrentLaw,
    laws: BothOutcomes = NOT_ASKED,
    counsel: Sequence[CounselDecision] = (),
) -> Verdict:
    """Decide the verdict on one line."""
    word = decide_word(of, today, laws)
    return Verdict(of, word, today, [] if word == UNCHANGED else find_causes(of, today, now, laws), laws, counsel)


def decide_word(of: LedgerLine, today: CurrentRecord, laws: BothOutcomes = NOT_ASKED) -> str:
    """Decide the word of the verdict, which needs no frozen text."""
    given = ("eligible", of.line.relief)
    is_eligible = (today.outcome, today.relief) == given
    if of.state in WITHHELD:
        # a line may be withdrawn because the law changed; an objection is to what the previous law gave
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


def find_causes(of: LedgerLine, today: CurrentRecord, now: CurrentLaw, laws: BothOutcomes = NOT_ASKED) -> list[str]:
    """Find why the line changed. Each cause begins with law row, facts, identity, version, time or person."""
    if today.outcome == NOT_TOLD:
        return ["facts: no delivery of the run has the count"]
    if today.outcome == TOLD_OTHERWISE:
        return ["facts: the count has another case number, section or date"]
    if laws.is_told and today.outcome != NOT_ONE:
        return _find_causes_by_both_laws(of, today, now, laws)
    return _find_causes_by_frozen(of.known.frozen, today, now)


def _find_causes_by_both_laws(of: LedgerLine, today: CurrentRecord, now: CurrentLaw, laws: BothOutcomes) -> list[str]:
    """Find causes under both laws: a different outcome on today's facts means that the law changed; a different outcome
    of the previous law means that something else did."""
    frozen = of.known.frozen
    found: list[str] = []
    if laws.then != laws.now:
        rows = list(_find_other_rows(frozen, now)) if frozen else []
        found += rows or ["law row: another row of the law or the county's policy decided it"]
    if laws.then != ("eligible", of.line.relief):
        found += _find_other_changes(frozen, today, now, law_changed=bool(found))
    if found:
        return found
    if of.state in WITHHELD:
        return ["person: law and facts are the same; a person withheld it"]
    return ["not known: law, facts, identity and version are the same"]


def _format_outcome(outcome: Outcome | None) -> str:
    return " ".join(filter(None, outcome or ()))


def _find_other_changes(
    frozen: FrozenLine | None, today: CurrentRecord, now: CurrentLaw, law_changed: bool
) -> list[str]:
    """Find changes of person, facts, software or day under one law. There is at least one."""
    if frozen is None:
        return ["facts: or identity, or version: unknown which, since the line has no frozen text"]
    found = [*_find_other_person(frozen, today), *_find_other_facts(frozen, today, law_changed)]
    if found:
        return found
    if _read_version(frozen) != now.version:
        found.append(f"version: {_read_version(frozen)} then, {now.version} now")
    as_of_date = str(frozen.line.get("as_of_date") or "")
    if as_of_date and now.as_of_date and as_of_date != now.as_of_date:
        found.append(f"time: decided as of {as_of_date}, rechecked as of {now.as_of_date}")
    return found or ["facts: they differ from the frozen ones"]


def _find_causes_by_frozen(frozen: FrozenLine | None, today: CurrentRecord, now: CurrentLaw) -> list[str]:
    """Compare the frozen text with the current run, if the previous law cannot be applied."""
    if frozen is None:
        return ["not known: the line has no frozen text, or an order destroyed it"]
    found = [*_find_other_rows(frozen, now), *_find_other_person(frozen, today)]
    found += _find_other_facts(frozen, today, law_changed=any(cause.startswith("law row") for cause in found))
    if not found and frozen.law_version != now.law_version:
        found.append("law row: another row of the law or the county's policy decided it")
    if not found and _read_version(frozen) != now.version:
        found.append(f"version: {_read_version(frozen)} then, {now.version} now")
    if not found and today.outcome == OUT_OF_SCOPE:
        found.append("facts: no law of the run applies to the count as recorded now")
    return found or ["not known: law, facts, identity and version are the same"]


def _find_other_rows(frozen: FrozenLine, now: CurrentLaw) -> Iterator[str]:
    for row in frozen.law_rows:
        name = f"{row['law_table']} {row['row_key']}"
        if name not in now.row_hashes:
            yield f"law row: {name} was removed"
        elif now.row_hashes[name] != row["row_hash"]:
            yield f"law row: {name} was changed"


def _find_other_person(frozen: FrozenLine, today: CurrentRecord) -> Iterator[str]:
    is_another = frozen.line.get("person_id") not in (None, today.person_id)
    ids_then = frozenset(frozen.line.get("person_ids") or ())
    if today.person_id and (is_another or (today.person_ids and ids_then and today.person_ids != ids_then)):
        yield "identity: the count is of another person, or persons were merged or split"


def _find_other_facts(frozen: FrozenLine, today: CurrentRecord, law_changed: bool) -> Iterator[str]:
    """Yield elements that rest on other facts. Without frozen facts a changed status shows it, unless the law changed,
    which may be the reason."""
    for key, (word, facts) in _group_elements(frozen).items():
        if key not in today.elements:
            continue
        word_now, facts_now = today.elements[key]
        if facts != facts_now if facts else word != word_now and not law_changed:
            yield f"facts: {key[1]} was {word}, is {word_now}"


def _group_elements(frozen: FrozenLine) -> dict[tuple[str, str], Element]:
    return {
        (path["path"] or "", element["element"]): (
            element["word"],
            frozenset(f"{fact['role']}: {fact['words']}" for fact in element["facts"]),
        )
        for path in frozen.explanation["paths"]
        for element in path["elements"]
    }


def _read_version(frozen: FrozenLine) -> str:
    return str(frozen.explanation["run"]["version"])


CountyAndRemedy = tuple[str, str]


@dataclass(frozen=True)
class Proposals:
    """Lines proposed, by law and by the latest run; and the counts in the ledger, each with who grants the relief."""

    by_law: Mapping[str, Mapping[str, Collection[CountyAndRemedy]]]
    known: Collection[tuple[str, str]]


@dataclass(frozen=True)
class MissedConviction:
    """A conviction that was never proposed. ``decided_then``: outcome of the earlier run; ``today``: outcome and relief
    of the current run; ``law_version``: the law that gives it."""

    line_id: str
    remedy_id: str
    relief: str
    county_name: str
    agency: str
    case_number_key: str
    count_number: str
    section: str
    day: str
    decided_then: str
    today: str
    law_version: str

    @property
    def causes(self) -> list[str]:
        """Why the ledger lacks it, and whether it will be proposed."""
        found = [f"facts: or identity, or version: was {self.decided_then} when that run proposed"]
        if self.today != f"eligible {self.relief}":
            found.append("law row: the current law does not give it")
        return found


_FOUND = """
with told_then as (
    select count_key, remedy_id, any_value(outcome) as outcome
    from read_parquet($then) group by count_key, remedy_id having count(*) = 1
)
select counts.*, findings.remedy_id, findings.relief, told_then.outcome as decided_then, remedies.relief_by,
    concat_ws(' ', today.outcome, today.relief) as today
from {findings} as findings
inner join {keys} as keys on findings.charge_id = keys.unit_id and findings.person_id = keys.person_id
inner join told_then on keys.count_key = told_then.count_key and findings.remedy_id = told_then.remedy_id
inner join marts.records_by_court_key as counts on counts.unit = 'charge' and findings.charge_id = counts.unit_id
inner join law.remedies as remedies on findings.remedy_id = remedies.remedy_id
left join marts.remedy_outcomes as today
    on findings.charge_id = today.unit_id and findings.person_id = today.person_id
    and findings.remedy_id = today.remedy_id
where findings.outcome = 'eligible' and told_then.outcome not in ('eligible', 'already_relieved')
    and coalesce(findings.eligible_on <= $day, true)
order by counts.unit_id, findings.remedy_id
"""


def read_proposals(ledger: Ledger, meant: Selection) -> Proposals:
    """Read from the ledger which law and run proposed the selected lines."""
    lines = {line.line_id: line for line in ledger.lines()}
    last: dict[str, dict[CountyAndRemedy, str]] = defaultdict(dict)
    for event in ledger.events(kinds=["proposed"]):
        if event.line_id in lines and meant.means(lines[event.line_id]):
            line = lines[event.line_id]
            last[event.law_version or ""][line.county_name, line.remedy_id] = event.run_id or ""
    by_law: dict[str, dict[str, set[CountyAndRemedy]]] = {}
    for version, its in last.items():
        for pair, run_id in its.items():
            by_law.setdefault(version, {}).setdefault(run_id, set()).add(pair)
    return Proposals(by_law, {(line.count_id, line.relief_by) for line in lines.values()})


def find_missed_convictions(
    connection: duckdb.DuckDBPyConnection,
    state: str,
    findings: str,
    law_version: str,
    then: KeptRun,
    pairs: Collection[CountyAndRemedy],
    known: Collection[tuple[str, str]],
) -> Sequence[MissedConviction]:
    """Find those of ``pairs`` that are eligible under the law whose findings are in the table ``findings``.

    ``then``: the run that proposed; ``known``: counts in the ledger, each with who grants the relief.
    """
    query = _FOUND.format(findings=findings, keys=KEYS_TABLE, state=state)
    with create_keys(connection):
        rows = fetch_dicts(connection, query, {"then": then.rows("findings"), "day": then.as_of_date})
    keyed = [(build_court_key(row, row["relief"]), row) for row in rows]
    times = Counter(key.line_id for key, _ in keyed)
    return [
        MissedConviction(
            key.line_id,
            row["remedy_id"],
            row["relief"],
            row["county_name"],
            row["agency_name"] or "",
            row["case_number_key"] or "",
            row["count_number"] or "",
            row["section_text"] or "",
            row["known_day"] or "",
            row["decided_then"],
            row["today"],
            law_version,
        )
        for key, row in keyed
        if key.is_complete
        and times[key.line_id] == 1
        and (row["county_name"], row["remedy_id"]) in pairs
        and (key.count_id, row["relief_by"]) not in known
    ]


UnitAndRemedy = tuple[str, str, str]
"""Unit id, person, remedy."""

Given = Mapping[UnitAndRemedy, Outcome]

NOT_KEPT = "the law it was filed under is not kept"


@dataclass(frozen=True)
class RecheckState:
    """Every line filed or withheld, beside the current run. ``at_hand``: run and ledger event, as a name. ``laws``:
    previous laws by version, None if not kept. ``proposals``: proposals under each. ``counsel``: earlier decisions by
    line."""

    at_hand: str
    run_id: str
    lines: Sequence[LedgerLine]
    today: Mapping[str, CurrentRecord]
    now: CurrentLaw
    laws: Mapping[str, PreviousLaw | None]
    proposals: Proposals
    counsel: Mapping[str, Sequence[CounselDecision]] = field(default_factory=dict)

    def units(self) -> Mapping[str, set[str]]:
        """Charges and arrests of the current run, by previous law."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.lines:
            if unit_id := self.today[one.line.line_id].unit_id:
                found[one.law_version].add(unit_id)
        return found

    def verdicts(
        self,
        then: Mapping[str, Given | str],
        now: Given,
        evidence: Evidence,
    ) -> list[Verdict]:
        """Decide the verdict on each line. ``then``: by law, the outcomes, or why it could not be applied; ``now``:
        outcomes under the current law. Frozen text is read only for lines that changed."""
        laws = [self._both(one, then, now) for one in self.lines]
        changed = {
            one.line.line_id: one
            for one in FrozenLines(evidence).whole(
                one
                for one, both in zip(self.lines, laws, strict=True)
                if decide_word(one, self.today[one.line.line_id], both) != UNCHANGED
            )
        }
        return [
            decide_verdict(
                changed.get(one.line.line_id, one),
                self.today[one.line.line_id],
                self.now,
                both,
                self.counsel.get(one.line.line_id, ()),
            )
            for one, both in zip(self.lines, laws, strict=True)
        ]

    def _both(
        self,
        one: LedgerLine,
        then: Mapping[str, Given | str],
        now: Given,
    ) -> BothOutcomes:
        today, given = self.today[one.line.line_id], then.get(one.law_version, NOT_KEPT)
        if isinstance(given, str):
            return BothOutcomes(why_not=given)
        if not today.unit_id:
            return BothOutcomes(why_not="the run does not have the count")
        key, nothing = (today.unit_id, today.person_id, one.line.remedy_id), (OUT_OF_SCOPE, None)
        return BothOutcomes(given.get(key, nothing), now.get(key, nothing))


def read_recheck_state(settings: Settings, meant: Selection = EVERYTHING) -> RecheckState:
    """Read the state of every selected line that was filed or withheld.

    Raises:
        LedgerError: The ledger cannot be used.
        ExplanationError: The warehouse holds no complete run.
        OtherLawError: The law tables differ from those of the run.
    """
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        open_warehouse_to_read(settings) as connection,
    ):
        run = read_run_shown(connection)
        check_run_law(settings, run.law_version)
        lines = [one for one in find_lines_to_decide(ledger) if meant.means(one.line)]
        today = find_current_records(connection, lines, FrozenLines(evidence))
        hashes = {name: row.row_hash for name, row in load_law(settings).rows.items()}
        now = CurrentLaw(hashes, run.law_version, run.version, run.as_of_date.isoformat())
        proposals = read_proposals(ledger, meant)
        versions = sorted({one.law_version for one in lines if one.law_version} | (proposals.by_law.keys() - {""}))
        laws = {version: read_previous_law(settings, connection, version) for version in versions}
        at_hand, counsel = f"{run.run_id}-{ledger.last()[0]}", read_counsel_decisions(ledger)
        return RecheckState(at_hand, run.run_id, lines, today, now, laws, proposals, counsel)


WITHHELD_WORDS = "convictions never proposed, though the previous law gave them relief"


@dataclass(frozen=True)
class Recheck:
    """Result of a recheck: verdicts, the name of its state, missed convictions, previous laws that could not be applied
    with the reason, and runs whose proposals are no longer kept. ``by_other_rules``: previous laws applied with other
    SQL rules, each with the difference."""

    at_hand: str
    verdicts: Sequence[Verdict]
    never_proposed: Sequence[MissedConviction]
    not_asked: Mapping[str, str]
    runs_gone: Sequence[str]
    by_other_rules: Mapping[str, str] = field(default_factory=dict)

    def not_as_then(self) -> Mapping[str, str]:
        """Previous laws that were not applied exactly as they were, each with the reason."""
        asked = {version: f"applied with {why}" for version, why in self.by_other_rules.items()}
        return asked | {version: f"not applied: {why}" for version, why in self.not_asked.items()}

    def in_words(self) -> Iterator[str]:
        """Format the number of lines by verdict and cause, and what could not be applied."""
        count = Counter(one.verdict for one in self.verdicts)
        for verdict, words in VERDICTS.items():
            yield f"{count[verdict]:>10,}  {verdict:17}  {words}"
        yield f"{len(self.never_proposed):>10,}  {'never_proposed':17}  {WITHHELD_WORDS}"
        for_counsel = [one for one in self.verdicts if one.matter]
        if for_counsel:
            waiting = [one for one in for_counsel if one.closed_by is None]
            again = sum(bool(one.counsel) for one in waiting)
            words = f"{len(waiting):,} wait ({again:,} were decided before, on other facts)"
            yield f"For counsel: {words}; {len(for_counsel) - len(waiting):,} are closed"
        changed = [one for one in self.verdicts if one.verdict != UNCHANGED]
        causes = Counter(cause.split(":")[0] for one in changed for cause in one.causes)
        if causes:
            yield "Causes: " + ", ".join(f"{cause} {number:,}" for cause, number in sorted(causes.items()))
        for version, why in sorted(self.not_asked.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines were not decided under law {version}: {why}; their causes rest on frozen text"
        for version, how in sorted(self.by_other_rules.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines: law {version} was applied with {how}"
        if self.runs_gone:
            gone = ", ".join(self.runs_gone)
            yield f"missed convictions of these runs were not searched, since the runs are not kept in full: {gone}"


def recheck_lines(settings: Settings, meant: Selection = EVERYTHING) -> Recheck:
    """Decide the selected lines again.

    Raises:
        AnotherRunError: Another run replaced the current one meanwhile.
        LedgerError: The ledger cannot be used.
        ExplanationError: The warehouse holds no complete run.
        OtherLawError: The law tables differ from those of the run.
    """
    looked = read_recheck_state(settings, meant)
    with _hold_warehouse(settings, looked):
        asked = _LawOutcomes(settings, looked)
        asked.ask()
    not_asked = {version: given for version, given in asked.then.items() if isinstance(given, str)}
    with open_evidence(settings.evidence) as evidence:
        verdicts = looked.verdicts(asked.then, asked.now, evidence)
    gone = sorted(asked.runs_gone)
    never = asked.never_proposed
    return Recheck(looked.at_hand, verdicts, never, not_asked, gone, asked.by_other_rules)


def _may_have_been_read_otherwise(law: PreviousLaw, of_now: str) -> bool:
    """Return whether the law's SQL rules differ, or were not kept and its version, which hashes them too, differs."""
    return bool(law.other_rules) if law.other_rules is not None else law.law_version != of_now


class _LawOutcomes:
    """Outcomes of the run's facts under every previous law and the current law."""

    def __init__(self, settings: Settings, looked: RecheckState) -> None:
        self._settings, self._looked, self._units = settings, looked, looked.units()
        self.now: Given = {}
        self.then: dict[str, Given | str] = {}
        self.never_proposed: list[MissedConviction] = []
        self.runs_gone: set[str] = set()
        self.by_other_rules: dict[str, str] = {}

    def ask(self) -> None:
        """Apply the laws one after the other."""
        from orchestration.law.snapshots.evaluate import EvaluatedLaw

        with open_warehouse(self._settings) as connection:
            self.now = EvaluatedLaw().outcomes(connection, {one for its in self._units.values() for one in its})
        for version, law in self._looked.laws.items():
            self.then[version] = NOT_KEPT if law is None else self._asked(version, law)

    def _asked(self, version: str, law: PreviousLaw) -> Given | str:
        """Apply a previous law's tables with the current rules, or return why they do not fit."""
        from orchestration.law.snapshots.evaluate import EvaluatedLaw, evaluate_law
        from orchestration.warehouse.dbt.runner import StageFailedError

        if law.cannot_run:
            return law.cannot_run
        try:
            with nullcontext(EvaluatedLaw()) if law.is_unchanged else evaluate_law(self._settings, law) as built:
                outcomes, missed = self._read(version, built)
        except StageFailedError as failed:
            return f"the current rules cannot read its tables ({str(failed).splitlines()[0]})"
        self.never_proposed += missed
        if _may_have_been_read_otherwise(law, self._looked.now.law_version):
            which = f": {', '.join(sorted(law.other_rules))}" if law.other_rules else ", which are not kept"
            read_by = f"; it was applied by {law.read_by}" if law.software else ""
            self.by_other_rules[version] = f"the current SQL rules, not its own{which}{read_by}"
        return outcomes

    def _read(self, version: str, built: EvaluatedLaw) -> tuple[Given, list[MissedConviction]]:
        findings = built.table("rules", f"rule_{self._settings.state}__findings")
        never: list[MissedConviction] = []
        with open_warehouse(self._settings) as connection:
            outcomes = built.outcomes(connection, self._units.get(version, set()))
            for run_id, pairs in sorted(self._looked.proposals.by_law.get(version, {}).items()):
                try:
                    run = find_run(self._settings, run_id)
                except UnknownRunError:
                    self.runs_gone.add(run_id)
                    continue
                never += find_missed_convictions(
                    connection,
                    self._settings.state,
                    findings,
                    version,
                    run,
                    pairs,
                    self._looked.proposals.known,
                )
        return outcomes, never


@contextmanager
def _hold_warehouse(settings: Settings, looked: RecheckState) -> Iterator[None]:
    """Lock the warehouse, and check that it holds the run that was read."""
    try:
        acquire_run_lock(settings)
        with open_warehouse(settings) as connection:
            if read_current_run(connection).run_id != looked.run_id:
                raise AnotherRunError("another run has replaced this one; nothing was done: run the command again")
        yield
    finally:
        release_run_lock(settings)


COLUMNS = (
    "line_id",
    "batch_id",
    "remedy_id",
    *FOUND_BY,
    "state",
    "verdict",
    "today",
    "today_relief",
    "why",
    "citation",
)
COLUMNS_OF_ALL = (*COLUMNS, "by_law_then", "causes", "goes_to", "matter", "counsel")
COLUMNS_NEVER = ("line_id", "remedy_id", *FOUND_BY, "law_version", "decided_then", "today", "causes")
COLUMNS_NOT_AS_THEN = ("line_id", "batch_id", "remedy_id", "county_name", "state", "verdict", "law_version", "why")
RECHECK, COUNSEL, NEVER_PROPOSED = "recheck.csv", "report_to_counsel.csv", "never_proposed.csv"
NOT_AS_THEN = "not_as_then.csv"
"""Every line that was not decided by the previous law exactly as it was."""


def write_recheck(
    verdicts: Sequence[Verdict],
    folder: Path,
    never_proposed: Sequence[MissedConviction] = (),
    not_as_then: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Write all files of a recheck into ``folder`` or none, and return their names.

    ``not_as_then``: previous laws that were not applied exactly as they were, each with the reason.

    Raises:
        OutputConflictError: The folder exists with other bytes.
    """
    ordered = sorted(verdicts, key=lambda one: one.of.line.line_id)
    changed = [one for one in ordered if one.verdict != UNCHANGED]
    files = {RECHECK: format_csv(COLUMNS_OF_ALL, (_build_whole_row(one) for one in changed))}
    for county in sorted({one.of.line.county_name for one in changed if one.goes_to == "withdrawal"}):
        its = [one for one in changed if one.goes_to == "withdrawal" and one.of.line.county_name == county]
        files[name_notice(county)] = format_csv(COLUMNS, (_build_row(one) for one in its))
    if for_counsel := [one for one in changed if one.goes_to == "counsel"]:
        files[COUNSEL] = format_csv(COLUMNS_OF_ALL, (_build_whole_row(one) for one in for_counsel))
    if never_proposed:
        ordered_by = sorted(never_proposed, key=lambda one: (one.county_name, one.line_id, one.law_version))
        files[NEVER_PROPOSED] = format_csv(COLUMNS_NEVER, (_build_never_row(one) for one in ordered_by))
    if concerned := [one for one in ordered if one.of.law_version in not_as_then]:
        files[NOT_AS_THEN] = format_csv(
            COLUMNS_NOT_AS_THEN, (_build_not_as_then_row(one, not_as_then) for one in concerned)
        )
    with publish_dir(folder) as building:
        for name, content in files.items():
            write_new_file(building / name, content)
    return sorted(files)


def name_notice(county: str) -> str:
    """Return the name of a county's notice: ``SAN JOAQUIN`` → ``withdrawal_notice_san_joaquin.csv``."""
    return f"withdrawal_notice_{'_'.join(county.lower().split())}.csv"


def _build_not_as_then_row(one: Verdict, why: Mapping[str, str]) -> list[str]:
    line, of = one.of.line, one.of
    where = (line.line_id, of.batch_id, line.remedy_id, line.county_name, of.state, one.verdict)
    return [*where, of.law_version, why[of.law_version]]


def _build_never_row(one: MissedConviction) -> list[str]:
    found_by = (
        one.county_name,
        one.agency,
        one.case_number_key,
        one.count_number,
        one.section,
        one.day,
        one.relief,
    )
    return [
        one.line_id,
        one.remedy_id,
        *found_by,
        one.law_version,
        one.decided_then,
        one.today,
        "; ".join(one.causes),
    ]


def _build_whole_row(one: Verdict) -> list[str]:
    words = (one.laws.in_words(), "; ".join(one.causes), one.goes_to, one.matter, one.counsel_in_words())
    return [*_build_row(one), *words]


def _build_row(one: Verdict) -> list[str]:
    line = one.of.line
    return [
        line.line_id,
        one.of.batch_id,
        line.remedy_id,
        *list_match_columns(one.of.known),
        one.of.state,
        one.verdict,
        one.today.outcome,
        one.today.relief or "",
        one.today.reason,
        one.today.citation,
    ]
