{{ config(materialized='view') }}
with aged as (

    select
        numbers.person_number,
        people.race_codes,
        people.sex_codes,
        people.is_deceased,
        people.birth_date_earliest,
        people.birth_date_latest,
        {{ ages_of('people') }}
    from {{ ref('int_people') }} as people
    inner join {{ ref('research_person_ids') }} as numbers on people.person_id = numbers.person_id
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

)

select
    person_number,
    {{ groups_of_a_person() }},
    {{ name_of('race_group', vocabulary('group_names'), 'group_code', 'group_name', "group_kind = 'race'") }}
        as race_name,
    {{ name_of('sex_group', vocabulary('group_names'), 'group_code', 'group_name', "group_kind = 'sex'") }} as sex_name,
    case when year(birth_date_earliest) = year(birth_date_latest) then cast(year(birth_date_earliest) as integer) end
        as birth_year
from aged
