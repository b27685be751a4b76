{{ config(materialized='people_in_pieces') }}
-- The groups that figures are counted in, one row per person with a conviction on record: race and sex as recorded,
-- the age band on the as-of date, living or deceased. Several values are a group of their own, and what is no code is
-- not repeated. Age is counted by the calendar; where the possible days of birth lie in two bands, it is not known.
with convicted as (

    select distinct
        person_id,
        person_bucket
    from {{ ref('int_convictions') }} as int_convictions
    where {{ in_piece('int_convictions.person_bucket') }}

),

aged as (

    select
        convicted.person_id,
        convicted.person_bucket,
        people.race_codes,
        people.sex_codes,
        people.is_deceased,
        {{ complete_years('people.birth_date_latest', 'run_parameters.as_of_date') }} as age_at_least_years,
        {{ complete_years('people.birth_date_earliest', 'run_parameters.as_of_date') }} as age_at_most_years
    from convicted
    inner join {{ ref('int_people') }} as people on convicted.person_id = people.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

)

select
    person_id,
    person_bucket,
    {{ as_recorded('race_codes') }} as race_group,
    {{ as_recorded('sex_codes') }} as sex_group,
    case
        when is_deceased then 'deceased'
        when {{ age_band('age_at_least_years') }} = {{ age_band('age_at_most_years') }}
            then {{ age_band('age_at_least_years') }}
        else 'not known'
    end as age_band,
    case when is_deceased then 'deceased' else 'living' end as vital_status
from aged
