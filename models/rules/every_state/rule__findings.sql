{{ config(materialized='table', enabled=is_rule_shared('findings', by_packs=true)) }}
-- No statute: the findings of every remedy whose unit is the charge, as the state's packs decide them.
select
    unit_id as charge_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    outcome,
    relief,
    reason_code,
    deciding_element,
    immaterial_elements,
    presumed_facts,
    len(presumed_facts) > 0 as is_presumed,
    eligible_on,
    open_element,
    not_before,
    held_up_by is not null as is_held_up_by_missing_file,
    decided_by
from {{ rule('decisions') }}
where unit = 'charge'
