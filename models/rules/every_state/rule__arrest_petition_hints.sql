{{ config(materialized='view', enabled=is_rule_shared('arrest_petition_hints', by_packs=true)) }}
-- No statute: petitions that a person may bring for an arrest that automatic relief does not reach, as the
-- state's packs say.
select
    unit_id as arrest_id,
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
from {{ rule('hints') }}
where unit = 'arrest'
