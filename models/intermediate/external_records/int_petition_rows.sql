with received as (

    select
        petitions.*,
        persons.person_id,
        persons.person_bucket as linked_bucket,
        persons.is_person_known,
        persons.has_conflicting_ids,
        deliveries.data_as_of,
        md5(concat_ws(
            '|',
            'petition',
            persons.person_id,
            coalesce(petitions.county_name, ''),
            coalesce(petitions.case_number_key, ''),
            coalesce(petitions.code_book, ''),
            coalesce(petitions.section || petitions.subdivision_path, petitions.section_text, ''),
            coalesce(cast(petitions.filed_date_earliest as varchar), ''),
            petitions.filed_date_precision
        )) as petition_id
    from {{ staged('petitions') }} as petitions
    inner join {{ ref('int_external_person_ids') }} as persons on petitions.person_key = persons.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on petitions.delivery_id = deliveries.delivery_id

),

newest as (

    select petition_id, max(data_as_of) as data_as_of
    from received
    group by petition_id

),

told as (

    select
        received.petition_id,
        received.person_id,
        any_value(received.linked_bucket) as person_bucket,
        bool_and(received.is_person_known) as is_person_known,
        bool_or(received.has_conflicting_ids) as has_conflicting_ids,
        any_value(received.county_name) as county_name,
        min(received.case_numbers) as case_numbers,
        any_value(received.case_number_key) as case_number_key,
        min(received.section_text) as section_text,
        any_value(received.code_book) as code_book,
        any_value(received.section) as section,
        any_value(received.subdivision_path) as subdivision_path,
        any_value(received.filed_date_earliest) as filed_on_earliest,
        any_value(received.filed_date_latest) as filed_on_latest,
        any_value(received.filed_date_precision) as filed_on_precision,
        list_sort(list_distinct(
            list(received.outcome) filter (
                where received.data_as_of = newest.data_as_of and received.outcome in ('granted', 'denied', 'withdrawn')
            )
        )) as ends,
        bool_or(received.outcome = 'pending') filter (where received.data_as_of = newest.data_as_of) as is_pending,
        any_value(newest.data_as_of) as data_as_of,
        list_sort(list(received.delivery_id || ':' || received.source_line)) as source_rows
    from received
    inner join newest on received.petition_id = newest.petition_id
    group by received.petition_id, received.person_id

),

decided as (

    select
        * exclude (ends, is_pending),
        case
            when len(ends) = 1 then ends[1]
            when coalesce(len(ends), 0) = 0 and is_pending then 'pending'
            else 'unknown'
        end as outcome,
        coalesce(len(ends), 0) > 1 as has_conflicting_outcomes
    from told

),

-- The days of the rows that are used; if they differ, the range of all of them.
days as (

    select
        received.petition_id,
        min(received.hearing_date_earliest) as hearing_on_earliest,
        max(received.hearing_date_latest) as hearing_on_latest,
        min(received.outcome_date_earliest) filter (where received.outcome = decided.outcome) as outcome_on_earliest,
        max(received.outcome_date_latest) filter (where received.outcome = decided.outcome) as outcome_on_latest
    from received
    inner join decided
        on received.petition_id = decided.petition_id and received.data_as_of = decided.data_as_of
    group by received.petition_id

)

select
    decided.petition_id,
    decided.person_id,
    cast(decided.person_bucket as integer) as person_bucket,
    decided.is_person_known,
    decided.has_conflicting_ids,
    decided.county_name,
    decided.case_numbers,
    decided.case_number_key,
    decided.section_text,
    decided.code_book,
    decided.section,
    decided.subdivision_path,
    decided.filed_on_earliest,
    decided.filed_on_latest,
    decided.filed_on_precision,
    days.hearing_on_earliest,
    days.hearing_on_latest,
    decided.outcome,
    decided.has_conflicting_outcomes,
    days.outcome_on_earliest,
    days.outcome_on_latest,
    decided.data_as_of,
    decided.source_rows
from decided
inner join days on decided.petition_id = days.petition_id
