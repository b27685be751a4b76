select
    delivery_id,
    min(source_line) as source_line,
    person_key,
    person_bucket,
    cycle_key,
    cycle_key as step_key,
    {{ zz_day('arrested', 'arrest') }},
    upper(county) as county_name,
    'in_state' as county_type,
    cast(null as varchar) as agency_code,
    cast(null as varchar) as agency_name,
    false as is_juvenile
from {{ ref('stg_zz__rows') }}
where arrested is not null
group by delivery_id, person_key, person_bucket, cycle_key, arrested, county
