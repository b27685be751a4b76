{{ config(schema='marts', tags=['central']) }}
select
    people.person_id,
    people.person_bucket,
    row_number() over (order by md5(run_parameters.run_id || people.person_id), people.person_id) as person_number
from {{ ref('int_people') }} as people
cross join {{ source('intake', 'run_parameters') }} as run_parameters
