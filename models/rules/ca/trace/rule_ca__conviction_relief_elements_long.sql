{{ config(materialized='view') }}
-- Penal Code 1203.425(a): the status of every element of every path, one row each, as the engine found it
-- (pc_1203_425.law).
select
    unit_id as charge_id,
    person_id,
    person_bucket,
    remedy_id,
    path,
    element,
    cast(status as varchar) as word,
    cast(null as varchar[]) as rests_on_charge_ids
from {{ ref('engine_statuses') }}
where remedy_id = 'conviction_relief' and supposed_level is null
