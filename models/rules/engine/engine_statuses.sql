{{ config(materialized='view') }}
-- No statute: the status of every element of every path that a unit may take: met where no row says otherwise. Elements
-- that only combinations read are left out.
with candidates as (
    {{ engine_of_both_stages('paths') }}
),

statuses as (
    {{ engine_of_both_stages('rows') }}
)

select
    units.unit_id, units.unit, units.person_id, candidates.person_bucket, elements.remedy_id, elements.path,
    levels.level as supposed_level, elements.element, elements.element_place as place,
    coalesce(statuses.status, {{ engine_as_status("'met'") }}) as status, statuses.over_on, statuses.valid_until,
    coalesce(statuses.source, 'history') as source,
    coalesce(statuses.rests_on, cast([] as varchar[])) as rests_on
from candidates
inner join {{ ref('engine_units') }} as units using (unit_number, person_bucket)
inner join {{ ref('engine_law_elements') }} as elements
    on candidates.path_number = elements.path_number and not elements.is_part
left join {{ ref('engine_supposed_levels') }} as levels using (variant)
left join statuses using (candidate_number, person_bucket, element_number)
where elements.type <> 'of_the_kind' or statuses.candidate_number is not null
union all by name
-- (Where no path fits, that none does.)
select
    unit_id, unit, person_id, person_bucket, remedy_id, deciding_element as element, 0 as place,
    {{ engine_as_status("'unknown'") }} as status, 'history' as source,
    cast([] as varchar[]) as rests_on
from {{ ref('engine_findings') }}
where deciding_element = 'a_path_fits'
