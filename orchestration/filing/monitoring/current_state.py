"""Lines of the ledger beside the current run's record of their counts.

A count is found by its court key among the persons the line was ever recorded under. The frozen text of a state's lines
does not fit into memory, so it is read only for lines that need it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar, cast

import duckdb

from orchestration.filing.batches.candidates import ARREST, build_court_key
from orchestration.filing.ledger.evidence import Evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen, read_without_reasons
from orchestration.filing.ledger.store import Ledger, Line
from orchestration.warehouse.connection import fetch_dicts

T = TypeVar("T")

FOUND_BY = ("county", "agency", "case_numbers", "count_number", "section", "day", "relief")
"""Columns that identify a filed line in hand-out lists; they name no one."""
NAMED_BY = ("state_ids", "name")
"""Further columns for the state repository: an arrest often has no case number."""

WITHHELD = frozenset({"withdrawn", "objected"})
WITHHELD_GROUNDS = frozenset({"not_eligible", "record_is_wrong", "already_relieved"})


@dataclass(frozen=True)
class KnownLine:
    """A ledger line and its frozen text; None if nothing was frozen, it was destroyed by order, or it was not read yet
    (``FrozenLines``)."""

    line: Line
    frozen: FrozenLine | None

    def person_ids(self) -> set[str]:
        """Every id the person was recorded under."""
        told = self.frozen.line if self.frozen else {}
        return {self.line.first_person_id, *told.get("person_ids", ()), *filter(None, [told.get("person_id")])}


@dataclass(frozen=True)
class LedgerLine:
    """A line to recheck, with its state. ``batch_id``: its last batch. ``law_version``: the law it was filed under, or
    proposed under if never filed. ``evidence_hash``: of its text when last filed, which ``known`` holds once read."""

    known: KnownLine
    state: str
    batch_id: str
    law_version: str = ""
    evidence_hash: str = ""

    @property
    def line(self) -> Line:
        """The line."""
        return self.known.line


def find_lines_to_decide(ledger: Ledger) -> list[LedgerLine]:
    """Find every line that was ever filed, or withheld as not eligible."""
    lines, withheld = _read_lines(ledger)
    return [one for one in lines if one.batch_id or (one.line.line_id in withheld and one.state in WITHHELD)]


def read_all_lines(ledger: Ledger) -> list[LedgerLine]:
    """Read every line of the ledger."""
    return _read_lines(ledger)[0]


_KINDS = ("proposed", "filing_begun", "filed", "order_asked", "withdrawn", "objected")


def _read_lines(ledger: Ledger) -> tuple[list[LedgerLine], set[str]]:
    states = ledger.states()
    frozen: dict[str, str] = {}
    batches: dict[str, str] = {}
    withheld: set[str] = set()
    laws: dict[str, str] = {}
    begun: dict[str, str] = {}
    for event in ledger.events(kinds=_KINDS):
        if event.line_id is None:
            continue
        if event.kind == "proposed":
            laws[event.line_id] = event.law_version or ""
        elif event.kind == "filing_begun":
            begun[event.line_id] = event.law_version or ""
        elif event.kind == "filed":
            laws[event.line_id] = begun.get(event.line_id, "")
            batches[event.line_id] = str(event.batch_id)
            frozen[event.line_id] = json.loads(event.details).get("evidence_hash", "")
        elif event.kind == "order_asked":
            batches[event.line_id] = str(event.batch_id)
        elif event.kind == "withdrawn" or json.loads(event.details).get("ground") in WITHHELD_GROUNDS:
            withheld.add(event.line_id)
    return [
        LedgerLine(
            KnownLine(line, None),
            states[line.line_id],
            batches.get(line.line_id, ""),
            laws.get(line.line_id, ""),
            frozen.get(line.line_id, ""),
        )
        for line in ledger.lines()
    ], withheld


class FrozenLines:
    """Frozen text of lines without timeline, sources and law texts. Parts that lines share (law rows, facts, elements)
    are kept once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._once: dict[object, Any] = {}

    def known_by(self, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
        """Return the lines with their row of ``filing_lines`` only: persons, count, court key."""
        return [_set_frozen(one, self._row(one)) for one in lines]

    def whole(self, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
        """Return the lines with everything that is compared."""
        return [_set_frozen(one, self._whole(one)) for one in lines]

    def _row(self, one: LedgerLine) -> FrozenLine | None:
        """Read the row; None if nothing was frozen, it was destroyed, or it is no frozen line."""
        content = self._content(one)
        try:
            return self._short(read_without_reasons(content)) if content else None
        except (ValueError, TypeError):
            return None

    def _whole(self, one: LedgerLine) -> FrozenLine | None:
        content = self._content(one)
        try:
            return self._compared(read_frozen(content)) if content else None
        except (ValueError, TypeError, KeyError):
            return None

    def _content(self, one: LedgerLine) -> str | None:
        return self._evidence.read(one.line.line_id, one.evidence_hash) if one.evidence_hash else None

    def _short(self, frozen: FrozenLine) -> FrozenLine:
        return replace(
            frozen,
            run_id=self._shared(frozen.run_id, frozen.run_id),
            law_version=self._shared(frozen.law_version, frozen.law_version),
            note=self._shared(frozen.note, frozen.note),
            line={name: value for name, value in frozen.line.items() if name in _OF_A_LINE},
        )

    def _compared(self, frozen: FrozenLine) -> FrozenLine:
        whole = frozen.explanation
        paths = [
            {"path": path["path"], "elements": [self._draw_element(element) for element in path["elements"]]}
            for subject in whole["subjects"]
            for determination in subject["determinations"]
            for path in determination["paths"]
        ]
        named = tuple(tuple(row[name] for name in _OF_A_ROW) for row in frozen.law_rows)
        law_rows = self._shared(named, [dict(zip(_OF_A_ROW, row, strict=True)) for row in named])
        version = self._shared(whole["run"]["version"], whole["run"]["version"])
        explanation = {"run": {"version": version}, "paths": paths}
        return replace(self._short(frozen), law_rows=law_rows, explanation=explanation)

    def _draw_element(self, element: Mapping[str, Any]) -> Mapping[str, Any]:
        facts = tuple((fact["role"], fact["words"]) for fact in element["facts"])
        key = (element["element"], element["word"], facts)
        if key not in self._once:
            told = [self._shared(fact, {"role": fact[0], "words": fact[1]}) for fact in facts]
            self._once[key] = {"element": element["element"], "word": element["word"], "facts": told}
        return cast(Mapping[str, Any], self._once[key])

    def _shared(self, key: object, value: T) -> T:
        return cast(T, self._once.setdefault((type(value), key), value))


def _set_frozen(one: LedgerLine, frozen: FrozenLine | None) -> LedgerLine:
    return replace(one, known=KnownLine(one.line, frozen))


_OF_A_ROW = ("law_table", "row_key", "row_hash")
_OF_A_LINE = frozenset(
    {
        *("person_id", "person_ids", "unit_id", "as_of_date", "state_ids", "person_name", "agency_name"),
        *("case_numbers", "count_number", "section_text", "conviction_date", "arrest_date"),
    }
)
"""Parts of a line that are compared, or by which it is found and named."""


NOT_TOLD, TOLD_OTHERWISE, OUT_OF_SCOPE, NOT_ONE = "not_told", "told_otherwise", "out_of_scope", "not_one"
"""No delivery has the count; one has it in another form; no law of the run applies to it; two are indistinguishable."""

Element = tuple[str, frozenset[str]]
"""Status of an element, and the facts it rests on."""


@dataclass(frozen=True)
class CurrentRecord:
    """The current run's record of a line. ``outcome``: of the line's remedy, or one of the words above. ``elements``:
    by path and element, of every path of the remedy. ``person_ids``: every id the person may have."""

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
"""Prefix of the views of elements and facts, by unit."""


def find_current_records(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[LedgerLine], frozen: FrozenLines
) -> dict[str, CurrentRecord]:
    """Return the current run's record of each line by id, with elements only for lines that changed."""
    found = _find_rows_of_counts(connection, lines, frozen)
    units = sorted({str(row["unit_id"]) for row in found.values() if isinstance(row, dict)})
    determined = {
        (row["unit_id"], row["person_id"], row["remedy_id"]): row
        for row in fetch_dicts(connection, _DETERMINED, {"units": units})
    }
    today = {}
    for one in lines:
        row = found[one.line.line_id]
        today[one.line.line_id] = (
            row if isinstance(row, CurrentRecord) else _build_current_record(one.line, row, determined)
        )
    asked = [one for one in lines if _is_changed(one.line, today[one.line.line_id])]
    elements = _read_elements(connection, [today[one.line.line_id] for one in asked])
    for one in asked:
        now = today[one.line.line_id]
        its = elements.get((now.unit_id, one.line.remedy_id), {})
        today[one.line.line_id] = CurrentRecord(**{**vars(now), "elements": its})
    return today


def _find_rows_of_counts(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[LedgerLine], frozen: FrozenLines
) -> dict[str, dict[str, Any] | CurrentRecord]:
    """Find each line's row, or the reason why there is none."""
    people = {one.line.first_person_id for one in lines}
    counts = _CountIndex(fetch_dicts(connection, _COUNTS, {"people": sorted(people)}))
    found = {one.line.line_id: row for one in lines if (row := counts.only_one(one.line)) is not None}
    others = frozen.known_by(one for one in lines if one.line.line_id not in found)
    if more := {person_id for one in others for person_id in one.known.person_ids()} - people:
        counts.add(fetch_dicts(connection, _COUNTS, {"people": sorted(more)}))
    return {**found, **{one.line.line_id: counts.of(one.known) for one in others}}


def _is_changed(line: Line, today: CurrentRecord) -> bool:
    return bool(today.unit_id) and (today.outcome, today.relief) != ("eligible", line.relief)


def _build_current_record(
    line: Line, row: Mapping[str, Any], determined: Mapping[tuple[str, str, str], Mapping[str, Any]]
) -> CurrentRecord:
    about = {name: row[name] for name in ("unit", "unit_id", "person_id", "data_as_of")}
    about["person_ids"] = frozenset(row["person_ids"])
    decision = determined.get((row["unit_id"], row["person_id"], line.remedy_id))
    if decision is None:
        return CurrentRecord(OUT_OF_SCOPE, **about)
    return CurrentRecord(
        decision["outcome"],
        relief=decision["relief"],
        reason=decision["reason_text"] or "",
        citation=decision["citation"] or "",
        **about,
    )


class _CountIndex:
    """Counts on record, by court key and by person."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._units: set[tuple[str, str]] = set()
        self._by_count: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.add(rows)

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Add rows that are not there yet."""
        for row in rows:
            if (unit := (row["unit_id"], row["person_id"])) in self._units:
                continue
            self._units.add(unit)
            self._by_count[build_court_key(row, relief="").count_id].append(row)
            for person_id in {row["person_id"], row["recorded_person_id"]}:
                self._by_person[person_id].append(row)

    def only_one(self, line: Line) -> dict[str, Any] | None:
        """Return the row of the line's count if it is the only candidate: it is of the line's first person, and nobody
        else has a count of that case and day."""
        rows = self._by_count.get(line.count_id, [])
        is_one = len(rows) == 1 and not rows[0]["is_of_several"]
        mine = is_one and line.first_person_id in (rows[0]["person_id"], rows[0]["recorded_person_id"])
        return rows[0] if mine else None

    def of(self, known: KnownLine) -> dict[str, Any] | CurrentRecord:
        """Return the row of the line's count, or why there is none."""
        rows = self._by_count.get(known.line.count_id, [])
        if len(rows) > 1 and known.frozen is not None:
            rows = [row for row in rows if row["unit_id"] == (known.frozen.line or {}).get("unit_id")] or rows
        if rows:
            return rows[0] if len(rows) == 1 else CurrentRecord(NOT_ONE)
        return (
            CurrentRecord(TOLD_OTHERWISE)
            if any(_is_like(known.line, row) for row in self._rows(known))
            else CurrentRecord(NOT_TOLD)
        )

    def _rows(self, known: KnownLine) -> Iterable[Mapping[str, Any]]:
        return (row for person_id in sorted(known.person_ids()) for row in self._by_person.get(person_id, []))


def _is_like(line: Line, row: Mapping[str, Any]) -> bool:
    """Return whether a conviction shares two of case, section and date with the line."""
    if row["unit"] == ARREST:
        return False
    parts = build_court_key(row, relief="").hash_parts()
    return (
        sum(one == other for one, other in zip(parts, (line.case_hash, line.section_hash, line.date_hash), strict=True))
        >= 2
    )


def _read_elements(
    connection: duckdb.DuckDBPyConnection, today: Sequence[CurrentRecord]
) -> dict[tuple[str, str], dict[tuple[str, str], Element]]:
    found: dict[tuple[str, str], dict[tuple[str, str], Element]] = defaultdict(dict)
    for unit, begins in _VIEWS.items():
        people = sorted({one.person_id for one in today if one.unit == unit})
        units = sorted({one.unit_id for one in today if one.unit == unit})
        if units:
            for row in fetch_dicts(
                connection, _ELEMENTS.format(unit=unit, of=begins), {"people": people, "units": units}
            ):
                its = found[row["unit_id"], row["remedy_id"]]
                its[row["path"], row["element"]] = (row["word"], frozenset(row["facts"]))
    return found


def list_match_columns(known: KnownLine) -> list[str]:
    """List the values of ``FOUND_BY``, which name no one."""
    told = known.frozen.line if known.frozen else {}
    day = told.get("conviction_date") or told.get("arrest_date")
    columns = ("agency_name", "case_numbers", "count_number", "section_text")
    return [
        known.line.county_name,
        *(_format_text(told.get(column)) for column in columns),
        _format_text(day),
        known.line.relief,
    ]


def list_name_columns(known: KnownLine) -> list[str]:
    """List the values of ``NAMED_BY``, for the state repository: an arrest often has no case number."""
    told = known.frozen.line if known.frozen else {}
    return ["; ".join(told.get("state_ids") or ()), _format_text(told.get("person_name"))]


def _format_text(value: object) -> str:
    return "" if value is None else str(value)
