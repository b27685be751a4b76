"""Deciding every line ever filed again: what was frozen and what the run says, with the law of then built beside it.

What belongs here: bringing together the lines (``after_filing``) and the law of then over the facts of the run
(``scenario.law_of_then``), and what a person reads of it. What does not: verdicts, files. dbt is imported only where a
law of then says something else than that of now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.determinations.snapshots.store import NoSuchRun, find_run
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.monitoring.load_state import EVERYTHING, NOT_KEPT, Given, LookedAgain, look_again
from orchestration.filing.monitoring.missed_candidates import NeverProposed, never_proposed
from orchestration.filing.monitoring.recheck import UNCHANGED, VERDICTS, Verdict
from orchestration.law.snapshots.store import LawOfThen
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import run_at_hand
from orchestration.warehouse.locks import AnotherRun, let_go_of_run_lock, take_run_lock

if TYPE_CHECKING:
    from orchestration.law.snapshots.evaluate import Built

WITHHELD_WORDS = "convictions nobody proposed, though by what is told now the law of then gave them relief"


@dataclass(frozen=True)
class DecidedAgain:
    """The verdicts, what they rest on (as a name), convictions held back though nobody proposed them, laws of then that
    could not be asked, each with why, and runs that proposed and are kept no more. ``by_other_rules``: laws of then
    whose rules in SQL read otherwise then, or may have, each with which."""

    at_hand: str
    verdicts: Sequence[Verdict]
    never_proposed: Sequence[NeverProposed]
    not_asked: Mapping[str, str]
    runs_gone: Sequence[str]
    by_other_rules: Mapping[str, str] = field(default_factory=dict)

    def not_as_then(self) -> Mapping[str, str]:
        """Laws of then that were not decided under as they were read then, each with why."""
        asked = {version: f"asked by {why}" for version, why in self.by_other_rules.items()}
        return asked | {version: f"not asked: {why}" for version, why in self.not_asked.items()}

    def in_words(self) -> Iterator[str]:
        """How many lines by verdict and cause, and what was not asked."""
        count = Counter(one.verdict for one in self.verdicts)
        for verdict, words in VERDICTS.items():
            yield f"{count[verdict]:>10,}  {verdict:17}  {words}"
        yield f"{len(self.never_proposed):>10,}  {'never_proposed':17}  {WITHHELD_WORDS}"
        for_counsel = [one for one in self.verdicts if one.matter]
        if for_counsel:
            waiting = [one for one in for_counsel if one.closed_by is None]
            again = sum(bool(one.counsel) for one in waiting)
            words = f"{len(waiting):,} wait ({again:,} decided before on something else)"
            yield f"For counsel: {words}; {len(for_counsel) - len(waiting):,} are closed"
        changed = [one for one in self.verdicts if one.verdict != UNCHANGED]
        causes = Counter(cause.split(":")[0] for one in changed for cause in one.causes)
        if causes:
            yield "Causes: " + ", ".join(f"{cause} {number:,}" for cause, number in sorted(causes.items()))
        for version, why in sorted(self.not_asked.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines were not decided under the law {version}: {why}; causes rest on what was frozen"
        for version, how in sorted(self.by_other_rules.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines: the law {version} was asked by {how}"
        if self.runs_gone:
            gone = ", ".join(self.runs_gone)
            yield f"convictions held back by these runs were not looked for, they are kept no more, or not so: {gone}"


def decided_again(settings: Settings, meant: Selection = EVERYTHING) -> DecidedAgain:
    """Decide them. Raises what ``look_again`` raises, and ``AnotherRun``."""
    looked = look_again(settings, meant)
    with _warehouse_held(settings, looked):
        asked = _UnderLaws(settings, looked)
        asked.ask()
    not_asked = {version: given for version, given in asked.then.items() if isinstance(given, str)}
    with open_evidence(settings.evidence) as evidence:
        verdicts = looked.verdicts(asked.then, asked.now, evidence)
    gone = sorted(asked.runs_gone)
    never = asked.never_proposed
    return DecidedAgain(looked.at_hand, verdicts, never, not_asked, gone, asked.by_other_rules)


def _may_have_been_read_otherwise(law: LawOfThen, of_now: str) -> bool:
    """Its rules in SQL are others now; or they were not kept, and its version, which is a hash of them too, is not that
    of now."""
    return bool(law.other_rules) if law.other_rules is not None else law.law_version != of_now


class _UnderLaws:
    """What every law of then, and that of the run, gives over the facts of the run."""

    def __init__(self, settings: Settings, looked: LookedAgain) -> None:
        self._settings, self._looked, self._units = settings, looked, looked.units()
        self.now: Given = {}
        self.then: dict[str, Given | str] = {}
        self.never_proposed: list[NeverProposed] = []
        self.runs_gone: set[str] = set()
        self.by_other_rules: dict[str, str] = {}

    def ask(self) -> None:
        """Ask them, one after the other."""
        from orchestration.law.snapshots.evaluate import Built

        with open_warehouse(self._settings) as connection:
            self.now = Built().outcomes(connection, {one for its in self._units.values() for one in its})
        for version, law in self._looked.laws.items():
            self.then[version] = NOT_KEPT if law is None else self._asked(version, law)

    def _asked(self, version: str, law: LawOfThen) -> Given | str:
        given = self._by_rules_of_now(version, law)
        if not isinstance(given, str) and _may_have_been_read_otherwise(law, self._looked.now.law_version):
            which = f": {', '.join(sorted(law.other_rules))}" if law.other_rules else ", which were not kept"
            read_by = f"; it was read by {law.read_by}" if law.software else ""
            self.by_other_rules[version] = f"the rules in SQL of now, not its own{which}{read_by}"
        return given

    def _by_rules_of_now(self, version: str, law: LawOfThen) -> Given | str:
        """What the tables of then give as the rules of now read them, or why these cannot be asked about them."""
        from orchestration.law.snapshots.evaluate import Built, build_law_of_then
        from orchestration.warehouse.dbt.runner import StageFailed

        if law.cannot_run:
            return law.cannot_run
        try:
            with nullcontext(Built()) if law.is_as_now else build_law_of_then(self._settings, law) as built:
                outcomes, never = self._read(version, built)
        except StageFailed as failed:
            return f"the rules of now do not run on it ({str(failed).splitlines()[0]})"
        self.never_proposed += never
        return outcomes

    def _read(self, version: str, built: Built) -> tuple[Given, list[NeverProposed]]:
        findings = built.table("rules", f"rule_{self._settings.state}__findings")
        never: list[NeverProposed] = []
        with open_warehouse(self._settings) as connection:
            outcomes = built.outcomes(connection, self._units.get(version, set()))
            for run_id, pairs in sorted(self._looked.proposals.by_law.get(version, {}).items()):
                try:
                    run = find_run(self._settings, run_id)
                except NoSuchRun:
                    self.runs_gone.add(run_id)
                    continue
                never += never_proposed(
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
def _warehouse_held(settings: Settings, looked: LookedAgain) -> Iterator[None]:
    """Nobody else writes to the warehouse meanwhile, and it holds the run that was looked at."""
    try:
        take_run_lock(settings)
        with open_warehouse(settings) as connection:
            if run_at_hand(connection).run_id != looked.run_id:
                raise AnotherRun("another run was made meanwhile; nothing was done: give the command again")
        yield
    finally:
        let_go_of_run_lock(settings)
