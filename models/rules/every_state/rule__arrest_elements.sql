{{ config(materialized='view', enabled=is_rule_shared('arrest_elements', by_engine=true)) }}
-- No statute: the status of every element of every path that an arrest may take, one row each, as the engine found it.
select
    unit_id as arrest_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    element,
    cast(status as varchar) as word
from {{ ref('engine_statuses') }}
where unit = 'arrest' and supposed_level is null
