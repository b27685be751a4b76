select
    delivery_id,
    person_key,
    person_bucket,
    cycle_key as step_key,
    min(county_name) as county_name,
    cast(null as varchar) as agency_name,
    min(case_number) as case_numbers,
    case_key as case_number_key,
    'court_case_number' as case_number_source,
    min(source_line) as source_line
from {{ ref('stg__charge_rows') }}
where case_key is not null
group by delivery_id, person_key, person_bucket, cycle_key, case_key
