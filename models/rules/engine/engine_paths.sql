{{ config(materialized='view') }}
-- No statute: what each path that a unit may take comes to by itself, before the case and caps, and which was taken; a
-- variant supposes a level that is not on record.
with paths as (

    select * from {{ ref('engine_earlier_paths') }}
    union all
    select * from {{ ref('engine_later_paths') }}

),

findings as (

    select * from {{ ref('engine_earlier_findings') }}
    union all
    select * from {{ ref('engine_later_findings') }}

)

select
    units.unit_id,
    units.unit,
    units.person_id,
    paths.person_bucket,
    law_paths.remedy_id,
    law_paths.path,
    levels.level as supposed_level,
    {{ engine_outcome_of_rank('paths.rank') }} as outcome,
    paths.eligible_on,
    elements.element as deciding_element,
    findings.unit_number is not null as is_taken
from paths
inner join {{ ref('engine_units') }} as units
    on paths.unit_number = units.unit_number and paths.person_bucket = units.person_bucket
inner join {{ ref('engine_law_paths') }} as law_paths on paths.path_number = law_paths.path_number
left join {{ ref('engine_law_elements') }} as elements
    on paths.path_number = elements.path_number and paths.deciding_place = elements.element_place
left join {{ ref('engine_supposed_levels') }} as levels on paths.variant = levels.variant
left join findings
    on paths.unit_number = findings.unit_number
    and paths.person_bucket = findings.person_bucket
    and paths.path_number = findings.path_number
    and paths.variant = findings.variant
