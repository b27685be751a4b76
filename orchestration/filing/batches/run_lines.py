"""The lines of county batches: one per charge with a relief, in the words of the record.

What belongs here: reading ``marts.filing_queue`` beside the raw rows it rests on, and the columns a court gets. What
does not: files (``batches``, ``workbook``, ``cover``). Names, dates and numbers are as recorded, not as we normalise
them.
"""

from __future__ import annotations

import duckdb
import polars as pl

from orchestration.determinations.exports.source_columns import (
    CONVICTION_DATE,
    DISPOSITION_DATE,
    ROWS,
    SECTION_AS_RECORDED,
)

COLUMNS: dict[str, str] = {
    "line_id": "id of the line, the same in every run that finds the same count",
    "county": "county of the court",
    "agency_code": "code (ORI) of the court or agency that reported the conviction",
    "agency_name": "its name",
    "case_numbers": "every court case number as recorded, with '; ' between",
    "name": "name as recorded on the row of the conviction",
    "also_recorded_as": "other names recorded for the same state id, with '; ' between",
    "date_of_birth": "date of birth as recorded, YYYYMMDD",
    "state_id": "state id (CII number) as recorded",
    "cycle_step_count": "cycle, step and count number as recorded",
    "arrest_date": "date of the arrest as recorded, YYYYMMDD; the file has no date of the offense",
    "conviction_date": "date of the event as recorded, YYYYMMDD; where a court's list gave the disposition, its day",
    "disposition_date": "date of the disposition as recorded, YYYYMMDD",
    "section_as_recorded": "charge convicted of, as recorded",
    "level": "level of the conviction on record",
    "level_source": "where the level comes from",
    "sentence": "parts of the sentence as recorded, with '; ' between",
    "sentence_state": "met: over; presumed: no end on record, old conviction; unknown: perhaps unfinished",
    "relief_requested": "dismiss_and_seal, dismiss, redesignate_infraction or redesignate_misdemeanor",
    "new_section": "section the conduct falls under today, where the law table says so",
    "new_level": "level after the relief; empty where nothing is left",
    "is_sealed": "yes where the relief seals the record of the count",
    "basis": "statute or policy: an order on policy must not cite the statute",
    "statute_gives": "what the statute gives by itself: a relief, no_change, or the word of its outcome",
    "statutory_row": "row of the law table that gives it",
    "statutory_new_section": "section under which the conduct falls today by that row",
    "statutory_citation": "where the law says so",
    "statutory_path": "subdivision of the statute the relief is asked under",
    "presumed_facts": "what is presumed and no file tells, by law or (sentence, attempt) by our reading, '; ' between",
    "established_facts": "what people established: fact, yes or no, by whom, when, '; ' between",
    "disqualifiers": "absent, present, unknown, or not_asked where the section knows none",
    "is_deceased": "yes where the record has a death",
    "told_also_by": "counties that tell this section in the same transferred case: perhaps one conviction, look first",
    "reason": "why, in one sentence",
    "citation": "where the law says so",
    "verified": "how sure the reading of the law is: the reason, and after ; the weakest of what else decided",
    "rule": "row of the law table, or the policy",
    "law_version": "version of the law tables, rules and policy",
    "data_as_of": "cut date of the delivery the line rests on",
    "source_rows": "every source row, as delivery:line",
}
"""Columns of a batch in their order, with what each holds."""

QUEUE = f"""
with lines as (
    select
        queue.*,
        charges.charge_text_source,
        charges.disposition_source,
        charges.event_date_earliest as told_on,
        charges.event_date_precision as told_on_precision,
        string_split(queue.speaking_source_row, ':')[1] as delivery_id,
        cast(string_split(queue.speaking_source_row, ':')[2] as bigint) as source_line
    from marts.filing_queue as queue
    inner join intermediate.int_charges as charges on queue.charge_id = charges.charge_id
),
rows as ({ROWS}),
sentences as (
    select
        charge_id,
        string_agg(
            concat_ws(' ', sentence_location_code, sentence_length_code, sentence_unit_code),
            '; '
            order by sentence_part_id
        ) as sentence
    from intermediate.int_sentences
    where record_status = 'current' and charge_id in (select queue.charge_id from marts.filing_queue as queue)
    group by charge_id
),
facts as (
    select
        charge_id,
        string_agg(
            fact || ': ' || value || ', by ' || established_by || ' on ' || established_on, '; ' order by fact_id
        ) as established_facts
    from intermediate.int_established_facts
    group by charge_id
)
select
    lines.charge_id as line_id,
    lines.person_id,
    lines.county_name as county,
    lines.agency_code,
    lines.agency_name,
    lines.case_numbers,
    trim(rows.pri_name) as name,
    array_to_string(list_filter(lines.person_names, lambda name: name <> trim(rows.pri_name)), '; ')
        as also_recorded_as,
    trim(rows.pri_dob) as date_of_birth,
    trim(rows.cii_number) as state_id,
    trim(rows.cnt_order) as cycle_step_count,
    trim(rows.cyc_date) as arrest_date,
    {CONVICTION_DATE} as conviction_date,
    {DISPOSITION_DATE} as disposition_date,
    {SECTION_AS_RECORDED} as section_as_recorded,
    lines.level,
    lines.level_source,
    sentences.sentence,
    lines.sentence_state,
    lines.relief as relief_requested,
    lines.new_section,
    lines.new_level,
    case when lines.is_sealed then 'yes' else 'no' end as is_sealed,
    lines.basis,
    coalesce(lines.statutory_remedy, lines.statutory_outcome) as statute_gives,
    lines.statutory_row,
    lines.statutory_new_section,
    lines.statutory_citation,
    lines.statutory_path,
    array_to_string(lines.presumed_facts, '; ') as presumed_facts,
    facts.established_facts,
    lines.disqualifiers,
    case when lines.is_deceased then 'yes' else 'no' end as is_deceased,
    array_to_string(transferred.told_also_by_county_names, '; ') as told_also_by,
    lines.reason_text as reason,
    lines.citation,
    lines.verified,
    coalesce(lines.path, lines.remedy_id) as rule,
    run_parameters.law_version,
    cast(lines.data_as_of as varchar) as data_as_of,
    array_to_string(lines.source_rows, ' ') as source_rows
from lines
inner join rows
    on lines.delivery_id = rows.delivery_id and lines.source_line = rows.source_line
left join sentences on lines.charge_id = sentences.charge_id
left join facts on lines.charge_id = facts.charge_id
left join intermediate.int_transferred_charges as transferred on lines.charge_id = transferred.charge_id
cross join intake.run_parameters as run_parameters
"""


def read_lines(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every line of every county, all text, with ``person_id`` beside, by county, basis, relief, case number and id.

    Raises ``LookupError`` where a line of the queue has no raw row behind it: then nothing may be handed out.
    """
    lines: pl.DataFrame = connection.sql(QUEUE).pl()
    ((expected,),) = connection.execute("select count(*) from marts.filing_queue").fetchall()
    if lines.height != expected:
        raise LookupError(f"{expected} lines are queued and {lines.height} raw rows stand behind them")
    order = ["county", "basis", "relief_requested", "case_numbers", "conviction_date", "line_id"]
    return lines.select("person_id", *COLUMNS).sort(order, nulls_last=True)
