"""Determinations by county, ``<county>.determinations.csv``: each charge and arrest in scope, with outcome and reason.

A charge has one row for the remedies of which it gets the best, and one for each other remedy; an arrest one for each.
Names, dates and numbers of charges are as recorded on the deciding row, not normalized.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from orchestration.files.tables import write_frames
from orchestration.law.relief_ways import read_relief_ways

DETERMINATIONS_SUFFIX = ".determinations.csv"
NO_COUNTY = "county_unknown"

_ROWS_AT_A_TIME = 50_000

COLUMNS: dict[str, str] = {
    "county": "county as recorded; empty if none is",
    "name": "name as recorded on the row of the count",
    "date_of_birth": "date of birth as recorded, YYYYMMDD",
    "state_id": "state id as recorded",
    "case_numbers": "every court case number as recorded, joined by '; '",
    "arrest_date": "of an arrest, its date, YYYYMMDD; empty for a charge",
    "conviction_date": "date of the event as recorded, YYYYMMDD; of the court's list if it gave the disposition",
    "section_as_recorded": "charge as recorded; of an arrest every charge, joined by '; '",
    "level": "level on record: felony, misdemeanor, infraction or unknown",
    "remedy": "remedy that the outcome is of; a name in the law table remedies",
    "outcome": "eligible, not_yet, review, undeterminable, ineligible or already_relieved",
    "relief": "relief requested, the best if remedies are chosen from; empty if none",
    "basis": "basis of the relief: statute or policy",
    "reason": "why, in one sentence",
    "statutory_outcome": "outcome of the statute alone",
    "statutory_remedy": "relief by the statute, or that nothing lighter exists; a name in the law table reliefs",
    "statutory_reason": "why, in one sentence",
    "policy_outcome": "outcome of the county's policy; empty if it does not apply to the count",
    "policy_remedy": "choice of the policy, in its own words",
    "policy_reason": "why, in one sentence",
    "citation": "citation of the reason",
    "verified": "verification tag of the reason, and after ; the weakest of the other deciding rows",
    "is_presumed": "yes if the relief depends on a fact the law presumes",
    "presumed_facts": "presumed facts, joined by '; '",
    "disqualifiers": "absent, present, unknown, or not_asked if the section has none",
    "has_possible_better_path": "yes if a better relief depends on a fact that is not established or a doubt to settle",
    "is_order_overdue": "yes if the court's deadline to order has passed",
    "eligible_on": "first day of eligibility if only time is missing",
    "not_before": "if time is missing and a question is open besides: the day before which it cannot be due, if known",
    "is_conviction": "yes for an adult conviction; no if none is on record",
    "is_deceased": "yes if the record has a death",
    "data_as_of": "cut date of the deciding delivery",
    "arrest_id": "of an arrest, its id, the same in every run that finds it",
    "charge_id": "id of the count, the same in every run that finds it; empty for an arrest",
    "source_rows": "every source row, as delivery:line",
}
"""Columns of a file in order, with their descriptions."""

_YES_NO = "case when {} then 'yes' else 'no' end"


def _format_recorded(day: str, precision: str) -> str:
    """Build SQL that formats a day as histories do: YYYYMMDD, with zeros for unknown parts."""
    return (
        f"case {precision} when 'day' then strftime({day}, '%Y%m%d') when 'month' then strftime({day}, '%Y%m00') "
        f"when 'year' then strftime({day}, '%Y0000') end"
    )


_BY_COURT = "lines.disposition_source = 'court_record'"

_CONVICTION_DATE = (
    f"case when {_BY_COURT} then {_format_recorded('lines.told_on', 'lines.told_on_precision')} "
    "else rows.event_date end"
)
"""Day of the conviction: the court's if its list gives the disposition."""

_SECTION_AS_RECORDED = """case lines.charge_text_source
        when 'convicted' then rows.convicted_text
        when 'disposed' then rows.disposed_text
        else case
            when nullif(rows.charged_text, '') is null or lines.charge_text <> rows.charged_text then rows.comment_text
            else rows.charged_text
        end
    end"""
"""The charge as recorded; ``lines`` has its text and the text's source, ``rows`` is the row as recorded."""


def _format_person(recorded: str, known: str) -> str:
    """Build SQL for a column about the person: as recorded; where a court's list tells the charge, of the histories."""
    return f"case when rows.delivery_kind = 'history' then rows.{recorded} else {known} end"


_OF_CHARGES = f"""
with reliefs as (
    select * from marts.charge_reliefs where {{of_counties}}
    union all by name
    select
        charge_id, person_id, person_bucket, county_name, is_conviction, outcome, reason_text, citation, eligible_on,
        has_possible_better_path, is_order_overdue, remedy_id, remedy_id as speaking_remedy_id,
        case when outcome = 'eligible' then relief end as relief,
        case when outcome = 'eligible' then basis end as basis,
        case when basis = 'statute' then outcome end as statutory_outcome,
        case when basis = 'statute' then relief end as statutory_remedy,
        case when basis = 'statute' then reason_text end as statutory_reason,
        case when basis = 'policy' then outcome end as policy_outcome,
        case when basis = 'policy' then policy_remedy end as policy_remedy,
        case when basis = 'policy' then reason_text end as policy_reason
    from marts.determinations
    where {{of_counties}} and not list_contains($picking_best, relief_by)
),

lines as (
    select
        reliefs.*,
        determinations.* exclude (
            charge_id, person_id, person_bucket, county_name, is_conviction, outcome, relief, basis, remedy_id,
            policy_remedy, reason_text, citation, eligible_on, has_possible_better_path, is_order_overdue
        ),
        people.is_deceased,
        people.person_name,
        people.state_ids,
        people.birth_date_earliest,
        people.birth_date_precision,
        charges.charge_text_source,
        charges.disposition_source,
        charges.event_date_earliest as told_on,
        charges.event_date_precision as told_on_precision,
        string_split(charges.speaking_source_row, ':')[1] as delivery_id,
        cast(string_split(charges.speaking_source_row, ':')[2] as bigint) as source_line
    from reliefs
    inner join marts.determinations as determinations
        on reliefs.charge_id = determinations.charge_id and reliefs.speaking_remedy_id = determinations.remedy_id
    inner join intermediate.int_charges as charges on reliefs.charge_id = charges.charge_id
    inner join intermediate.int_people as people on reliefs.person_id = people.person_id
)

select
    lines.county_name as county,
    {_format_person("person_name", "lines.person_name")} as name,
    {_format_person("birth_date", _format_recorded("lines.birth_date_earliest", "lines.birth_date_precision"))}
        as date_of_birth,
    coalesce(rows.state_id, case when rows.delivery_kind <> 'history' then lines.state_ids[1] end) as state_id,
    lines.case_numbers,
    cast(null as varchar) as arrest_date,
    {_CONVICTION_DATE} as conviction_date,
    {_SECTION_AS_RECORDED} as section_as_recorded,
    lines.level,
    lines.speaking_remedy_id as remedy,
    lines.outcome,
    lines.relief,
    lines.basis,
    lines.reason_text as reason,
    lines.statutory_outcome,
    lines.statutory_remedy,
    lines.statutory_reason,
    lines.policy_outcome,
    lines.policy_remedy,
    lines.policy_reason,
    lines.citation,
    lines.verified,
    {_YES_NO.format("lines.is_presumed")} as is_presumed,
    nullif(array_to_string(lines.presumed_facts, '; '), '') as presumed_facts,
    lines.disqualifiers,
    {_YES_NO.format("lines.has_possible_better_path")} as has_possible_better_path,
    {_YES_NO.format("lines.is_order_overdue")} as is_order_overdue,
    lines.eligible_on,
    lines.not_before,
    {_YES_NO.format("lines.is_conviction")} as is_conviction,
    {_YES_NO.format("lines.is_deceased")} as is_deceased,
    lines.data_as_of,
    cast(null as varchar) as arrest_id,
    lines.charge_id,
    array_to_string(lines.source_rows, ' ') as source_rows
from lines
inner join staging.stg_{{state}}__recorded_rows as rows
    on lines.delivery_id = rows.delivery_id and lines.source_line = rows.source_line
"""

_OF_ARRESTS = f"""
select
    arrests.county_name as county,
    people.person_name as name,
    {_format_recorded("people.birth_date_earliest", "people.birth_date_precision")} as date_of_birth,
    people.state_ids[1] as state_id,
    {_format_recorded("arrests.arrest_date_earliest", "arrests.arrest_date_precision")} as arrest_date,
    array_to_string(arrests.charge_texts, '; ') as section_as_recorded,
    arrests.level,
    arrests.remedy_id as remedy,
    arrests.outcome,
    case when arrests.outcome = 'eligible' then arrests.relief end as relief,
    case when arrests.outcome = 'eligible' then arrests.basis end as basis,
    arrests.reason_text as reason,
    case when arrests.basis = 'statute' then arrests.outcome end as statutory_outcome,
    case when arrests.basis = 'statute' then arrests.relief end as statutory_remedy,
    case when arrests.basis = 'statute' then arrests.reason_text end as statutory_reason,
    case when arrests.basis = 'policy' then arrests.outcome end as policy_outcome,
    case when arrests.basis = 'policy' then arrests.relief end as policy_remedy,
    case when arrests.basis = 'policy' then arrests.reason_text end as policy_reason,
    arrests.citation,
    arrests.verified,
    arrests.eligible_on,
    arrests.not_before,
    'no' as is_conviction,
    {_YES_NO.format("people.is_deceased")} as is_deceased,
    deliveries.data_as_of,
    arrests.arrest_id,
    array_to_string(arrests.source_rows, ' ') as source_rows
from (select * from marts.arrest_determinations where {{of_counties}}) as arrests
inner join intermediate.int_people as people on arrests.person_id = people.person_id
left join intake.deliveries as deliveries
    on string_split(arrests.source_rows[1], ':')[1] = deliveries.delivery_id
"""

_ORDER = (
    "order by county nulls last, name nulls last, date_of_birth nulls last, arrest_date nulls first, "
    "conviction_date nulls last, charge_id, arrest_id, remedy"
)

_IN_COUNTIES = "list_contains($counties, coalesce(county_name, ''))"
_COUNTED = f"""
select
    (select count(*) from marts.charge_reliefs where {_IN_COUNTIES})
    + (
        select count(*) from marts.determinations
        where {_IN_COUNTIES} and not list_contains($picking_best, relief_by)
    )
    + (select count(*) from marts.arrest_determinations where {_IN_COUNTIES})
"""
_COUNTIES = """
select distinct coalesce(county_name, '') as county_name
from (
    select county_name from marts.determinations
    union all
    select county_name from marts.arrest_determinations
)
where len($counties) = 0 or list_contains($counties, county_name)
order by county_name
"""


@dataclass(frozen=True)
class CountyDeterminations:
    """A written file and the number of its rows."""

    file_name: str
    count: int


def write_determinations(
    connection: duckdb.DuckDBPyConnection, folder: Path, state: str, counties: Collection[str] = ()
) -> list[CountyDeterminations]:
    """Write the files of these counties, by default of all, into ``folder``, sorted by name, date of birth, date and
    id, charges before arrests.

    Counties whose names differ only in punctuation share a file.

    Raises:
        LookupError: A charge has no raw row, so nothing may be published.
    """
    files: dict[str, list[str]] = {}
    for (county,) in connection.execute(_COUNTIES, {"counties": list(counties)}).fetchall():
        files.setdefault(build_file_name(county), []).append(county)
    picking_best = [way.relief_by for way in read_relief_ways().values() if way.picks_best]
    query = f"{_OF_CHARGES} union all by name {_OF_ARRESTS} {_ORDER}".format(state=state, of_counties=_IN_COUNTIES)
    written = []
    for file_name, names in sorted(files.items()):
        asked = {"counties": names, "picking_best": picking_best}
        rows = connection.sql(query, params=asked).to_arrow_reader(_ROWS_AT_A_TIME)
        count = write_frames((pl.DataFrame(batch).select(*COLUMNS) for batch in rows), folder / file_name)
        ((expected,),) = connection.execute(_COUNTED, asked).fetchall()
        if expected != count:
            raise LookupError(f"{expected} determinations are in scope, but {count} raw rows were found for them")
        written.append(CountyDeterminations(file_name, count))
    return written


def build_file_name(county: str | None) -> str:
    """Convert ``SAN JOAQUIN`` to ``san_joaquin.determinations.csv``. A recorded county can be any text."""
    return (re.sub(r"[^a-z0-9]+", "_", (county or "").lower()).strip("_")[:100] or NO_COUNTY) + DETERMINATIONS_SUFFIX
