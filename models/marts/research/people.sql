{{ config(materialized='view') }}
-- The people of the run for research, one row each: groups as recorded, no name, no number of the state, no exact birth
-- date. Several values are a group of their own; where the possible days of birth lie in two bands, age is not known.
with aged as (

    select
        numbers.person_number,
        people.race_codes,
        people.sex_codes,
        people.is_deceased,
        people.birth_date_earliest,
        people.birth_date_latest,
        {{ complete_years('people.birth_date_latest', 'run_parameters.as_of_date') }} as age_at_least_years,
        {{ complete_years('people.birth_date_earliest', 'run_parameters.as_of_date') }} as age_at_most_years
    from {{ ref('int_people') }} as people
    inner join {{ ref('research_numbers') }} as numbers on people.person_id = numbers.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

)

select
    person_number,
    {{ as_recorded('race_codes') }} as race_group,
    {{ as_recorded('sex_codes') }} as sex_group,
    case
        when is_deceased then 'deceased'
        when {{ age_band('age_at_least_years') }} = {{ age_band('age_at_most_years') }}
            then {{ age_band('age_at_least_years') }}
        else 'not known'
    end as age_band,
    case when year(birth_date_earliest) = year(birth_date_latest) then cast(year(birth_date_earliest) as integer) end
        as birth_year,
    case when is_deceased then 'deceased' else 'living' end as vital_status
from aged
