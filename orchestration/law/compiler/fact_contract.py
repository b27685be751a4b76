"""The contract of facts: what the models that tell facts promise of each, in the YAML beside them, and what packs read.

What belongs here: reading promises, and refusing a pack that asks for more. What does not: whether the models keep them
(dbt_project/tests/generic/keep_their_contract.sql).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from orchestration.law.compiler.layout import combine
from orchestration.law.compiler.notes import Notes
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.fact_definitions import read_facts
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Element, Operative, PersonStatus, UnitFact

Place = tuple[str | int, ...]
OVER_ON, UNTIL, PRESUMED, SOURCE = "over_on", "until", "is_presumed", "source"
_EVERYTHING = frozenset((OVER_ON, UNTIL, PRESUMED, SOURCE))


@dataclass(frozen=True)
class Promise:
    """What is promised of a fact. ``silence``: what it means that nothing is told, or None where a pack may say."""

    fact: str
    carries: frozenset[str] = _EVERYTHING
    silence: str | None = None


@dataclass(frozen=True)
class FactContract:
    """The promises of a state's facts; none: everything is promised (packs that no model of facts serves yet)."""

    promises: Sequence[Promise] | None = None

    def find(self, fact: str) -> Promise | None:
        """Find what is promised of a fact; None if nothing is."""
        if self.promises is None:
            return Promise(fact)
        named = [one for one in self.promises if one.fact == fact]
        found = named or [one for one in self.promises if fnmatch(fact, one.fact)]
        carries = frozenset().union(*(one.carries for one in found))
        return Promise(fact, carries, found[0].silence) if found else None

    def carries(self, fact: str, part: str) -> bool:
        """Say whether a fact carries a part beside its answer: a day, an until, a presumption, another source."""
        found = self.find(fact)
        return found is not None and part in found.carries


ANY = FactContract()
"""Promises everything."""


def read_contract(models: Path, state: str) -> FactContract:
    """Read the promises of the models of facts of a state: its own, and the shared ones that it has not replaced."""
    return FactContract([_read_promise(one) for one in read_facts(models, state)])


def _read_promise(said: Mapping[str, object]) -> Promise:
    carries, sources = said.get("carries", []), said.get("sources", [])
    assert isinstance(carries, list)
    return Promise(str(said["fact"]), frozenset([*carries, *([SOURCE] if sources else [])]), str(said["silence"]))


@dataclass(frozen=True)
class Reading:
    """How a pack reads a fact: where, what it takes silence for, whether it reads the day, whether people answer."""

    place: Place
    fact: str
    silence: str = "no"
    reads_day: bool = False
    is_answered: bool = False


def refuse_unpromised(files: Sequence[PackFile], contract: FactContract) -> None:
    """Refuse packs that ask a fact that nobody promises, a day that it does not carry, or read its silence otherwise.

    Raises:
        PackError: A pack does, with its file and line.
    """
    for file in files:
        # (A petition asks what no record tells.)
        asked = () if all(remedy.hint for remedy in file.pack.remedies.values()) else _list_read(file)
        for reading in asked:
            _refuse_one(file, contract, reading)


def _refuse_one(file: PackFile, contract: FactContract, reading: Reading) -> None:
    place, fact, promise = reading.place, reading.fact, contract.find(reading.fact)
    if promise is None:
        if not (reading.is_answered and reading.silence == "unknown"):
            raise file.source.make_error(place, "a fact that a model of facts promises (_facts.yml)", fact)
        return
    if reading.reads_day and OVER_ON not in promise.carries:
        raise file.source.make_error(place, f"a fact that carries {OVER_ON}, which is read", fact)
    if reading.silence != "unknown" and promise.silence not in (None, reading.silence):
        expected = f"a fact whose silence means {reading.silence}"
        raise file.source.make_error(place, expected, f"{fact}, whose silence means {promise.silence}")


def _list_read(file: PackFile) -> Iterator[Reading]:
    """List what a pack reads of facts."""
    for name, part in file.pack.elements.items():
        yield from _list_of_element(("elements", name), part)
    for path in file.pack.paths:
        for name, common in make_common_elements(file.pack, path).items():
            yield from _list_of_element(("common", name), common)
    for name, alternatives in file.pack.selectors.items():
        yield from (Reading(("selectors", name), fact) for one in alternatives for fact in one.facts)


def _list_of_element(place: Place, part: Element) -> Iterator[Reading]:
    if isinstance(part, Operative):
        yield from (Reading(place, day.if_.fact) for day in part.from_ if day.if_)
    if isinstance(part, UnitFact | PersonStatus):
        is_denial = isinstance(part, PersonStatus) or part.negate
        silence = "unknown" if part.standard == "must_appear" else "no" if is_denial else "yes"
        fact = part.fact if isinstance(part, UnitFact) else part.status
        hit = part.when_no if isinstance(part, UnitFact) else part.when_hit
        reads_day = hit == "not_yet" or getattr(part, "dated", False)
        yield Reading(place, fact, silence, reads_day, bool(part.answers))


def note_fact(contract: FactContract, fact: str, is_met: str) -> Notes:
    """Note what a fact carries beside its answer; ``is_met``: that the element is met as the record tells."""
    over_on = f"{fact}_answer_over_on" if contract.carries(fact, OVER_ON) else None
    untils = [f"{fact}_answer_until"] if contract.carries(fact, UNTIL) else []
    untils += [f"{{{{ if_to_come('{over_on}') }}}}"] if over_on else []
    presumed = f"{fact}_answer_is_presumed and {is_met}" if contract.carries(fact, PRESUMED) else None
    source = f"{fact}_answer_source" if contract.carries(fact, SOURCE) else None
    return Notes(over_on, combine("least", untils) if untils else None, source, presumed)
