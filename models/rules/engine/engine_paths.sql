{{ config(materialized='view') }}
-- No statute: what each path that a unit may take comes to by itself, before the case and caps, and which was taken; a
-- variant supposes a level that is not on record.
with paths as (
    {{ engine_of_both_stages('paths') }}
),

findings as (
    {{ engine_of_both_stages('findings') }}
)

select
    units.unit_id, units.unit, units.person_id, paths.person_bucket, law_paths.remedy_id, law_paths.path,
    levels.level as supposed_level,
    {{ engine_outcome_of_rank('paths.rank') }} as outcome,
    paths.eligible_on, elements.element as deciding_element,
    findings.candidate_number is not null as is_taken
from paths
inner join {{ ref('engine_units') }} as units using (unit_number, person_bucket)
inner join {{ ref('engine_law_paths') }} as law_paths using (path_number)
left join {{ ref('engine_law_elements') }} as elements
    on paths.path_number = elements.path_number and paths.deciding_place = elements.element_place
left join {{ ref('engine_supposed_levels') }} as levels using (variant)
left join findings using (candidate_number, person_bucket)
