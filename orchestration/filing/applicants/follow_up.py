"""Follow-up for applicants: petitions for legal aid, and how many of the people cleared had applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.filing.applicants.matching import Match
from orchestration.filing.monitoring.current_state import LedgerLine
from orchestration.filing.monitoring.reconcile_record import GIVEN
from orchestration.warehouse.connection import fetch_dicts

CLEARED = GIVEN | {"recorded"}
"""States of a line in which its relief is given."""


@dataclass(frozen=True)
class ClearedCounts:
    """``people`` cleared; of them ``asked`` applied before the relief and ``asked_later`` after it."""

    people: int
    asked: int
    asked_later: int

    @property
    def sentence(self) -> str:
        """The count as a sentence for a press release."""
        return f"of {self.people:,} people cleared only {self.asked:,} had asked"


def find_days_asked(matches: Iterable[Match]) -> dict[str, str]:
    """Map person id to the first day the person applied. Only exact matches are included."""
    days: dict[str, str] = {}
    for match in matches:
        if match.person_id is not None:
            days[match.person_id] = min(match.applicant.applied_on, days.get(match.person_id, "9999-12-31"))
    return days


def count_cleared_and_asked(
    lines: Iterable[LedgerLine], given_on: Mapping[str, str], asked: Mapping[str, str]
) -> ClearedCounts:
    """Count the people cleared, and those who applied before their first relief."""
    groups: dict[str, set[str]] = {}
    first_given: dict[str, str] = {}
    for one in lines:
        if one.state not in CLEARED:
            continue
        ids = one.known.person_ids()
        for id_ in list(ids):
            ids |= groups.get(id_, set())
        for id_ in ids:
            groups[id_] = ids
        day = given_on.get(one.line.line_id, "9999-12-31")
        first_given[one.line.first_person_id] = min(day, first_given.get(one.line.first_person_id, "9999-12-31"))
    people = {frozenset(ids) for ids in groups.values()}
    before = later = 0
    for person_ids in people:
        days = [asked[id_] for id_ in person_ids if id_ in asked]
        given = min((first_given[id_] for id_ in person_ids if id_ in first_given), default="")
        before += bool(days) and min(days) <= given
        later += bool(days) and min(days) > given
    return ClearedCounts(len(people), before, later)


_PETITIONS = """
with subjects as (
    select charge_id as unit_id, person_id, county_name, case_numbers, charge_text as charge,
        cast(level as varchar) as level, cast(conviction_date_earliest as varchar) as day, hints, outcome, remedy_id
    from marts.determinations
    union all
    select arrest_id, person_id, county_name, null, array_to_string(charge_texts, '; '), cast(level as varchar),
        cast(arrest_date_earliest as varchar), hints, outcome, remedy_id
    from marts.arrest_determinations
),
asked as (select unnest(?::varchar[]) as person_id),
summaries as (
    select
        charges.person_id,
        count(*) filter (where charges.is_conviction) as convictions,
        count(*) filter (where charges.is_conviction and charges.level = 'felony') as felonies,
        count(distinct charges.county_name) filter (where charges.is_conviction) as counties
    from intermediate.int_charges as charges
    semi join asked on charges.person_id = asked.person_id
    group by charges.person_id
),
lines as (
    select lines.person_id, count(*) as lines
    from marts.filing_lines as lines
    semi join asked on lines.person_id = asked.person_id
    group by lines.person_id
)
select
    subjects.person_id, subjects.unit_id, coalesce(subjects.county_name, 'UNKNOWN') as county, subjects.case_numbers,
    subjects.charge, subjects.level, subjects.day,
    array_to_string(list_sort(list_distinct(flatten(list(subjects.hints)))), '; ') as petitions,
    string_agg(distinct subjects.remedy_id || ': ' || subjects.outcome, '; ' order by subjects.remedy_id || ': '
        || subjects.outcome) as determined,
    any_value(summaries.convictions) as convictions, any_value(summaries.felonies) as felonies,
    any_value(summaries.counties) as counties, coalesce(any_value(lines.lines), 0) as lines
from subjects
semi join asked on subjects.person_id = asked.person_id
left join summaries on subjects.person_id = summaries.person_id
left join lines on subjects.person_id = lines.person_id
group by subjects.person_id, subjects.unit_id, subjects.county_name, subjects.case_numbers, subjects.charge,
    subjects.level, subjects.day
having len(flatten(list(subjects.hints))) > 0 and not bool_or(subjects.outcome = 'eligible')
order by county, subjects.person_id, subjects.day, subjects.unit_id
"""


def read_petitions(connection: duckdb.DuckDBPyConnection, person_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Read convictions and arrests of these persons that only a petition may reach, with a record summary."""
    return fetch_dicts(connection, _PETITIONS, [sorted(person_ids)])


def count_lines(connection: duckdb.DuckDBPyConnection, person_ids: Sequence[str]) -> dict[str, int]:
    """Count the current run's lines by person. A person without lines has no entry."""
    rows = connection.execute(
        "select person_id, count(*) from marts.filing_lines where person_id in (select unnest(?::varchar[])) "
        "group by person_id",
        [sorted(person_ids)],
    ).fetchall()
    return {person_id: int(count) for person_id, count in rows}
