{{ config(materialized='view', enabled=is_rule_shared('arrest_elements', by_packs=true)) }}
-- No statute: the status of every element of every path that an arrest may take, one row each.
select
    unit_id as arrest_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    element,
    status as word
from ({{ statuses_of_paths(unit='arrest') }}) as statuses
where unit = 'arrest' and not is_part
