{% set person_groups = ['race_group', 'sex_group', 'age_band', 'vital_status'] %}
with aged as (

    select
        people.person_id,
        people.race_codes,
        people.sex_codes,
        people.is_deceased,
        {{ ages_of('people') }}
    from {{ ref('int_people') }} as people
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

people as (

    select
        person_id,
        {{ groups_of_a_person() }}
    from aged

),

charges as (

    select
        charges.charge_id,
        charges.charge_number,
        charges.person_id,
        charges.is_conviction,
        {{ named_place('charges') }} as place,
        charges.level,
        case
            when charges.parse_status = 'parsed' and charges.code_book is not null
                then charges.code_book || ' ' || coalesce(charges.level, 'unknown')
            else 'not understood'
        end as offense_group,
        case
            when charges.parse_status = 'parsed' then charges.code_book || ' ' || charges.section
            else 'not understood'
        end as section,
        case
            when year(charges.event_date_earliest) = year(charges.event_date_latest)
                then cast(year(charges.event_date_latest) as varchar)
            else 'not known'
        end as decided_year
    from {{ ref('int_charges') }} as charges
    where not charges.is_juvenile

),

charged_in_arrests as (

    select
        arrest_charges.arrest_number,
        -- (The least and the greatest are the same where there is one.)
        case
            when min(charges.offense_group) = max(charges.offense_group) then min(charges.offense_group)
            else 'several groups'
        end as offense_group,
        case
            when min(charges.section) = max(charges.section) then min(charges.section) else 'several sections'
        end as section
    from {{ ref('int_arrest_charges') }} as arrest_charges
    inner join charges on arrest_charges.charge_number = charges.charge_number
    group by arrest_charges.arrest_number

),

units as (

    select
        'charge' as unit_type,
        charge_id as unit_id,
        person_id,
        case when is_conviction then 'conviction' else 'charge without conviction' end as unit,
        place,
        level,
        offense_group,
        section,
        decided_year
    from charges
    union all
    select
        'arrest' as unit_type,
        arrests.arrest_id as unit_id,
        arrests.person_id,
        'arrest' as unit,
        {{ named_place('arrests') }} as place,
        coalesce(outcomes.level, 'unknown') as level,
        coalesce(charged.offense_group, 'no charge on record') as offense_group,
        coalesce(charged.section, 'no charge on record') as section,
        case
            when year(arrests.arrest_date_earliest) = year(arrests.arrest_date_latest)
                then cast(year(arrests.arrest_date_latest) as varchar)
            else 'not known'
        end as decided_year
    from {{ ref('int_arrests') }} as arrests
    left join {{ ref('int_arrest_outcomes') }} as outcomes
        on arrests.arrest_number = outcomes.arrest_number and arrests.person_bucket = outcomes.person_bucket
    left join charged_in_arrests as charged on arrests.arrest_number = charged.arrest_number

)

select
    units.unit_type,
    units.unit_id,
    units.person_id,
    units.unit,
    units.place,
    units.level,
    units.offense_group,
    units.section,
    units.decided_year,
    {% for group in person_groups %}
        people.{{ group }}{% if not loop.last %},{% endif %}
    {% endfor %}
from units
inner join people on units.person_id = people.person_id
