"""Which columns of the standard layout each path of a state's law reads, from its packs and ``columns.csv``."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.ingestion.layouts.capabilities import read_never_told
from orchestration.ingestion.layouts.layout import list_standard_columns
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.schema import (
    Age,
    AnyElement,
    Combine,
    Kind,
    NoOther,
    Owes,
    Pack,
    PersonStatus,
    Selector,
    UnitFact,
    Wait,
)

_KEYS = {
    "dispositions": "dispositions",
    "levels": "levels",
    "levels_none": "levels",
    "grades": "grades",
    "max_days_from": "max_days",
    "max_days_to": "max_days",
    "lists_any": "sections",
    "lists_none": "sections",
    "sections": "sections",
    "imposed_min_below": "imposed_min",
    "imposed_max_below": "imposed_max",
    "components": "components",
    "offense_from": "offense",
    "offense_to": "offense",
    "convicted_from": "disposition",
    "convicted_to": "disposition",
    "arrested_from": "arrest",
    "arrested_to": "arrest",
}
"""What a key of a selector reads, in the words of ``needed_for``."""

_DAYS = {
    "disposition": "disposition",
    "arrest": "arrest",
    "offense": "offense",
    "sentence": "sentence",
    "sentence_end": "sentence_end|imposed_max",
    "probation_end": "sentence_end|imposed_max",
    "release_or_sentence": "sentence",
    "prison_release": "events|sentence_end",
    "supervision_end": "events|sentence_end|supervision",
}
"""What the day of an event is read from; with | between, any of them tells it."""

_LIST = "list "
_SUPERVISED = "actively_supervised"


@dataclass(frozen=True)
class PathNeeds:
    """What a path of a remedy reads, in the words of ``needed_for``: of the charge itself and those beside it."""

    remedy: str
    path: str
    reads: frozenset[str]


def list_needs(models: Path, state: str) -> list[PathNeeds]:
    """List what each path of the state's packs reads, in their order."""
    facts = _find_facts_of_lists(models / "rules" / state)
    return [
        PathNeeds(
            path.remedy,
            path.path,
            frozenset(_name_facts(_list_reads(pack, path.kind, path.every, path.restarts), facts)),
        )
        for pack in _read_packs(models, state)
        for path in pack.paths
        if not pack.remedies[path.remedy].hint
    ]


@dataclass(frozen=True)
class ElementNeeds:
    """What an element of a path reads, in the words of ``needed_for``, and the deliveries that the pack says it needs.

    ``path`` and ``element``: as findings name them; a finding that no path fits names no path.
    """

    remedy: str
    path: str | None
    element: str
    reads: frozenset[str]
    deliveries: frozenset[str]


def list_element_needs(models: Path, state: str) -> list[ElementNeeds]:
    """List what each element of each path of the state's packs reads, hints at petitions apart."""
    facts = _find_facts_of_lists(models / "rules" / state)
    return [
        ElementNeeds(path.remedy, at, element, frozenset(_name_facts(reads, facts)), frozenset(deliveries))
        for pack in _read_packs(models, state)
        for path in pack.paths
        if not pack.remedies[path.remedy].hint
        for at, element, reads, deliveries in [
            *((at, name, _list_selector_reads(pack, path.kind), ()) for at, name in _name_kind(path.path)),
            *(
                (path.path, name, _list_element_reads(pack, pack.elements[name]), _list_deliveries(pack, name))
                for group in path.every
                for name in pack.groups.get(group, [group])
                if name in pack.elements
            ),
        ]
    ]


def _name_kind(path: str) -> list[tuple[str | None, str]]:
    """Name the question whether a unit is of a path's kind, as it stands among elements."""
    return [(path, "of_the_kind"), (None, "a_path_fits")]


def _list_deliveries(pack: Pack, name: str) -> Iterator[str]:
    element = pack.elements[name]
    if isinstance(element, Combine):
        for of in element.of:
            for part in [of] if isinstance(of, str) else of:
                yield from _list_deliveries(pack, part)
    elif isinstance(element, (PersonStatus, UnitFact)) and element.needs_delivery:
        yield element.needs_delivery


def list_facts(models: Path, state: str) -> list[str]:
    """List the facts of a charge that the state's packs ask for, which ``offense_flags`` may tell."""
    packs = _read_packs(models, state)
    facts = {name for pack in packs for name, fact in pack.facts.items() if fact.unit == "charge"}
    facts |= {fact for pack in packs for kind in pack.selectors.values() for one in kind for fact in one.facts}
    return sorted(facts)


def list_columns_of(reads: str) -> list[tuple[str, str]]:
    """List the columns (file, column) that tell something, in words of ``needed_for`` with | between."""
    words = reads.split("|")
    return [(row["file"], row["column"]) for row in list_standard_columns() if row["needed_for"] in words]


def list_never_told_columns(models: Path, state: str) -> frozenset[tuple[str, str]]:
    """List the columns (file, column) that the state's files never tell, as its capabilities say."""
    return frozenset(read_never_told(models, state))


@cache
def list_never_told(models: Path, state: str) -> Mapping[tuple[str, str], Sequence[str]]:
    """List what elements (remedy, element) read that the state's files never tell, in words, as its capabilities say.

    What one of several columns tells is told.
    """
    never = read_never_told(models, state)
    found: dict[tuple[str, str], list[str]] = {}
    for pack in _read_packs(models, state) if never else ():
        for path in pack.paths:
            for name in path.every:
                for one in pack.groups.get(name, [name]):
                    if one in pack.elements and (words := _list_words(pack.elements[one], pack, never)):
                        found[path.remedy, one] = words
    return found


def _list_words(element: AnyElement, pack: Pack, never: Mapping[tuple[str, str], str]) -> list[str]:
    needed = [list_columns_of(reads) for reads in _list_element_reads(pack, element) if not reads.startswith(_LIST)]
    lacking = [columns for columns in needed if columns and all(column in never for column in columns)]
    return list(dict.fromkeys(never[column] for columns in lacking for column in columns))


def list_remedies_by_column(models: Path, state: str) -> Mapping[tuple[str, str], list[str]]:
    """List the remedies that need each column (file, column)."""
    remedies: dict[tuple[str, str], list[str]] = defaultdict(list)
    for needs in list_needs(models, state):
        for reads in needs.reads:
            for column in list_columns_of(reads):
                if needs.remedy not in remedies[column]:
                    remedies[column].append(needs.remedy)
    return remedies


def _read_packs(models: Path, state: str) -> list[Pack]:
    return [file.pack for file in read_pack_files(models / "rules" / state, state)]


def _find_facts_of_lists(rules: Path) -> Mapping[str, set[str]]:
    """Find the facts that each offense list asks of every charge, whatever its section."""
    facts: dict[str, set[str]] = defaultdict(set)
    for path in rules.glob("*offense_lists.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                if line["fact_needed"] and line["code_book"] == "*":
                    facts[_LIST + line["offense_list"]].add(line["fact_needed"])
    return facts


def _name_facts(read: Iterable[str], facts: Mapping[str, set[str]]) -> Iterator[str]:
    """Name the facts that offense lists ask for in place of the lists."""
    for reads in read:
        yield from [f"{fact}|facts" for fact in facts[reads]] if reads.startswith(_LIST) else [reads]


def _list_reads(pack: Pack, kind: str, every: list[str], restarts: str | None) -> Iterator[str]:
    yield from _list_selector_reads(pack, kind)
    if restarts:
        yield from _list_selector_reads(pack, restarts)
    for name in every:
        for element in pack.groups.get(name, [name]):
            if element in pack.elements:
                yield from _list_element_reads(pack, pack.elements[element])


def _list_element_reads(pack: Pack, element: AnyElement) -> Iterator[str]:
    match element:
        case Kind():
            yield from _list_selector_reads(pack, element.selector)
        case Wait():
            for day in pack.clocks.get(element.clock, []):
                yield _DAYS.get(day.event, "events")
                if day.selector:
                    yield from _list_selector_reads(pack, day.selector)
        case NoOther():
            yield from _list_selector_reads(pack, element.selector)
            yield from {"same_case": ["cases"], "same_day": ["disposition"]}.get(element.window, [])
            if element.count_by == "tracking":
                yield "tracking"
        case Owes():
            yield "owes"
        case PersonStatus():
            yield "supervision" if element.status.startswith(_SUPERVISED) else "events"
        case Age():
            yield "birth"
        case Combine():
            for of in element.of:
                for name in [of] if isinstance(of, str) else of:
                    yield from _list_element_reads(pack, pack.elements[name])


def _list_selector_reads(pack: Pack, name: str) -> Iterator[str]:
    for selector in pack.selectors.get(name, []):
        yield from _list_keys(pack, selector)


def _list_keys(pack: Pack, selector: Selector) -> Iterator[str]:
    for key, reads in _KEYS.items():
        if getattr(selector, key) not in (None, []):
            yield reads
    for offense_list in (*selector.lists_any, *selector.lists_none):
        yield _LIST + offense_list
    if selector.except_:
        yield from _list_selector_reads(pack, selector.except_)
