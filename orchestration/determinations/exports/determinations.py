"""Per county ``<county>.determinations.csv``: every count in scope once, what was determined and why.

Names, dates and numbers are as recorded on the row that speaks, not as we normalise them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

ENDING = ".determinations.csv"
NO_COUNTY = "county_unknown"

COLUMNS: dict[str, str] = {
    "county": "county as recorded; empty where none is",
    "name": "name as recorded on the row of the count",
    "date_of_birth": "date of birth as recorded, YYYYMMDD",
    "state_id": "state id (CII number) as recorded",
    "case_numbers": "every court case number as recorded, with '; ' between",
    "conviction_date": "date of the event as recorded, YYYYMMDD; where a court's list gave the disposition, its day",
    "section_as_recorded": "charge as recorded",
    "level": "level on record: felony, misdemeanor, infraction or unknown",
    "outcome": "eligible, not_yet, review, undeterminable, ineligible or already_relieved",
    "relief": "what a batch asks for, the better of the two remedies; empty where it asks nothing",
    "basis": "what the relief rests on: statute or policy",
    "reason": "why, in one sentence",
    "statutory_outcome": "outcome of the statute alone",
    "statutory_remedy": "what the statute gives; no_change where nothing lighter exists",
    "statutory_reason": "why, in one sentence",
    "policy_outcome": "outcome of the policy of the county; empty where it does not reach the count",
    "policy_remedy": "what the policy says: dismiss, reduce, none or review",
    "policy_reason": "why, in one sentence",
    "citation": "where the law says so",
    "verified": "how sure the reading of the law is: the reason, and after ; the weakest of what else decided",
    "is_presumed": "yes where the relief rests on a fact the law presumes",
    "presumed_facts": "these facts, with '; ' between",
    "disqualifiers": "absent, present, unknown, or not_asked where the section knows none",
    "has_possible_better_path": "yes where a better relief depends on a fact nobody established or a doubt to settle",
    "is_order_overdue": "yes where the day by which the court was to order has passed",
    "eligible_on": "first day of eligibility where only time is missing",
    "is_conviction": "yes for an adult conviction; no where none is on record",
    "is_deceased": "yes where the record has a death",
    "data_as_of": "cut date of the delivery that speaks",
    "charge_id": "id of the count, the same in every run that finds it",
    "source_rows": "every source row, as delivery:line",
}
"""Columns of a file in their order, with what each holds."""

_YES_NO = "case when {} then 'yes' else 'no' end"


def _format_recorded(day: str, precision: str) -> str:
    """A day as histories write it: YYYYMMDD, with zeros where less is known; empty where nothing is."""
    return (
        f"case {precision} when 'day' then strftime({day}, '%Y%m%d') when 'month' then strftime({day}, '%Y%m00') "
        f"when 'year' then strftime({day}, '%Y0000') end"
    )


_BY_COURT = "lines.disposition_source = 'court_record'"

_CONVICTION_DATE = (
    f"case when {_BY_COURT} then {_format_recorded('lines.told_on', 'lines.told_on_precision')} "
    "else trim(rows.stp_event_date) end"
)
"""Day of the conviction: that of the court's list where it gives the disposition."""

_SECTION_AS_RECORDED = """trim(case lines.charge_text_source
        when 'convicted' then rows.conv_offense_descr
        when 'disposed' then rows.disp_offense_descr
        else case
            when nullif(trim(rows.offense_descr), '') is null or lines.charge_text <> trim(rows.offense_descr)
                then rows.comment_text
            else rows.offense_descr
        end
    end)"""
"""The charge as the raw row has it; ``lines`` has the charge's text and where it came from, ``rows`` is the raw row."""

_ROWS = f"""
    select
        delivery_id, source_line, cii_number, pri_name, pri_dob, stp_event_date, offense_descr, disp_offense_descr,
        conv_offense_descr, comment_text
    from intake.history_rows
    union all
    select
        court.delivery_id,
        court.source_line,
        coalesce(nullif(trim(court.cii_number), ''), people.state_ids[1]) as cii_number,
        people.person_name as pri_name,
        {_format_recorded("people.birth_date_earliest", "people.birth_date_precision")} as pri_dob,
        null as stp_event_date,
        null as offense_descr,
        null as disp_offense_descr,
        court.charge as conv_offense_descr,
        null as comment_text
    from intermediate.int_charges as charges
    inner join intake.court_records_rows as court
        on charges.speaking_source_row = court.delivery_id || ':' || court.source_line
    inner join intermediate.int_people as people on charges.person_id = people.person_id
    where charges.disposition_source = 'court_record'
"""
"""Rows of histories, and a row per conviction that only a court's list tells of: its words, and the person as the
histories name them."""

_REVIEWED = f"""
with lines as (
    select
        reliefs.*,
        determinations.* exclude (
            charge_id, person_id, person_bucket, county_name, is_conviction, outcome, relief, basis, remedy_id,
            policy_remedy, reason_text, citation, eligible_on, has_possible_better_path, is_order_overdue
        ),
        people.is_deceased,
        charges.charge_text_source,
        charges.disposition_source,
        charges.event_date_earliest as told_on,
        charges.event_date_precision as told_on_precision,
        string_split(charges.speaking_source_row, ':')[1] as delivery_id,
        cast(string_split(charges.speaking_source_row, ':')[2] as bigint) as source_line
    from marts.charge_reliefs as reliefs
    inner join (from marts.determinations where relief_by = 'court_order') as determinations
        on reliefs.charge_id = determinations.charge_id and reliefs.speaking_remedy_id = determinations.remedy_id
    inner join intermediate.int_charges as charges on reliefs.charge_id = charges.charge_id
    inner join intermediate.int_people as people on reliefs.person_id = people.person_id
),
rows as ({_ROWS})
select
    lines.county_name as county,
    trim(rows.pri_name) as name,
    trim(rows.pri_dob) as date_of_birth,
    trim(rows.cii_number) as state_id,
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
inner join rows
    on lines.delivery_id = rows.delivery_id and lines.source_line = rows.source_line
"""

_ORDER = "order by county nulls last, name nulls last, date_of_birth nulls last, conviction_date nulls last, charge_id"


@dataclass(frozen=True)
class CountyDeterminations:
    """One file: its name and how many counts stand in it."""

    file_name: str
    count: int


def write_determinations(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[CountyDeterminations]:
    """Write the files of all counties into ``folder``, by name, date of birth, conviction date and id within each.

    Counties whose names differ only in signs share a file. Raises ``LookupError`` where a count has no raw row behind
    it: then nothing may be handed out.
    """
    lines: pl.DataFrame = connection.sql(f"{_REVIEWED} {_ORDER}").pl()
    ((expected,),) = connection.execute("select count(*) from marts.charge_reliefs").fetchall()
    if expected != lines.height:
        raise LookupError(f"{expected} counts are in scope and {lines.height} raw rows stand behind them")
    files: dict[str, list[pl.DataFrame]] = {}
    for of_one in lines.partition_by("county", maintain_order=True) if lines.height else []:
        files.setdefault(name_file(of_one["county"][0]), []).append(of_one)
    return [_write_file(folder, name, files[name]) for name in sorted(files)]


def name_file(county: str | None) -> str:
    """``SAN JOAQUIN`` → ``san_joaquin.determinations.csv``. A county is as recorded, so its name may be anything."""
    return (re.sub(r"[^a-z0-9]+", "_", (county or "").lower()).strip("_")[:100] or NO_COUNTY) + ENDING


def _write_file(folder: Path, file_name: str, counties: list[pl.DataFrame]) -> CountyDeterminations:
    lines = pl.concat(counties)
    lines.select(*COLUMNS).write_csv(folder / file_name)
    return CountyDeterminations(file_name, lines.height)
