with measured as (

    -- (First and last day tell a term too: the only one where the last day has happened, else the longer of the two
    -- counts. Beside LIFE they tell none.)
    select
        *,
        case
            when is_term_unknown then null
            when end_date_precision = 'day' and coalesce(start_date_precision, 'blank') = 'day'
                then greatest(
                        cast(end_date_earliest - start_date_earliest as integer),
                        case when not coalesce(has_ended, false) then max_days end
                    )
            when end_date_precision = 'day' and imposed_date_precision = 'day'
                then greatest(
                        cast(end_date_earliest - imposed_date_earliest as integer),
                        case when not coalesce(has_ended, false) then max_days end
                    )
            else max_days
        end as days
    from {{ ref('stg__sentence_rows') }}

)

select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    cycle_key,
    count_key,
    imposed_date_earliest as event_date_earliest,
    imposed_date_latest as event_date_latest,
    imposed_date_precision as event_date_precision,
    component_code as sentence_location_code,
    sentence_type,
    days as sentence_length,
    coalesce(max_days_text, cast(days as varchar)) as sentence_length_code,
    case
        when days is not null then 'days' when max_days_text is not null then 'unrecognised' else 'unknown'
    end as sentence_unit,
    case when days is not null then 'D' end as sentence_unit_code,
    min_days,
    max_days,
    suspended_days,
    case when not is_term_unknown then end_date_earliest end as end_date_earliest,
    case when not is_term_unknown then end_date_latest end as end_date_latest
from measured
