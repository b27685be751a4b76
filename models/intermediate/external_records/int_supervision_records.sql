with persons as (

    {{ persons_that_a_record_may_be_of() }}

),

records as (

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
    inner join persons on records.person_key = persons.person_key
    inner join {{ source('intake', 'deliveries') }} as deliveries on records.delivery_id = deliveries.delivery_id

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

),

readable as (

    select
        * exclude (ended_on_earliest, ended_on_latest, ended_on_precision),
        case when not is_end_before_start then ended_on_earliest end as ended_on_earliest,
        case when not is_end_before_start then ended_on_latest end as ended_on_latest,
        case when is_end_before_start then 'malformed' else ended_on_precision end as ended_on_precision
    from (
        select
            *,
            coalesce(ended_on_latest < started_on_earliest, false) as is_end_before_start
        from once
    ) as compared

)

select
    readable.supervision_record_id,
    readable.person_id,
    readable.person_bucket,
    readable.is_person_known,
    readable.has_conflicting_ids,
    readable.supervision_by,
    readable.supervision_by_code,
    readable.supervision_type,
    readable.supervision_type_code,
    readable.county_name,
    readable.started_on_earliest,
    readable.started_on_latest,
    readable.started_on_precision,
    readable.ended_on_earliest,
    readable.ended_on_latest,
    readable.ended_on_precision,
    case
        when readable.ended_on_latest <= readable.data_as_of and readable.ended_on_latest < run.as_of_date then 'no'
        when readable.has_conflicting_ids or readable.started_on_latest > run.as_of_date then 'unknown'
        when readable.ended_on_precision = 'blank' then 'yes'
        when readable.ended_on_earliest >= run.as_of_date then 'yes'
        else 'unknown'
    end as is_active,
    readable.data_as_of,
    readable.delivery_id,
    readable.source_rows
from readable
cross join {{ source('intake', 'run_parameters') }} as run
