"""Determinations per county, ``<county>.determinations.csv``: every charge in scope once, with outcome and reason.

Names, dates and numbers are as recorded on the deciding row, not normalized.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from orchestration.files.tables import write_frame

DETERMINATIONS_SUFFIX = ".determinations.csv"
NO_COUNTY = "county_unknown"

COLUMNS: dict[str, str] = {
    "county": "county as recorded; empty if none is",
    "name": "name as recorded on the row of the count",
    "date_of_birth": "date of birth as recorded, YYYYMMDD",
    "state_id": "state id as recorded",
    "case_numbers": "every court case number as recorded, joined by '; '",
    "conviction_date": "date of the event as recorded, YYYYMMDD; of the court's list if it gave the disposition",
    "section_as_recorded": "charge as recorded",
    "level": "level on record: felony, misdemeanor, infraction or unknown",
    "outcome": "eligible, not_yet, review, undeterminable, ineligible or already_relieved",
    "relief": "relief requested in a batch, the better of the two remedies; empty if none",
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
    "is_conviction": "yes for an adult conviction; no if none is on record",
    "is_deceased": "yes if the record has a death",
    "data_as_of": "cut date of the deciding delivery",
    "charge_id": "id of the count, the same in every run that finds it",
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


_REVIEWED = f"""
with lines as (
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
    from marts.charge_reliefs as reliefs
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
    {_CONVICTION_DATE} as conviction_date,
    {_SECTION_AS_RECORDED} as section_as_recorded,
    lines.level,
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
    {_YES_NO.format("lines.is_conviction")} as is_conviction,
    {_YES_NO.format("lines.is_deceased")} as is_deceased,
    lines.data_as_of,
    lines.charge_id,
    array_to_string(lines.source_rows, ' ') as source_rows
from lines
inner join staging.stg_{{state}}__recorded_rows as rows
    on lines.delivery_id = rows.delivery_id and lines.source_line = rows.source_line
"""

_ORDER = "order by county nulls last, name nulls last, date_of_birth nulls last, conviction_date nulls last, charge_id"


@dataclass(frozen=True)
class CountyDeterminations:
    """A written file and the number of its charges."""

    file_name: str
    count: int


def write_determinations(
    connection: duckdb.DuckDBPyConnection, folder: Path, state: str, counties: Collection[str] = ()
) -> list[CountyDeterminations]:
    """Write the files of these counties, by default of all, into ``folder``, sorted by name, date of birth, conviction
    date and id.

    Counties whose names differ only in punctuation share a file.

    Raises:
        LookupError: A charge has no raw row, so nothing may be published.
    """
    of_counties = "where len($counties) = 0 or list_contains($counties, lines.county_name)"
    names = {"counties": list(counties)}
    lines: pl.DataFrame = connection.sql(f"{_REVIEWED.format(state=state)} {of_counties} {_ORDER}", params=names).pl()
    ((expected,),) = connection.execute(
        f"select count(*) from marts.charge_reliefs as lines {of_counties}", names
    ).fetchall()
    if expected != lines.height:
        raise LookupError(f"{expected} counts are in scope, but {lines.height} raw rows were found for them")
    files: dict[str, list[pl.DataFrame]] = {}
    for of_one in lines.partition_by("county", maintain_order=True) if lines.height else []:
        files.setdefault(build_file_name(of_one["county"][0]), []).append(of_one)
    return [_write_file(folder, name, files[name]) for name in sorted(files)]


def build_file_name(county: str | None) -> str:
    """Convert ``SAN JOAQUIN`` to ``san_joaquin.determinations.csv``. A recorded county can be any text."""
    return (re.sub(r"[^a-z0-9]+", "_", (county or "").lower()).strip("_")[:100] or NO_COUNTY) + DETERMINATIONS_SUFFIX


def _write_file(folder: Path, file_name: str, counties: list[pl.DataFrame]) -> CountyDeterminations:
    lines = pl.concat(counties)
    write_frame(lines.select(*COLUMNS), folder / file_name)
    return CountyDeterminations(file_name, lines.height)
