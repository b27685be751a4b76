{{ config(materialized='view') }}
-- Penal Code 851.93(a)(2): one finding per arrest in scope, as the engine decides it by the pack (pc_851_93.law).
select
    unit_id as arrest_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    outcome,
    relief,
    reason_code,
    deciding_element,
    eligible_on,
    immaterial_elements
from {{ ref('engine_findings') }}
where remedy_id = 'arrest_relief'
