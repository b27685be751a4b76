{{ config(materialized='people_in_pieces') }}
-- Who is under supervision, as the Supervised Release File in force says: one row per record, equal rows once.
-- is_active is asked on the run's as-of date: a record without an end is active; one whose scheduled end has passed
-- since the file was cut is unknown, since nobody has said that it ended.
with records as (

    select
        records.*,
        persons.person_id,
        persons.person_bucket as linked_bucket,
        persons.is_person_known,
        persons.has_conflicting_ids,
        deliveries.data_as_of,
        md5(concat_ws(
            '|',
            persons.person_id,
            coalesce(records.supervision_by_code, ''),
            coalesce(records.supervision_type_code, ''),
            coalesce(records.county_name, ''),
            coalesce(cast(records.start_date_earliest as varchar), ''),
            records.start_date_precision,
            coalesce(cast(records.end_date_earliest as varchar), ''),
            records.end_date_precision
        )) as supervision_record_id
    from {{ staged('supervision_records') }} as records
    inner join {{ ref('int_persons_told_elsewhere') }} as persons on records.person_key = persons.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on records.delivery_id = deliveries.delivery_id
    where {{ in_piece('persons.person_bucket') }}

),

once as (

    select
        supervision_record_id,
        person_id,
        cast(any_value(linked_bucket) as integer) as person_bucket,
        bool_and(is_person_known) as is_person_known,
        bool_or(has_conflicting_ids) as has_conflicting_ids,
        any_value(supervision_by) as supervision_by,
        any_value(supervision_by_code) as supervision_by_code,
        any_value(supervision_type) as supervision_type,
        any_value(supervision_type_code) as supervision_type_code,
        any_value(county_name) as county_name,
        any_value(start_date_earliest) as started_on_earliest,
        any_value(start_date_latest) as started_on_latest,
        any_value(start_date_precision) as started_on_precision,
        any_value(end_date_earliest) as ended_on_earliest,
        any_value(end_date_latest) as ended_on_latest,
        any_value(end_date_precision) as ended_on_precision,
        max(data_as_of) as data_as_of,
        min(delivery_id) as delivery_id,
        list_sort(list(delivery_id || ':' || source_line)) as source_rows
    from records
    group by supervision_record_id, person_id

)

select
    once.supervision_record_id,
    once.person_id,
    once.person_bucket,
    once.is_person_known,
    once.has_conflicting_ids,
    once.supervision_by,
    once.supervision_by_code,
    once.supervision_type,
    once.supervision_type_code,
    once.county_name,
    once.started_on_earliest,
    once.started_on_latest,
    once.started_on_precision,
    once.ended_on_earliest,
    once.ended_on_latest,
    once.ended_on_precision,
    case
        when once.ended_on_latest <= once.data_as_of and once.ended_on_latest < run.as_of_date then 'no'
        when once.started_on_latest > run.as_of_date then 'unknown'
        when once.ended_on_precision = 'blank' then 'yes'
        when once.ended_on_earliest >= run.as_of_date then 'yes'
        else 'unknown'
    end as is_active,
    once.data_as_of,
    once.delivery_id,
    once.source_rows
from once
cross join {{ source('intake', 'run_parameters') }} as run
