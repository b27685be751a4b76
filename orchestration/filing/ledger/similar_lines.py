"""Ledger lines that may be another form of a new line: they share two or three of case, section and date.

A match never decides identity; a reviewer does.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.store import Ledger, Line

PERSON_IDS = "person_ids"
"""Detail of a line's first event: the other ids of its person at that time (issuers' or merged ids)."""


class SimilarLines:
    """Finds the ledger lines that a new line may be another form of."""

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
        """Add a line of the same run. Only a count shared by two persons matters within a run."""
        self._by_count[line.count_id].append(line)

    @cached_property
    def _by_other_id(self) -> dict[str, list[Line]]:
        """Lines by the other ids of their persons when proposed, read when first needed."""
        found: dict[str, list[Line]] = defaultdict(list)
        for event in self._ledger.events(kinds=["proposed"]):
            for person_id in json.loads(event.details).get(PERSON_IDS, "").split():
                if event.line_id in self._lines:
                    found[person_id].append(self._lines[event.line_id])
        return found

    def of_person(self, line: Line, key: CourtKey, person_ids: Iterable[str]) -> Sequence[Line]:
        """Return lines of these persons, by id, that share two of the three parts; all three across counties, since
        each county numbers its own cases and two charges on one day are common."""
        theirs = (other for person_id in sorted(person_ids) for other in self._by_person.get(person_id, []))
        return _find_sharing(line, key, theirs)

    def under_other_ids(
        self, line: Line, key: CourtKey, person_ids: Iterable[str], is_on_record: Callable[[str], bool]
    ) -> Sequence[Line]:
        """Return lines recorded under none of these ids that may be of the same person: lines of a person who also had
        one of the ids; lines of the same case whose person is gone from the current run, as in ``of_person``; and lines
        of exactly the same count."""
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
        case, section, day = key.hash_parts(other.county_name) if is_elsewhere else own
        shared = (case == other.case_hash) + (section == other.section_hash) + (day == other.date_hash)
        wanted = 3 if is_elsewhere else 2
        if other.line_id != line.line_id and other.relief_by == line.relief_by and shared >= wanted:
            found.append(other)
    return _sort_by_id(found)


def _sort_by_id(lines: Iterable[Line]) -> Sequence[Line]:
    return sorted({line.line_id: line for line in lines}.values(), key=lambda line: line.line_id)
