{{ config(materialized='view', tags=['scenario']) }}
-- What each remedy gives, in the fewest words: one row per charge or arrest and remedy. Two laws over the same facts
-- are compared by it, so it knows no law of its own.
select
    'charge' as unit_type,
    charge_id as unit_id,
    person_id,
    remedy_id,
    outcome,
    relief
from {{ rule('findings') }}
union all
select
    'arrest' as unit_type,
    arrest_id as unit_id,
    person_id,
    remedy_id,
    outcome,
    relief
from {{ rule('arrest_findings') }}
