"""Lines of the warehouse in the form the ledger takes, with the key that a court or the department finds them by.

A court finds a count by case number, count, section and date. The department finds an arrest, which often has no case
number, by person, agency and date, and a conviction without a case number by person, section and date. A line carries
every id that a reviewer assigned to its person, since the ledger may know the person by an id that no delivery reports.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import duckdb

from orchestration.filing.ledger.court_key import CourtKey, normalise
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate
from orchestration.filing.ledger.store import Line
from orchestration.law.relief_ways import read_relief_ways
from orchestration.warehouse.connection import fetch_dicts

ARREST = "arrest"
BY_CASE = "case"


@dataclass(frozen=True)
class Selection:
    """Filter for lines; None selects all."""

    county_name: str | None = None
    relief: str | None = None
    remedy_id: str | None = None
    relief_by: str | None = None

    def means(self, line: Line) -> bool:
        """Return whether the filter selects a line of the ledger."""
        return all(getattr(line, name) == value for name, value in vars(self).items() if value is not None)

    def condition(self) -> tuple[str, list[Any]]:
        """The filter as an SQL condition over ``filing_lines``, with its values."""
        chosen = {name: value for name, value in vars(self).items() if value is not None}
        return " and ".join(["true", *(f"lines.{name} = ?" for name in chosen)]), list(chosen.values())


EVERYTHING = Selection()


@dataclass(frozen=True)
class FilingLine:
    """A line for the ledger, the values holds are checked against, and its keys in the warehouse."""

    candidate: Candidate
    held: Held
    unit: str
    unit_id: str
    person_id: str
    person_bucket: int
    agency: str

    @property
    def line_id(self) -> str:
        """The id of the line."""
        return self.candidate.key.line_id

    @property
    def row_key(self) -> tuple[str, str, str]:
        """Key of its row in ``filing_lines``: charge or arrest, person, remedy."""
        return self.unit_id, self.person_id, self.candidate.remedy_id

    @property
    def law_rows(self) -> frozenset[str]:
        """Rows of the law that decided it."""
        return self.held.law_rows

    @property
    def remedy_id(self) -> str:
        """The remedy of the line."""
        return self.candidate.remedy_id


_LINES = """
with lines as (
    select * from marts.filing_lines as lines where {condition}
),
law_rows as (
    select * from marts.filing_law_rows where unit_id in (select unit_id from lines)
)
select
    lines.unit, lines.unit_id, lines.person_id, lines.person_bucket, lines.recorded_person_id, lines.person_ids,
    lines.relief_by, lines.remedy_id, lines.relief, lines.county_name, lines.agency_code, lines.agency_name,
    lines.court_code,
    lines.case_number_key, lines.count_number, lines.section_text, lines.arrest_sections,
    case lines.unit when 'arrest' then lines.arrest_date else lines.conviction_date end as known_day,
    len(lines.told_also_by_county_names) > 0 as is_told_twice,
    lines.source_rows, coalesce(law_rows.law_rows, []) as law_rows
from lines
left join law_rows
    on lines.unit_id = law_rows.unit_id and lines.person_id = law_rows.person_id
    and lines.remedy_id = law_rows.remedy_id
order by lines.unit_id, lines.person_id, lines.remedy_id
"""


def read_filing_lines(
    connection: duckdb.DuckDBPyConnection, selection: Selection, counties: Sequence[str] | None = None
) -> list[FilingLine]:
    """Read the selected lines of the current run, of these counties if any, findable or not, by charge or arrest."""
    condition, values = selection.condition()
    if counties is not None:
        condition, values = f"{condition} and list_contains(?, lines.county_name)", [*values, list(counties)]
    return [_build_line(row) for row in fetch_dicts(connection, _LINES.format(condition=condition), values)]


def find_unit(connection: duckdb.DuckDBPyConnection, line_id: str) -> str | None:
    """Find the charge or arrest of a line in the current run; None if no line has this id."""
    if re.fullmatch("[0-9a-f]{32}", line_id) is None:
        return None
    known = "select 1 from marts.records_by_court_key where unit_id = ? limit 1"
    if connection.execute(known, [line_id]).fetchone():
        return None
    return next((line.unit_id for line in read_filing_lines(connection, EVERYTHING) if line.line_id == line_id), None)


def read_rows(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Read the rows of ``filing_lines`` of the charges and arrests of ``lines``, by ``row_key``."""
    rows = fetch_dicts(
        connection,
        "select * from marts.filing_lines where unit_id in (select unnest(?::varchar[]))",
        [sorted({line.unit_id for line in lines})],
    )
    return {(row["unit_id"], row["person_id"], row["remedy_id"]): row for row in rows}


def format_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn days into text, so that a kept row equals the row read back."""
    plain: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return plain


def read_counts_on_record(connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine]) -> set[str]:
    """Read ``count_id`` of every conviction and arrest on record of these persons, eligible or not."""
    rows = fetch_dicts(
        connection,
        "select * from marts.records_by_court_key where person_id in (select unnest(?::varchar[])) order by unit_id",
        [sorted({line.person_id for line in lines})],
    )
    return {build_court_key(row, relief="").count_id for row in rows}


def build_court_key(row: Mapping[str, Any], relief: str) -> CourtKey:
    """Build the key of a row of ``filing_lines`` or ``records_by_court_key``."""
    if row["unit"] == ARREST:
        agency = normalise(row["agency_code"] or row["agency_name"] or "")
        found_by = f"{agency} {row['recorded_person_id']}" if agency else ""
        compared_as = "; ".join(row.get("arrest_sections") or ()) or "arrest"
        return CourtKey(row["county_name"] or "", found_by, "", ARREST, row["known_day"] or "", relief, compared_as)
    return CourtKey(
        row["county_name"] or "",
        row["case_number_key"] or _find_by_person(row),
        row["count_number"] or "",
        " ".join((row["section_text"] or "").split()),
        row["known_day"] or "",
        relief,
    )


def _find_by_person(row: Mapping[str, Any]) -> str:
    """A repository finds an entry by its person; a court finds nothing without a number."""
    way = read_relief_ways().get(row.get("relief_by") or "")
    return "" if way is not None and way.found_by == BY_CASE else f"record {row['recorded_person_id']}"


def _build_line(row: Mapping[str, Any]) -> FilingLine:
    person_ids = frozenset({row["recorded_person_id"], *row["person_ids"]})
    candidate = Candidate(
        build_court_key(row, row["relief"]),
        row["relief_by"],
        row["remedy_id"],
        row["county_name"],
        row["recorded_person_id"],
        person_ids,
        row["unit_id"],
        hashlib.sha256(" ".join(row["source_rows"]).encode()).hexdigest(),
        row["is_told_twice"],
    )
    held = Held(row["county_name"], row["remedy_id"], frozenset(row["law_rows"]), person_ids)
    agency = row["agency_code"] or row["agency_name"] or row["court_code"] or ""
    return FilingLine(candidate, held, row["unit"], row["unit_id"], row["person_id"], row["person_bucket"], agency)


_DECIDED = """
select decision, left(md5($state || ' ' || id_key), 16) as id, left(md5($state || ' ' || other_id_key), 16) as other_id
from intake.identity_decisions
where decision = 'same' or not starts_with(other_id_key, 'issuer:')
order by decision_id
"""
"""(Between a state id and an issuer's id, "different" is about rows that have both, not about the two ids.)"""
_ON_RECORD = "select count(*) > 0 from intermediate.int_person_links where ? in (person_id, recorded_person_id)"


def add_decided_ids(
    connection: duckdb.DuckDBPyConnection, state: str, lines: Sequence[FilingLine]
) -> Sequence[FilingLine]:
    """Add the ids that reviewers assigned to each line's person, and the ids they assigned to others."""
    decided = fetch_dicts(connection, _DECIDED, {"state": state})
    if not decided:
        return lines
    same, different = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in decided:
        pairs = same if row["decision"] == "same" else different
        pairs[row["id"]].add(row["other_id"])
        pairs[row["other_id"]].add(row["id"])

    def told(line: FilingLine) -> FilingLine:
        ids = _find_reached(line.candidate.person_ids, same)
        others = _find_reached({other for id_ in ids for other in different.get(id_, ())}, same)
        return replace(line, candidate=replace(line.candidate, person_ids=ids, apart_from=others - ids))

    return [told(line) for line in lines]


def _find_reached(ids: Collection[str], same: dict[str, set[str]]) -> frozenset[str]:
    """Return these ids and all that are linked to one of them, directly or not."""
    found, waiting = set[str](), list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found.add(id_)
            waiting += same.get(id_, ())
    return frozenset(found)


def build_record_lookup(connection: duckdb.DuckDBPyConnection) -> Callable[[str], bool]:
    """Return a function that says whether the current run has any record of a person id."""

    @cache
    def is_on_record(person_id: str) -> bool:
        ((is_told,),) = connection.execute(_ON_RECORD, [person_id]).fetchall()
        return bool(is_told)

    return is_on_record
