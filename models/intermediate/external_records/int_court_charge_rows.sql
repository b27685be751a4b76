with court_rows as (

    select
        *,
        nullif(disposition_type, 'blank') as disposition_told,
        case
            when disposition_type <> 'blank' and disposition_date_precision <> 'blank'
                then concat(disposition_date_earliest, disposition_date_precision)
        end as day_words
    from {{ ref('int_court_rows') }} as court_rows

),

newest as (

    select court_charge_id, max(data_as_of) as data_as_of
    from court_rows
    group by court_charge_id

),

court_charges as (

    select
        court_rows.court_charge_id,
        court_rows.person_id,
        any_value(court_rows.person_number) as person_number,
        any_value(court_rows.person_bucket) as person_bucket,
        any_value(court_rows.is_person_known) as is_person_known,
        bool_or(court_rows.has_conflicting_ids) as has_conflicting_ids,
        any_value(newest.data_as_of) as data_as_of,
        any_value(court_rows.county_name) as county_name,
        any_value(court_rows.county_type) as county_type,
        min(court_rows.case_numbers) as case_numbers,
        any_value(court_rows.case_number_key) as case_number_key,
        min(court_rows.count_number) as count_number,
        min(court_rows.charge_text) as charge_text,
        any_value(court_rows.code_book) as code_book,
        any_value(court_rows.section) as section,
        any_value(court_rows.subdivision_path) as subdivision_path,
        any_value(court_rows.charge_prefix) as charge_prefix,
        min(court_rows.parse_status) as parse_status,
        bool_or(court_rows.has_further_section) as has_further_section,
        coalesce(min(court_rows.level) filter (where court_rows.level <> 'unknown'), 'unknown') as level,
        case
            when bool_or(court_rows.disposition_type = 'convicted') then 'convicted'
            else coalesce(min(court_rows.disposition_told), 'blank')
        end as disposition_type,
        count(distinct court_rows.disposition_told) > 1
        or count(distinct court_rows.level) filter (where court_rows.level <> 'unknown') > 1
        or count(distinct court_rows.day_words) > 1 as has_conflicting_rows
    from court_rows
    inner join newest
        on court_rows.court_charge_id = newest.court_charge_id and court_rows.data_as_of = newest.data_as_of
    group by court_rows.court_charge_id, court_rows.person_id

),

-- The disposition that is used: the earliest of its kind that has a date.
dispositions as (

    select
        court_charges.court_charge_id,
        court_rows.disposition_text,
        court_rows.disposition_date_earliest,
        court_rows.disposition_date_latest,
        court_rows.disposition_date_precision
    from court_charges
    inner join court_rows
        on court_charges.court_charge_id = court_rows.court_charge_id
        and court_charges.data_as_of = court_rows.data_as_of
        and court_charges.disposition_type = court_rows.disposition_type
    qualify
        row_number() over (
            partition by court_charges.court_charge_id
            order by
                court_rows.disposition_date_earliest nulls last,
                court_rows.disposition_date_precision,
                court_rows.disposition_text,
                court_rows.court_record_id
        ) = 1

),

all_source_rows as (

    select court_charge_id, list_sort(list(source_row)) as source_rows
    from (select court_charge_id, unnest(source_rows) as source_row from court_rows) as unnested
    group by court_charge_id

)

select
    court_charges.court_charge_id,
    court_charges.person_id,
    court_charges.person_number,
    court_charges.person_bucket,
    court_charges.is_person_known,
    court_charges.has_conflicting_ids,
    court_charges.data_as_of,
    court_charges.county_name,
    court_charges.county_type,
    court_charges.case_numbers,
    court_charges.case_number_key,
    court_charges.count_number,
    court_charges.charge_text,
    court_charges.code_book,
    court_charges.section,
    court_charges.subdivision_path,
    court_charges.charge_prefix,
    court_charges.parse_status,
    court_charges.has_further_section,
    court_charges.level,
    court_charges.disposition_type,
    court_charges.has_conflicting_rows,
    dispositions.disposition_text,
    dispositions.disposition_date_earliest,
    dispositions.disposition_date_latest,
    dispositions.disposition_date_precision,
    all_source_rows.source_rows,
    concat_ws(
        '|',
        court_charges.person_id,
        court_charges.county_name,
        court_charges.case_number_key,
        coalesce(court_charges.code_book, ''),
        coalesce(court_charges.section || court_charges.subdivision_path, court_charges.charge_text),
        coalesce(court_charges.charge_prefix, '')
    ) as like_words,
    case
        when not court_charges.is_person_known or court_charges.has_conflicting_ids then 'person_unknown'
        when court_charges.county_type <> 'in_state'
            or court_charges.case_number_key is null
            or court_charges.charge_text is null
            or court_charges.disposition_type = 'unrecognised' then 'nothing_to_match'
    end as why_not_asked
from court_charges
inner join dispositions on court_charges.court_charge_id = dispositions.court_charge_id
inner join all_source_rows on court_charges.court_charge_id = all_source_rows.court_charge_id
