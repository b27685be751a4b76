{{ config(schema='marts') }}
-- A number for each person, for research: it says nothing of the person, and another run numbers them otherwise. The
-- only table that ties it to person_id; it stays in the restricted rooms.
select
    people.person_id,
    people.person_bucket,
    row_number() over (order by md5(run_parameters.run_id || people.person_id), people.person_id) as person_number
from {{ ref('int_people') }} as people
cross join {{ source('intake', 'run_parameters') }} as run_parameters
