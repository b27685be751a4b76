{{ config(materialized='view') }}
-- Penal Code 1203.425(a): one finding per conviction in scope, as the engine decides it by the pack (pc_1203_425.law).
select
    unit_id as charge_id,
    person_id,
    person_bucket,
    path,
    outcome,
    reason_code,
    deciding_element,
    eligible_on,
    immaterial_elements,
    presumed_facts,
    held_up_by is not null as is_held_up_by_missing_file,
    decided_by
from {{ ref('engine_findings') }}
where remedy_id = 'conviction_relief'
