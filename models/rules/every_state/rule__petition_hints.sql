{{ config(materialized='view', enabled=is_rule_shared('petition_hints', by_engine=true)) }}
-- No statute: petitions that a person may bring for a conviction that automatic relief does not reach, as the
-- engine finds them by the state's packs.
select
    unit_id as charge_id,
    person_id,
    person_bucket,
    remedy_id,
    hint_id,
    place,
    is_within_reach,
    conditions,
    hint,
    citation,
    verified
from {{ ref('engine_hints') }}
where unit = 'charge'
