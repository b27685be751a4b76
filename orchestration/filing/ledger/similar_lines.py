"""What in the ledger a line is perhaps another form of: lines that share case, section and day with it, or two of them.

Who somebody is a person decides, never what is found here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.store import Ledger, Line

PERSON_IDS = "person_ids"
"""Detail of the first event of a line: the other ids of its person then (an issuer's one, those that were merged)."""


class Alike:
    """The lines of the ledger, to find those a new one is perhaps another form of."""

    def __init__(self, ledger: Ledger, lines: Iterable[Line]) -> None:
        self._ledger = ledger
        self._lines = {line.line_id: line for line in lines}
        self._by_person: dict[str, list[Line]] = defaultdict(list)
        self._by_case: dict[str, list[Line]] = defaultdict(list)
        self._by_count: dict[str, list[Line]] = defaultdict(list)
        for line in self._lines.values():
            self._by_person[line.first_person_id].append(line)
            self._by_case[line.case_hash].append(line)
            self._by_count[line.count_id].append(line)

    def add(self, line: Line) -> None:
        """A line of the same run: what that tells of one person stands side by side, one count of two persons not."""
        self._by_count[line.count_id].append(line)

    @cached_property
    def _by_other_id(self) -> dict[str, list[Line]]:
        """Lines by the other ids their persons had when they were proposed. (Read when a line is new.)"""
        found: dict[str, list[Line]] = defaultdict(list)
        for event in self._ledger.events(kinds=["proposed"]):
            for person_id in json.loads(event.details).get(PERSON_IDS, "").split():
                if event.line_id in self._lines:
                    found[person_id].append(self._lines[event.line_id])
        return found

    def of_person(self, line: Line, key: CourtKey, person_ids: Iterable[str]) -> Sequence[Line]:
        """Lines of these persons, by id, that share at least two of the three parts; all three where another county
        tells them: its cases have numbers of their own, and two charges of one day are no rarity."""
        theirs = (other for person_id in sorted(person_ids) for other in self._by_person.get(person_id, []))
        return _find_sharing(line, key, theirs)

    def under_other_ids(
        self, line: Line, key: CourtKey, person_ids: Iterable[str], is_on_record: Callable[[str], bool]
    ) -> Sequence[Line]:
        """Lines that stand under none of these ids and are perhaps of the same person: those of whom one of the ids was
        told too, and those of the same case whose person the run at hand tells no more, as ``of_person``; and the very
        same count, whoever it is told of."""
        ids = sorted(person_ids)
        told_too = _find_sharing(line, key, (other for id_ in ids for other in self._by_other_id.get(id_, [])))
        of_case = _find_sharing(line, key, self._by_case.get(line.case_hash, []))
        of_count = [other for other in self._by_count.get(line.count_id, []) if other.relief_by == line.relief_by]
        gone = [other for other in of_case if other.first_person_id not in ids]
        found = [*told_too, *of_count, *(other for other in gone if not is_on_record(other.first_person_id))]
        return _sort_by_id(other for other in found if other.first_person_id not in ids)


def _find_sharing(line: Line, key: CourtKey, others: Iterable[Line]) -> Sequence[Line]:
    found = []
    for other in others:
        is_elsewhere = other.county_name != line.county_name
        own = (line.case_hash, line.section_hash, line.date_hash)
        case, section, day = key.part_hashes(other.county_name) if is_elsewhere else own
        shared = (case == other.case_hash) + (section == other.section_hash) + (day == other.date_hash)
        wanted = 3 if is_elsewhere else 2
        if other.line_id != line.line_id and other.relief_by == line.relief_by and shared >= wanted:
            found.append(other)
    return _sort_by_id(found)


def _sort_by_id(lines: Iterable[Line]) -> Sequence[Line]:
    return sorted({line.line_id: line for line in lines}.values(), key=lambda line: line.line_id)
