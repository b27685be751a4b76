{{ config(materialized='view') }}
-- Penal Code 851.93: the status of every element of every path, one row each, as the engine found it (pc_851_93.law).
select
    unit_id as arrest_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    element,
    cast(status as varchar) as word
from {{ ref('engine_statuses') }}
where remedy_id = 'arrest_relief' and supposed_level is null
