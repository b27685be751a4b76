select
    rows.delivery_id,
    rows.source_line,
    rows.person_key,
    rows.person_bucket,
    {{ ca_cycle_key() }} as cycle_key,
    rows.count_key,
    rows.event_date_earliest,
    {{ date_latest('rows.event_date_earliest', 'rows.event_date_precision') }} as event_date_latest,
    rows.event_date_precision,
    rows.sentence_location_code,
    case
        when rows.is_for_life then 'life'
        when rows.sentence_location_code is null then 'unknown'
        else coalesce(locations.sentence_type, 'unrecognised')
    end as sentence_type,
    case
        when regexp_full_match(rows.sentence_length_code, '[0-9]{1,5}') then cast(rows.sentence_length_code as integer)
    end as sentence_length,
    rows.sentence_length_code,
    case upper(rows.sentence_unit_code)
        when 'D' then 'days'
        when 'M' then 'months'
        when 'Y' then 'years'
        else case when rows.sentence_unit_code is null then 'unknown' else 'unrecognised' end
    end as sentence_unit,
    rows.sentence_unit_code,
    cast(null as integer) as min_days,
    cast(null as integer) as max_days,
    cast(null as integer) as suspended_days
from {{ ref('stg_ca__history_rows') }} as rows
left join {{ ca_vocabulary('sentence') }} as locations
    on upper(rows.sentence_location_code) = locations.sentence_location_code
where
    rows.sentence_location_code is not null
    or rows.sentence_length_code is not null
    or rows.sentence_unit_code is not null
    -- A charge or a comment can be all that says it: LIFE W/O PAROLE. What an arrest says is no sentence.
    or (rows.is_for_life and rows.step_type <> 'arrest')
