{{ config(materialized='view', tags=['scenario']) }}
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
