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

from orchestration.after_filing.never_proposed import NeverProposed, never_proposed
from orchestration.after_filing.now import EVERYTHING, NOT_KEPT, LookedAgain, UnitAndRemedy, look_again
from orchestration.after_filing.recheck import UNCHANGED, VERDICTS, Outcome, Verdict
from orchestration.changes.kept import find_run, kept_order
from orchestration.filing.candidates import Selection
from orchestration.filing.kept_law import LawOfThen
from orchestration.ledger.evidence import open_evidence
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.run_at_hand import run_at_hand
from orchestration.warehouse.run_lock import AnotherRun, let_go_of_run_lock, take_run_lock

if TYPE_CHECKING:
    from orchestration.scenario.law_of_then import Built

Given = Mapping[UnitAndRemedy, Outcome]

WITHHELD_WORDS = "convictions nobody proposed, though by what is told now the law of then gave them relief"


@dataclass(frozen=True)
class DecidedAgain:
    """The verdicts, what they rest on (as a name), convictions held back though nobody proposed them, laws of then that
    could not be asked, each with why, and runs that proposed and are kept no more. ``by_other_rules``: laws of then
    that were asked by rules in SQL that read otherwise then, or may have."""

    at_hand: str
    verdicts: Sequence[Verdict]
    never_proposed: Sequence[NeverProposed]
    not_asked: Mapping[str, str]
    runs_gone: Sequence[str]
    by_other_rules: Mapping[str, LawOfThen] = field(default_factory=dict)

    def not_as_then(self) -> Mapping[str, str]:
        """Laws of then that were not decided under as they were read then, each with why."""
        asked = {version: f"asked by {_other_rules(law)}" for version, law in self.by_other_rules.items()}
        return asked | {version: f"not asked: {why}" for version, why in self.not_asked.items()}

    def in_words(self) -> Iterator[str]:
        """How many lines by verdict and cause, and what was not asked."""
        count = Counter(one.verdict for one in self.verdicts)
        for verdict, words in VERDICTS.items():
            yield f"{count[verdict]:>10,}  {verdict:17}  {words}"
        yield f"{len(self.never_proposed):>10,}  {'never_proposed':17}  {WITHHELD_WORDS}"
        changed = [one for one in self.verdicts if one.verdict != UNCHANGED]
        causes = Counter(cause.split(":")[0] for one in changed for cause in one.causes)
        if causes:
            yield "Causes: " + ", ".join(f"{cause} {number:,}" for cause, number in sorted(causes.items()))
        for version, why in sorted(self.not_asked.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines were not decided under the law {version}: {why}; causes rest on what was frozen"
        for version, law in sorted(self.by_other_rules.items()):
            its = sum(one.of.law_version == version for one in self.verdicts)
            yield f"{its:,} lines: the law {version} was asked by {_other_rules(law)}"
        if self.runs_gone:
            yield f"not asked what these runs held back, they are kept no more: {', '.join(self.runs_gone)}"


def decided_again(settings: Settings, meant: Selection = EVERYTHING) -> DecidedAgain:
    """Decide them. Raises what ``look_again`` raises, and ``AnotherRun``."""
    looked = look_again(settings, meant)
    with _warehouse_held(settings, looked):
        asked = _UnderLaws(settings, looked)
        asked.ask()
    not_asked = {version: given for version, given in asked.then.items() if isinstance(given, str)}
    with open_evidence(settings.evidence) as evidence:
        verdicts = looked.verdicts(asked.then, asked.now, evidence)
    by_other_rules = {
        version: law
        for version, law in looked.laws.items()
        if law is not None and version not in not_asked and _may_have_been_read_otherwise(law, looked.now.law_version)
    }
    gone = sorted(asked.runs_gone)
    return DecidedAgain(looked.at_hand, verdicts, asked.never_proposed, not_asked, gone, by_other_rules)


def _other_rules(law: LawOfThen) -> str:
    if law.other_rules is None:
        return "the rules in SQL of now; those of then were not kept"
    names = ", ".join(sorted(law.other_rules))
    return f"the rules in SQL of now; those of then read otherwise: {names} ({law.read_by})"


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

    def ask(self) -> None:
        """Ask them, one after the other."""
        from orchestration.scenario.law_of_then import Built, built_beside
        from orchestration.warehouse.dbt import StageFailed

        with open_warehouse(self._settings) as connection:
            self.now = Built().outcomes(connection, {one for its in self._units.values() for one in its})
        for version, law in self._looked.laws.items():
            if law is None or law.cannot_run:
                self.then[version] = law.cannot_run if law is not None else NOT_KEPT
                continue
            try:
                with nullcontext(Built()) if law.is_as_now else built_beside(self._settings, law) as built:
                    self._read(version, built)
            except StageFailed as failed:
                self.then[version] = f"the rules of now do not run on it ({str(failed).splitlines()[0]})"

    def _read(self, version: str, built: Built) -> None:
        findings = built.table("rules", f"rule_{self._settings.state}__findings")
        with open_warehouse(self._settings) as connection:
            self.then[version] = built.outcomes(connection, self._units.get(version, set()))
            for run_id, pairs in sorted(self._looked.proposals.by_law.get(version, {}).items()):
                if run_id not in kept_order(self._settings):
                    self.runs_gone.add(run_id)
                    continue
                self.never_proposed += never_proposed(
                    connection,
                    self._settings.state,
                    findings,
                    version,
                    find_run(self._settings, run_id),
                    pairs,
                    self._looked.proposals.known,
                )


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
