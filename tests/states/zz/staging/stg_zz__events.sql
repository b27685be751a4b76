select
    delivery_id,
    source_line,
    person_key,
    person_bucket,
    cycle_key,
    step_key,
    count_key,
    'court_action' as step_type,
    cast(null as varchar) as step_type_code,
    upper(county) as county_name,
    'pardon' as event_type,
    {{ zz_day('disposed', 'event') }},
    charge as charge_text,
    'ZZ' as code_book,
    statute as section,
    '' as subdivision_path,
    disposition_text,
    disposition_type
from {{ ref('stg_zz__rows') }}
where disposition_type = 'pardoned'
