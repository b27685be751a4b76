"""Ledger, evidence and the warehouse at hand opened together, to decide lines again.

What belongs here: opening them and asking the modules beside this one. What does not: files, the terminal, building the
law of then (``scenario.law_of_then``): whoever asks for verdicts brings what came out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchestration.filing.batches.candidates import Selection
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.line_view import LineOfLedger, WhatWasFrozen, all_lines, lines_to_decide
from orchestration.filing.ledger.provenance import RestsOn, hash_of_hashes
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.counsel import CounselDecision, decisions_of_counsel
from orchestration.filing.monitoring.current_determinations import OUT_OF_SCOPE, Today, decided_today
from orchestration.filing.monitoring.missed_candidates import Proposals, proposals_of
from orchestration.filing.monitoring.recheck import (
    UNCHANGED,
    LawAndVersion,
    Outcome,
    UnderBothLaws,
    Verdict,
    verdict_on,
    word_on,
)
from orchestration.filing.monitoring.reconcile_record import STILL_SHOWN, Landing, given_days, landing_of
from orchestration.law.snapshots.store import LawOfThen, law_of_then
from orchestration.law.unsigned_lines import check_law_of_the_run, law_at_hand
from orchestration.settings import Settings
from orchestration.warehouse.open_run import run_shown, warehouse_to_read

UnitAndRemedy = tuple[str, str, str]
"""Charge or arrest, person, remedy."""

Given = Mapping[UnitAndRemedy, Outcome]

EVERYTHING = Selection()

NOT_KEPT = "the law it was filed under was not kept"


@dataclass(frozen=True)
class LookedAgain:
    """Every line filed or withheld beside what the run at hand says of it. ``at_hand``: what it rests on, as a name
    (run and ledger event). ``laws``: the laws of then by their version; None where one was not kept.
    ``proposals``: what was proposed under each. ``counsel``: what counsel decided before, by line."""

    at_hand: str
    run_id: str
    lines: Sequence[LineOfLedger]
    today: Mapping[str, Today]
    now: LawAndVersion
    laws: Mapping[str, LawOfThen | None]
    proposals: Proposals
    counsel: Mapping[str, Sequence[CounselDecision]] = field(default_factory=dict)

    def units(self) -> Mapping[str, set[str]]:
        """Charges and arrests that the run tells, by the law of then."""
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
        """The verdict on each. ``then``: by law, what it gives, or why it could not be asked; ``now``: what the law of
        the run gives. What was frozen is read of the lines that are not as they were."""
        laws = [self._both(one, then, now) for one in self.lines]
        changed = {
            one.line.line_id: one
            for one in WhatWasFrozen(evidence).whole(
                one
                for one, both in zip(self.lines, laws, strict=True)
                if word_on(one, self.today[one.line.line_id], both) != UNCHANGED
            )
        }
        return [
            verdict_on(
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
        one: LineOfLedger,
        then: Mapping[str, Given | str],
        now: Given,
    ) -> UnderBothLaws:
        today, given = self.today[one.line.line_id], then.get(one.law_version, NOT_KEPT)
        if isinstance(given, str):
            return UnderBothLaws(why_not=given)
        if not today.unit_id:
            return UnderBothLaws(why_not="the run does not tell the count")
        key, nothing = (today.unit_id, today.person_id, one.line.remedy_id), (OUT_OF_SCOPE, None)
        return UnderBothLaws(given.get(key, nothing), now.get(key, nothing))


def look_again(settings: Settings, meant: Selection = EVERYTHING) -> LookedAgain:
    """Look at every line filed or withheld that is ``meant``. Raises ``LedgerUnusable``, ``NotExplained``,
    ``OtherLawNow``."""
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        warehouse_to_read(settings) as connection,
    ):
        run = run_shown(connection)
        check_law_of_the_run(settings, run.law_version)
        lines = [one for one in lines_to_decide(ledger) if meant.means(one.line)]
        today = decided_today(connection, lines, WhatWasFrozen(evidence))
        hashes = {name: row.row_hash for name, row in law_at_hand(settings).rows.items()}
        now = LawAndVersion(hashes, run.law_version, run.version, run.as_of_date.isoformat())
        proposals = proposals_of(ledger, meant)
        versions = sorted({one.law_version for one in lines if one.law_version} | (proposals.by_law.keys() - {""}))
        laws = {version: law_of_then(settings, connection, version) for version in versions}
        at_hand, counsel = f"{run.run_id}-{ledger.last()[0]}", decisions_of_counsel(ledger)
        return LookedAgain(at_hand, run.run_id, lines, today, now, laws, proposals, counsel)


@dataclass(frozen=True)
class LandingsNow:
    """What is to be said of lines. ``at_hand``: a name as above; ``of``: the run, its law, and the hash of all
    deliveries it rests on."""

    at_hand: str
    landings: Sequence[Landing]
    of: RestsOn


def landings_now(settings: Settings, after_days: int, meant: Selection = EVERYTHING) -> LandingsNow:
    """What is to be said of every line that was given relief, or is shown with relief."""
    with (
        open_ledger(settings.ledger, create=False) as ledger,
        open_evidence(settings.evidence) as evidence,
        warehouse_to_read(settings) as connection,
    ):
        run = run_shown(connection)
        lines = [one for one in all_lines(ledger) if meant.means(one.line)]
        frozen = WhatWasFrozen(evidence)
        today = decided_today(connection, lines, frozen)
        given = given_days(ledger)
        found = (landing_of(one, today[one.line.line_id], given.get(one.line.line_id, ""), after_days) for one in lines)
        landings = [one for one in found if one is not None]
        shown = iter(frozen.known_by(one.of for one in landings if one.word == STILL_SHOWN))
        told = [replace(one, of=next(shown)) if one.word == STILL_SHOWN else one for one in landings]
        deliveries = connection.execute("select sha256 from intake.deliveries").fetchall()
        of = RestsOn(run.run_id, run.law_version, hash_of_hashes(sha256 for (sha256,) in deliveries))
        return LandingsNow(f"{run.run_id}-{ledger.last()[0]}", told, of)
