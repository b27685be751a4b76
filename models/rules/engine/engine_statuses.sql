{{ config(materialized='view') }}
-- No statute: the status of every element of every path that a unit may take; where the record says nothing, the one
-- that the law gives by itself. Elements that only combinations read are left out.
with candidates as (

    select * from {{ ref('engine_earlier_candidates') }}
    union all
    select * from {{ ref('engine_later_candidates') }}

),

statuses as (

    select * from {{ ref('engine_earlier_rows') }}
    union all
    select * from {{ ref('engine_later_rows') }}

)

select
    units.unit_id,
    units.unit,
    units.person_id,
    candidates.person_bucket,
    elements.remedy_id,
    elements.path,
    levels.level as supposed_level,
    elements.element,
    elements.element_place as place,
    coalesce(statuses.status, elements.default_status) as status,
    case when statuses.unit_number is null then elements.default_over_on else statuses.over_on end as over_on,
    case when statuses.unit_number is null then elements.default_valid_until else statuses.valid_until end
        as valid_until,
    coalesce(statuses.source, 'history') as source,
    coalesce(statuses.rests_on, cast([] as varchar[])) as rests_on
from candidates
inner join {{ ref('engine_units') }} as units
    on candidates.unit_number = units.unit_number and candidates.person_bucket = units.person_bucket
inner join {{ ref('engine_law_elements') }} as elements
    on candidates.path_number = elements.path_number and not elements.is_part
left join {{ ref('engine_supposed_levels') }} as levels on candidates.variant = levels.variant
left join statuses
    on candidates.unit_number = statuses.unit_number
    and candidates.person_bucket = statuses.person_bucket
    and candidates.variant = statuses.variant
    and elements.element_number = statuses.element_number
where elements.type <> 'of_the_kind' or statuses.unit_number is not null
