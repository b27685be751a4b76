select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    cycle_key,
    count_key,
    {{ zz_day('disposed', 'event') }},
    sentence as sentence_location_code,
    case
        when sentence in ('PROBATION', 'JAIL', 'PRISON', 'FINE') then lower(sentence)
        else 'unrecognised'
    end as sentence_type,
    try_cast(long_days as integer) as sentence_length,
    long_days as sentence_length_code,
    case when long_days is null then 'unknown' else 'days' end as sentence_unit,
    case when long_days is not null then 'D' end as sentence_unit_code,
    try_cast(min_days as integer) as min_days,
    try_cast(long_days as integer) as max_days,
    try_cast(suspended as integer) as suspended_days
from {{ ref('stg_zz__rows') }}
where sentence is not null
