select
    delivery_id,
    person_key,
    person_bucket,
    state_id,
    cast(null as varchar) as issuer_person_id,
    name as person_name,
    sex as sex_code,
    race as race_code,
    cast(null as varchar) as race_name,
    {{ zz_day('born', 'birth') }},
    cast(count(*) as bigint) as row_count,
    min(source_line) as source_line
from {{ ref('stg_zz__rows') }}
group by delivery_id, person_key, person_bucket, state_id, name, sex, race, born
