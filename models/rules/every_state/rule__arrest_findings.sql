{{ config(materialized='view', enabled=is_rule_shared('arrest_findings', by_packs=true)) }}
-- No statute: the findings of every remedy whose unit is the arrest, as the state's packs decide them.
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
    open_element,
    not_before,
    immaterial_elements
from {{ rule('decisions') }}
where unit = 'arrest'
