with convicted as (

    select distinct
        person_id,
        person_bucket
    from {{ ref('int_convictions') }} as int_convictions

),

aged as (

    select
        convicted.person_id,
        convicted.person_bucket,
        people.race_codes,
        people.sex_codes,
        people.is_deceased,
        {{ ages_of('people') }}
    from convicted
    inner join {{ ref('int_people') }} as people on convicted.person_id = people.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

)

select
    person_id,
    person_bucket,
    {{ groups_of_a_person() }}
from aged
