"""What the run at hand says of counts the ledger knows: told or not, decided how, and why.

What belongs here: finding a line's count in the warehouse by what a court knows of it, and what was determined about it
now. What does not: what follows from it (``recheck``, ``landed``). A count is looked for among the persons the line was
ever known under; ids of persons and charges may have changed. Most are found, and are one, by the id their record gave
when they were proposed: what was frozen is read of the others alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from orchestration.filing.batches.candidates import ARREST, court_key
from orchestration.filing.ledger.line_view import Known, LineOfLedger, WhatWasFrozen
from orchestration.filing.ledger.store import Line

NOT_TOLD, TOLD_OTHERWISE, OUT_OF_SCOPE, NOT_ONE = "not_told", "told_otherwise", "out_of_scope", "not_one"
"""No delivery tells the count; one tells it in another form; no law of the run reaches it; two cannot be told apart."""

Element = tuple[str, frozenset[str]]
"""The word of an element, and the words of the facts it rests on."""


@dataclass(frozen=True)
class Today:
    """What the run says. ``outcome``: of the line's remedy, or one of the words above. ``elements``: by path and
    element, of every path of the remedy. ``person_ids``: every id the person is or may be known by."""

    outcome: str
    unit: str = ""
    unit_id: str = ""
    person_id: str = ""
    relief: str | None = None
    reason: str = ""
    citation: str = ""
    data_as_of: date | None = None
    elements: Mapping[tuple[str, str], Element] = field(default_factory=dict)
    person_ids: frozenset[str] = frozenset()


_COUNTS = """
with cases_of_several as (
    select county_name, case_number_key, known_day
    from marts.records_by_court_key
    where case_number_key is not null
    group by all having count(distinct recorded_person_id) > 1
),
other_ids as (
    select person_id, list(recorded_person_id) filter (where recorded_person_id is not null) as recorded,
        list(person_id_of_issuer_id) filter (where person_id_of_issuer_id is not null) as of_issuers
    from intermediate.int_person_links
    where recorded_person_id is not null or person_id_of_issuer_id is not null
    group by person_id
)
select counts.*, coalesce(charges.data_as_of, people.data_as_of) as data_as_of,
    list_sort(list_distinct(list_concat([counts.person_id], other_ids.recorded, other_ids.of_issuers))) as person_ids,
    cases_of_several.case_number_key is not null as is_of_several
from marts.records_by_court_key as counts
inner join intermediate.int_people as people on counts.person_id = people.person_id
left join other_ids on counts.person_id = other_ids.person_id
left join intermediate.int_charges as charges on counts.unit = 'charge' and counts.unit_id = charges.charge_id
left join cases_of_several
    on counts.county_name = cases_of_several.county_name and counts.case_number_key = cases_of_several.case_number_key
    and counts.known_day is not distinct from cases_of_several.known_day
where counts.recorded_person_id in (select unnest($people::varchar[]))
    or counts.person_id in (select unnest($people::varchar[]))
order by counts.unit_id, counts.person_id
"""
_DETERMINED = """
select unit_id, person_id, remedy_id, outcome, relief, reason_text, citation from (
    select charge_id as unit_id, person_id, remedy_id, outcome, relief, reason_text, citation
    from marts.determinations
    union all
    select arrest_id, person_id, remedy_id, outcome, relief, reason_text, citation
    from marts.arrest_determinations
) as determined
where unit_id in (select unnest($units::varchar[]))
"""
_ELEMENTS = """
select elements.{unit}_id as unit_id, elements.remedy_id, coalesce(elements.path, '') as path, elements.element,
    elements.word, coalesce(facts.words, []) as facts
from marts.{of}finding_elements as elements
left join (
    select {unit}_id, person_id, remedy_id, path, element, list(distinct role || ': ' || coalesce(words, '')) as words
    from marts.{of}element_facts
    where person_id in (select unnest($people::varchar[])) and {unit}_id in (select unnest($units::varchar[]))
    group by all
) as facts
    on elements.{unit}_id = facts.{unit}_id and elements.person_id = facts.person_id
    and elements.remedy_id = facts.remedy_id and elements.path is not distinct from facts.path
    and elements.element = facts.element
where elements.person_id in (select unnest($people::varchar[]))
    and elements.{unit}_id in (select unnest($units::varchar[]))
"""
_VIEWS = {"charge": "", "arrest": "arrest_"}
"""By unit, how the views of its elements and facts begin."""


def decided_today(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[LineOfLedger], frozen: WhatWasFrozen
) -> dict[str, Today]:
    """What the run says of each line, by its id; elements are those of lines that are not eligible as they were."""
    found = _rows_of_counts(connection, lines, frozen)
    units = sorted({str(row["unit_id"]) for row in found.values() if isinstance(row, dict)})
    determined = {
        (row["unit_id"], row["person_id"], row["remedy_id"]): row
        for row in _named(connection, _DETERMINED, units=units)
    }
    today = {}
    for one in lines:
        row = found[one.line.line_id]
        today[one.line.line_id] = row if isinstance(row, Today) else _decided(one.line, row, determined)
    asked = [one for one in lines if _is_otherwise(one.line, today[one.line.line_id])]
    elements = _elements(connection, [today[one.line.line_id] for one in asked])
    for one in asked:
        now = today[one.line.line_id]
        its = elements.get((now.unit_id, one.line.remedy_id), {})
        today[one.line.line_id] = Today(**{**vars(now), "elements": its})
    return today


def _rows_of_counts(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[LineOfLedger], frozen: WhatWasFrozen
) -> dict[str, dict[str, Any] | Today]:
    """The row of each line's count, by line, or why there is none."""
    people = {one.line.first_person_id for one in lines}
    counts = _Counts(_named(connection, _COUNTS, people=sorted(people)))
    found = {one.line.line_id: row for one in lines if (row := counts.only_one(one.line)) is not None}
    others = frozen.known_by(one for one in lines if one.line.line_id not in found)
    if more := {person_id for one in others for person_id in one.known.person_ids()} - people:
        counts.add(_named(connection, _COUNTS, people=sorted(more)))
    return {**found, **{one.line.line_id: counts.of(one.known) for one in others}}


def _is_otherwise(line: Line, today: Today) -> bool:
    return bool(today.unit_id) and (today.outcome, today.relief) != ("eligible", line.relief)


def _decided(line: Line, row: Mapping[str, Any], determined: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Today:
    about = {name: row[name] for name in ("unit", "unit_id", "person_id", "data_as_of")}
    about["person_ids"] = frozenset(row["person_ids"])
    decision = determined.get((row["unit_id"], row["person_id"], line.remedy_id))
    if decision is None:
        return Today(OUT_OF_SCOPE, **about)
    return Today(
        decision["outcome"],
        relief=decision["relief"],
        reason=decision["reason_text"] or "",
        citation=decision["citation"] or "",
        **about,
    )


class _Counts:
    """Counts on record, by what a court knows of them and by person."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._units: set[tuple[str, str]] = set()
        self._by_count: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.add(rows)

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Further rows; those that are there already are not there twice."""
        for row in rows:
            if (unit := (row["unit_id"], row["person_id"])) in self._units:
                continue
            self._units.add(unit)
            self._by_count[court_key(row, relief="").count_id].append(row)
            for person_id in {row["person_id"], row["recorded_person_id"]}:
                self._by_person[person_id].append(row)

    def only_one(self, line: Line) -> dict[str, Any] | None:
        """The row of the line's count where no other could be meant, whatever else was frozen of the line: it is one of
        the line's first person, and nobody else has a count of that case and day."""
        rows = self._by_count.get(line.count_id, [])
        is_one = len(rows) == 1 and not rows[0]["is_of_several"]
        mine = is_one and line.first_person_id in (rows[0]["person_id"], rows[0]["recorded_person_id"])
        return rows[0] if mine else None

    def of(self, known: Known) -> dict[str, Any] | Today:
        """The row of the line's count, or why there is none."""
        rows = self._by_count.get(known.line.count_id, [])
        if len(rows) > 1 and known.frozen is not None:
            rows = [row for row in rows if row["unit_id"] == (known.frozen.line or {}).get("unit_id")] or rows
        if rows:
            return rows[0] if len(rows) == 1 else Today(NOT_ONE)
        return Today(TOLD_OTHERWISE) if any(_is_like(known.line, row) for row in self._rows(known)) else Today(NOT_TOLD)

    def _rows(self, known: Known) -> Iterable[Mapping[str, Any]]:
        return (row for person_id in sorted(known.person_ids()) for row in self._by_person.get(person_id, []))


def _is_like(line: Line, row: Mapping[str, Any]) -> bool:
    """Whether a conviction shares two of case, section and date with the line: it may be the same count."""
    if row["unit"] == ARREST:
        return False
    parts = court_key(row, relief="").part_hashes()
    return (
        sum(one == other for one, other in zip(parts, (line.case_hash, line.section_hash, line.date_hash), strict=True))
        >= 2
    )


def _elements(
    connection: duckdb.DuckDBPyConnection, today: Sequence[Today]
) -> dict[tuple[str, str], dict[tuple[str, str], Element]]:
    found: dict[tuple[str, str], dict[tuple[str, str], Element]] = defaultdict(dict)
    for unit, begins in _VIEWS.items():
        people = sorted({one.person_id for one in today if one.unit == unit})
        units = sorted({one.unit_id for one in today if one.unit == unit})
        if units:
            for row in _named(connection, _ELEMENTS.format(unit=unit, of=begins), people=people, units=units):
                its = found[row["unit_id"], row["remedy_id"]]
                its[row["path"], row["element"]] = (row["word"], frozenset(row["facts"]))
    return found


def _named(connection: duckdb.DuckDBPyConnection, query: str, **values: object) -> list[dict[str, Any]]:
    result = connection.execute(query, values)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
