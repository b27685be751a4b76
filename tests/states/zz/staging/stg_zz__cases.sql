select
    delivery_id,
    person_key,
    person_bucket,
    step_key,
    upper(county) as county_name,
    cast(null as varchar) as agency_name,
    case_no as case_numbers,
    regexp_replace(upper(case_no), '[^A-Z0-9]', '', 'g') as case_number_key,
    'court_case_number' as case_number_source,
    min(source_line) as source_line
from {{ ref('stg_zz__rows') }}
where case_no is not null
group by delivery_id, person_key, person_bucket, step_key, county, case_no
